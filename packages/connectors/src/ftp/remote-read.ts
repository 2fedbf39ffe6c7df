import type { Clock, Logger } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { ByteRange, StoredFile } from '../families/files/storage.ts';
import { isLost } from './errors.ts';
import type { Input } from './link.ts';
import type { LinkPool } from './link-pool.ts';

export interface ReadPlace {
  readonly pool: LinkPool;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Lost connections in a row, without one byte in between, until a read is given up. */
const mostFailures = 4;
const firstPauseMs = 250;

/** Bytes of a file. After a lost connection it goes on where it was, when the file is still the same. */
export async function* readFile(
  file: StoredFile,
  range: ByteRange,
  { pool, clock, log }: ReadPlace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const end = range.end ?? file.size ?? Infinity;
  let position = range.start;
  let failures = 0;
  for (;;) {
    try {
      for await (const chunk of readOnce(file, { start: position, end }, pool, signal)) {
        position += chunk.length;
        failures = 0;
        yield chunk;
      }
      if (position < end && end !== Infinity) throw fileErrors.changed({ path: file.path });
      return;
    } catch (error) {
      if (signal.aborted || !isLost(error) || failures >= mostFailures) throw error;
      log.warn('reading goes on with a new connection', {
        path: file.path,
        position,
        reason: (error as Error).message,
      });
      await clock.sleep(firstPauseMs * 2 ** failures++, signal);
    }
  }
}

async function* readOnce(
  file: StoredFile,
  range: ByteRange,
  pool: LinkPool,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const lease = await pool.take(signal);
  let input: Input | undefined;
  try {
    input = await lease.link.openInput(file.path);
    if (file.size !== undefined && input.version !== file.version) throw fileErrors.changed({ path: file.path });
    yield* input.read(range, signal);
  } finally {
    await input?.close();
    lease.release();
  }
}
