/** Pages that are too large for memory: decompressed piece by piece into the temporary file. */
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';
import { SluiceError } from '@sluice/core';
import { type BlockPieces, ExpandedText, type TextPlace } from '../../../codecs/expanded-text.ts';
import { Lz4Pieces } from '../../../codecs/lz4-pieces.ts';
import { SnappyPieces } from '../../../codecs/snappy-pieces.ts';
import { Damage } from '../../damage.ts';
import { codecs } from '../metadata.ts';
import { cannotExpand, decompress, wrongSize } from './decompress.ts';
import type { PageSpill } from './page-spill.ts';

/** One page in the temporary file, which grows up to its size. */
export class SpilledPage implements TextPlace {
  readonly #spill: PageSpill;
  readonly #start: number;
  readonly #size: number;
  #length = 0;

  constructor(spill: PageSpill, start: number, size: number) {
    this.#spill = spill;
    this.#start = start;
    this.#size = size;
  }

  /** Throws `Damage` when it would grow beyond its size. */
  write(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#size) throw wrongSize();
    this.#spill.write(bytes, this.#start + this.#length);
    this.#length += bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    this.#spill.read(into, this.#start + position);
  }

  /** Throws `Damage` when something is missing. */
  end(): void {
    if (this.#length < this.#size) throw wrongSize();
  }
}

/** Fills a page of `size` bytes. Throws `Damage`, and what the pieces or the file throw. */
export async function expandPieces(
  codec: number,
  pieces: AsyncIterable<Uint8Array>,
  page: SpilledPage,
  size: number,
): Promise<void> {
  const stream = streams[codec]?.();
  if (stream !== undefined) await expandStream(stream, pieces, page);
  else if (codec === codecs.none) for await (const piece of pieces) page.write(piece);
  // Which of its two forms it has can only be told from the whole; those who write it make small pages.
  else if (codec === codecs.lz4) page.write(decompress(codec, await whole(pieces), size, { bytes: new Uint8Array(0) }));
  else {
    const text = new ExpandedText(page, size);
    await expandBlock(codec === codecs.snappy ? new SnappyPieces(text) : new Lz4Pieces(text), pieces);
  }
  page.end();
}

const chunkSize = 256 * 1024;

const streams: Readonly<Record<number, () => Transform>> = {
  [codecs.gzip]: () => createGunzip({ chunkSize }),
  [codecs.brotli]: () => createBrotliDecompress({ chunkSize }),
  [codecs.zstd]: () => createZstdDecompress({ chunkSize }),
};

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function expandStream(stream: Transform, pieces: AsyncIterable<Uint8Array>, page: SpilledPage): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const watched = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces;
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  try {
    await pipeline(watched(), stream, async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) page.write(chunk);
    });
  } catch (error) {
    throw failure === undefined ? damageOf(error) : failure.error;
  }
}

async function expandBlock(block: BlockPieces, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) damageFrom(() => block.push(piece));
  damageFrom(() => block.end());
}

function damageFrom(action: () => void): void {
  try {
    action();
  } catch (error) {
    throw damageOf(error);
  }
}

function damageOf(error: unknown): unknown {
  return error instanceof Damage || error instanceof SluiceError ? error : cannotExpand(error);
}
