import { constants, copyFile, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { sealedPath, startedPath } from '../families/files/staged-names.ts';
import type { StoredFile } from '../families/files/storage.ts';

const chunkBytes = 256 * 1024;

/**
 * Makes one sealed file of several. The parts stay as they are until it is complete, so that a call after a kill finds
 * either all of them or the whole.
 */
export async function joinFiles(parts: readonly StoredFile[], path: string): Promise<void> {
  const [first, ...others] = parts as readonly [StoredFile, ...StoredFile[]];
  const started = startedPath(path);
  // The kernel copies the first part, and where the file system can share blocks it does not even copy.
  await copyFile(sealedPath(first.path), started, constants.COPYFILE_FICLONE);
  const target = await open(started, 'r+');
  try {
    let { size: position } = await target.stat();
    for (const part of others) position = await append(target, position, sealedPath(part.path));
    await target.sync();
  } finally {
    await target.close();
  }
  await rename(started, sealedPath(path));
  for (const part of parts) await rm(sealedPath(part.path), { force: true });
}

async function append(target: FileHandle, position: number, path: string): Promise<number> {
  const source = await open(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  let end = position;
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return end;
      for (let done = 0; done < bytesRead;) {
        const { bytesWritten } = await target.write(buffer, done, bytesRead - done, end);
        done += bytesWritten;
        end += bytesWritten;
      }
    }
  } finally {
    await source.close();
  }
}
