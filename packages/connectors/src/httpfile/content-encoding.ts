import { constants, gunzipSync } from 'node:zlib';
import { codecNamed, openDocuments } from '../families/files/codecs/index.ts';
import type { Codec } from '../families/files/codecs/codec.ts';

export interface EncodedBody {
  /** For messages. */
  readonly path: string;
  readonly bytes: AsyncGenerator<Uint8Array>;
  /** As sent; undefined when the server does not tell. */
  readonly size: number | undefined;
  /** As the header says it, outermost last. */
  readonly encodings: readonly string[];
  /** What the name or the job says the file itself is packed with. */
  readonly fileCodec: Codec | undefined;
  readonly maxExpansion: number;
}

/** Takes off what was packed for the way. */
export async function* unpacked(body: EncodedBody): AsyncGenerator<Uint8Array> {
  const { path, size, maxExpansion, fileCodec } = body;
  const codecs = body.encodings.map((name) => codecNamed(name.replace(/^x-/, ''), 'read')).toReversed();
  let bytes: AsyncIterable<Uint8Array> = body.bytes;
  if (codecs.length === 1 && codecs[0]?.name === 'gzip' && fileCodec?.name === 'gzip') {
    const [head, rest] = await peek(body.bytes);
    // Servers like to call a file that is gzip itself encoded so; then the reader of the file is the one to unpack it.
    if (!isPackedTwice(head)) return yield* rest;
    bytes = rest;
  }
  for (const codec of codecs) {
    const packed = bytes;
    const source = { path, ...(size === undefined ? {} : { size }), read: () => packed };
    bytes = onlyDocument(openDocuments(source, codec, maxExpansion));
  }
  yield* bytes;
}

async function* onlyDocument(
  documents: AsyncIterable<{ readonly bytes: AsyncIterable<Uint8Array> }>,
): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of documents) yield* bytes;
}

/** The first bytes, and all bytes. */
async function peek(bytes: AsyncGenerator<Uint8Array>): Promise<readonly [Uint8Array, AsyncGenerator<Uint8Array>]> {
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < 64) {
    const next = await bytes.next();
    if (next.done === true) break;
    first.push(Uint8Array.from(next.value));
    size += next.value.length;
  }
  const head = Buffer.concat(first);
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* bytes;
  };
  return [head, all()];
}

function isPackedTwice(head: Uint8Array): boolean {
  try {
    const inside = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
    return inside[0] === 0x1f && inside[1] === 0x8b;
  } catch {
    return false;
  }
}
