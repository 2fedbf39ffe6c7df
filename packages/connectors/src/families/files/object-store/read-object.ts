import type { ByteRange, StoredFile } from '../storage.ts';
import type { BlockBudget } from './block-budget.ts';
import { BlockQueue } from './block-queue.ts';
import type { ObjectClient, StoredObject } from './client.ts';
import { RangeStream } from './range-stream.ts';

export interface ObjectSource {
  readonly client: ObjectClient;
  readonly budget: BlockBudget;
}

/** Up to this size an object is one block: asked for at once, in memory of just its size. */
const smallBytes = 4 << 20;
/** What the stream still delivers while the first blocks are on their way. */
const overlapBytes = 2 << 20;

/**
 * Bytes of an object in order. A large one is read as one stream; when the network turns out to be what is waited for,
 * the rest comes in several requests at a time.
 */
export async function* readObject(
  source: ObjectSource,
  file: StoredFile,
  { start, end = Infinity }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal.throwIfAborted();
  const object = { key: file.path, size: file.size ?? 0, version: file.version };
  const range = { start, end: Math.min(end, object.size) };
  if (range.end - start > smallBytes) return yield* readLarge(source, object, range, signal);
  const blocks = new BlockQueue(source, object, range, signal);
  try {
    yield* blocks.chunks();
  } finally {
    await blocks.close();
  }
}

async function* readLarge(
  source: ObjectSource,
  object: StoredObject,
  { start, end }: { readonly start: number; readonly end: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let blocks: BlockQueue | undefined;
  try {
    const stream = new RangeStream(source, object, { start, end }, signal);
    let position = start;
    try {
      for await (const chunk of stream.chunks()) {
        yield chunk;
        position += chunk.length;
        if (blocks !== undefined || !stream.isSlow || end - position <= smallBytes) continue;
        blocks = new BlockQueue(source, object, { start: stream.endAt(position + overlapBytes), end }, signal);
        blocks.fetchAhead();
      }
    } finally {
      await stream.close();
    }
    if (blocks !== undefined) yield* blocks.chunks();
  } finally {
    await blocks?.close();
  }
}
