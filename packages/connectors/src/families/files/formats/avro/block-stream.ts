/** Blocks of a file one after the other, from any place on. */
import { ByteWindow } from '../../byte-window.ts';
import type { FileBytes } from '../block-format.ts';
import { readAhead } from '../read-ahead.ts';
import { Damage } from '../damage.ts';
import { Cursor } from './cursor.ts';
import { type AvroHeader, corrupt, syncBytes } from './header.ts';

export interface AvroBlock {
  readonly rowCount: number;
  /** As it lies in the file; valid until the next one is asked for. */
  readonly bytes: Buffer;
}

const searchBytes = 64 * 1024;
/** Longest integers before the bytes of a block. */
const headBytes = 20;
/** A block is read as a whole; beyond this its size is taken for damage. */
const mostBlockBytes = 512 * 1024 * 1024;

/**
 * Start of the first block at or after `from`: behind a sync marker. `to` or beyond when there is none before. The
 * markers are 16 random bytes, so what looks like one is one.
 */
export async function findBlock(
  file: FileBytes,
  header: AvroHeader,
  { from, to, signal }: { readonly from: number; readonly to: number; readonly signal: AbortSignal },
): Promise<number> {
  if (from <= header.end) return header.end;
  // A marker may lie across two pieces, and end where the search begins.
  for (let at = from - syncBytes; at + syncBytes < to; at += searchBytes) {
    const end = Math.min(at + searchBytes + syncBytes - 1, file.size);
    const found = Buffer.from(await file.read(at, end, signal)).indexOf(header.sync);
    if (found >= 0) return at + found + syncBytes;
  }
  return to;
}

/** Blocks that begin from `from`, where one begins, to before `to`. Throws `FILES_CORRUPT`. */
export async function* readBlocks(
  file: FileBytes,
  header: AvroHeader,
  { from, to, signal }: { readonly from: number; readonly to: number; readonly signal: AbortSignal },
): AsyncGenerator<AvroBlock> {
  const window = new ByteWindow(readAhead(file, { start: from, end: file.size, eager: to }, signal));
  const cursor = new Cursor();
  try {
    for (let position = from; position < Math.min(to, file.size);) {
      await window.fill(headBytes);
      cursor.enter(window.view, window.start, window.end);
      const { rowCount, size } = readHead(cursor, file.path);
      const headSize = cursor.at - window.start;
      const whole = headSize + size + syncBytes;
      if (size > mostBlockBytes || position + whole > file.size)
        throw corrupt(file.path, `the block at ${position} reaches beyond the end (truncated?)`);
      await window.fill(whole);
      const start = window.start + headSize;
      const { view } = window;
      if (header.sync.compare(view, start + size, start + size + syncBytes) !== 0)
        throw corrupt(file.path, `the block at ${position} does not end with the marker of the file`);
      yield { rowCount, bytes: view.subarray(start, start + size) };
      window.start += whole;
      position += whole;
    }
  } finally {
    await window.close();
  }
}

function readHead(cursor: Cursor, path: string): { readonly rowCount: number; readonly size: number } {
  try {
    const rowCount = cursor.readSafe();
    const size = cursor.readSafe();
    if (rowCount >= 0 && size >= 0) return { rowCount, size };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
  }
  throw corrupt(path, 'a block has no beginning');
}
