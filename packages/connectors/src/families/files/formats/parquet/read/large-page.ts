/** Pages that wait in the temporary file, on their way to it and what is read of them first. */
import { crc32 } from 'node:zlib';
import { Damage } from '../../damage.ts';
import type { SpanReader } from './byte-reads.ts';
import { checkExpansion } from './decompress.ts';
import { SpilledPage, expandPieces } from './expand-pieces.ts';
import type { PageSpill } from './page-spill.ts';

export interface LargePage {
  readonly codec: number;
  readonly compressedBytes: number;
  /** Bytes once they are decompressed. */
  readonly size: number;
  /** CRC-32 of the compressed bytes, and of those before them that belong to it. */
  readonly crc: number | undefined;
  readonly before?: Uint8Array;
}

/** Moves the next bytes of the column to `start` in the file, decompressed. Throws `Damage`. */
export async function spillPage(spans: SpanReader, spill: PageSpill, start: number, page: LargePage): Promise<void> {
  const { codec, compressedBytes, size } = page;
  checkExpansion(codec, compressedBytes, size);
  const pieces = checked(spans.pieces(compressedBytes), page);
  await expandPieces(codec, pieces, new SpilledPage(spill, start, size), size);
}

async function* checked(pieces: AsyncIterable<Uint8Array>, { crc, before }: LargePage): AsyncGenerator<Uint8Array> {
  let sum = before === undefined || crc === undefined ? 0 : crc32(before);
  for await (const piece of pieces) {
    if (crc !== undefined) sum = crc32(piece, sum);
    yield piece;
  }
  if (crc !== undefined && sum !== crc >>> 0) throw checksumDiffers();
}

export function checksumDiffers(): Damage {
  return new Damage('its checksum does not match');
}

const usualHeadBytes = 64 * 1024;

/** What `read` answers for the first bytes of the page at `start`: as many as it needs. */
export function headOf(spill: PageSpill, start: number, size: number, read: (bytes: Uint8Array) => number): number {
  for (let length = usualHeadBytes; ; length *= 4) {
    const bytes = new Uint8Array(Math.min(length, size));
    spill.read(bytes, start);
    try {
      return read(bytes);
    } catch (error) {
      if (!(error instanceof Damage && error.isShort && length < size)) throw error;
    }
  }
}
