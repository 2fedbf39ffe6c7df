import type { FileBytes } from './block-format.ts';

const chunkBytes = 1024 * 1024;

export interface AheadRange {
  readonly start: number;
  /** Nothing is read beyond. */
  readonly end: number;
  /** Chunks that begin before are asked for while the one before them is used. Default: all. */
  readonly eager?: number;
}

/** Chunks of a file in order, one ahead. */
export async function* readAhead(
  file: FileBytes,
  { start, end, eager = end }: AheadRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const ask = (at: number): Promise<Uint8Array> | undefined => {
    if (at >= end) return undefined;
    const chunk = file.read(at, Math.min(at + chunkBytes, end), signal);
    // A failure waits in the promise until it is its turn.
    chunk.catch(() => undefined);
    return chunk;
  };
  let next = ask(start);
  for (let at = start + chunkBytes; next !== undefined; at += chunkBytes) {
    const chunk = await next;
    next = at < eager ? ask(at) : undefined;
    yield chunk;
    next ??= ask(at);
  }
}
