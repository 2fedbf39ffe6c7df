import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib';
import { SluiceError } from '@sluice/core';
import { fileErrors } from '../errors.ts';
import { wholeFile } from '../storage.ts';
import type { ByteSink, Codec, CodecSource, Compressor } from './codec.ts';
import { ZstdFrames } from './zstd-frames.ts';

const chunkSize = 256 * 1024;

export const gzip = streamCodec(
  'gzip',
  ['.gz'],
  () => createGunzip({ chunkSize }),
  () => createGzip({ chunkSize }),
  true,
);
export const deflate = streamCodec(
  'deflate',
  ['.deflate', '.zz'],
  () => createInflate({ chunkSize }),
  () => createDeflate({ chunkSize }),
  false,
);
/** Level 5 of 11: the higher ones take seconds per megabyte. */
const brotliLevel = 5;
export const brotli = streamCodec(
  'brotli',
  ['.br'],
  () => createBrotliDecompress({ chunkSize }),
  () => createBrotliCompress({ chunkSize, params: { [constants.BROTLI_PARAM_QUALITY]: brotliLevel } }),
  false,
);
export const zstd: Codec = {
  name: 'zstd',
  suffixes: ['.zst'],
  isConcatenable: true,
  async *open(source) {
    yield { label: source.path, bytes: expandFrames(source) };
  },
  compress: (sink) => compressInto(createZstdCompress({ chunkSize }), sink),
};

/** Decompresses frame after frame: one stream of Node stops at the end of its first. */
async function* expandFrames(source: CodecSource): AsyncGenerator<Uint8Array> {
  const rest = new FrameSource(source.read(wholeFile)[Symbol.asyncIterator]());
  try {
    do yield* expand(source, rest.frame(), createZstdDecompress({ chunkSize }), 'zstd');
    while (await rest.hasMore());
  } finally {
    await rest.close();
  }
}

/** Cuts a stream at the ends of its zstd frames. */
class FrameSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #frames = new ZstdFrames();
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async hasMore(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#chunk = next.value;
    }
    return true;
  }

  async *frame(): AsyncGenerator<Uint8Array> {
    while (await this.hasMore()) {
      const end = this.#frames.take(this.#chunk, 0);
      const piece = this.#chunk.subarray(0, end);
      this.#chunk = this.#chunk.subarray(end);
      yield piece;
      if (this.#frames.isBetween) return;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

function streamCodec(
  name: string,
  suffixes: readonly string[],
  decompressor: () => Transform,
  compressor: () => Transform,
  isConcatenable: boolean,
): Codec {
  return {
    name,
    suffixes,
    isConcatenable,
    async *open(source) {
      yield { label: source.path, bytes: expand(source, source.read(wholeFile), decompressor(), name) };
    },
    compress: (sink) => compressInto(compressor(), sink),
  };
}

/** Passes a compressed stream through a decompressor. Data that end too early or are damaged throw `FILES_CORRUPT`. */
export async function* expand(
  source: Pick<CodecSource, 'path'>,
  compressed: AsyncIterable<Uint8Array>,
  stream: Transform,
  compress: string,
): AsyncGenerator<Uint8Array> {
  let sourceError: unknown;
  let bytesIn = 0;
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of compressed) {
        if (stream.destroyed) return;
        bytesIn += chunk.length;
        // A copy: the stream keeps the chunk longer than its producer does.
        if (!stream.write(Buffer.from(chunk))) await drained(stream);
      }
      if (bytesIn === 0) stream.destroy(new Error('it is empty'));
      else stream.end();
    } catch (error) {
      sourceError = error;
      stream.destroy(error as Error);
    }
  };
  const feeding = feed();
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (sourceError instanceof SluiceError) throw sourceError;
    throw fileErrors.corrupt({ path: source.path, compress, problem: problemOf(error) }, error);
  } finally {
    stream.destroy();
    await feeding;
  }
}

function drained(stream: Transform): Promise<void> {
  if (stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('unexpected end of file') ? 'it ends in the middle (truncated?)' : message;
}

/** Passes text through a compressing stream into a sink. */
export function compressInto(stream: Transform, sink: ByteSink): Compressor {
  const pump = (async () => {
    for await (const chunk of stream) await sink(chunk as Uint8Array);
  })();
  let failure: unknown;
  pump.catch((error: unknown) => {
    failure = error;
    stream.destroy();
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return void reject(failure as Error);
        const onClose = (): void => reject((failure ?? new Error('closed')) as Error);
        stream.once('close', onClose);
        stream.write(bytes, (error) => {
          stream.off('close', onClose);
          if (error) reject((failure ?? error) as Error);
          else resolve();
        });
      }),
    async end() {
      stream.end();
      await pump;
    },
    destroy() {
      stream.destroy();
    },
  };
}
