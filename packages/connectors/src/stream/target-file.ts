/** The file of a stream writer: every task writes a part of its own; the run ends by making one file of them. */
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface TargetFile {
  readonly path: string;
  exists(): boolean;
  makeFolder(): Promise<void>;
  /** Opens the part of a task attempt. */
  openPart(name: string): Promise<FileHandle>;
  removePart(name: string): Promise<void>;
  /** Replaces the file by the parts in the given order. */
  assemble(names: readonly string[]): Promise<void>;
  /** Removes all parts of the run. */
  removeParts(): Promise<void>;
}

export function targetFile(folder: string, fileName: string, runId: string): TargetFile {
  const path = join(folder, fileName);
  const prefix = `.${fileName}.${runId}.`;
  const partPath = (name: string): string => join(folder, prefix + name);
  const target: TargetFile = {
    path,
    exists: () => existsSync(path),
    makeFolder: async () => void (await mkdir(folder, { recursive: true })),
    openPart: (name) => open(partPath(name), 'w'),
    removePart: (name) => rm(partPath(name), { force: true }),
    async assemble(names) {
      const whole = await open(partPath('whole'), 'w');
      try {
        for (const name of names) await whole.appendFile(createReadStream(partPath(name)));
      } finally {
        await whole.close();
      }
      await rename(partPath('whole'), path);
      await target.removeParts();
    },
    async removeParts() {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) if (name.startsWith(prefix)) await rm(join(folder, name), { force: true });
    },
  };
  return target;
}
