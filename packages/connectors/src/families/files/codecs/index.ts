import { fileErrors } from '../errors.ts';
import { wholeFile } from '../storage.ts';
import { bzip2 } from './bzip2.ts';
import type { Codec, CodecDocument, CodecSource } from './codec.ts';
import { hadoopLz4, lz4 } from './lz4.ts';
import { lzo, lzoDeflate } from './lzo.ts';
import { sequenceFile } from './sequence-file.ts';
import { hadoopSnappy, snappy } from './snappy.ts';
import { brotli, deflate, gzip, zstd } from './zlib.ts';
import { zip } from './zip.ts';

/** Of two with the same suffix the first one is meant by a name. */
const codecs: readonly Codec[] = [
  gzip,
  zip,
  bzip2,
  zstd,
  deflate,
  snappy,
  hadoopSnappy,
  lz4,
  hadoopLz4,
  brotli,
  lzo,
  lzoDeflate,
  sequenceFile,
];

const aliases: Readonly<Record<string, string>> = {
  gz: 'gzip',
  bz2: 'bzip2',
  bzip: 'bzip2',
  zst: 'zstd',
  zlib: 'deflate',
  'framing-snappy': 'snappy',
  br: 'brotli',
  lzop: 'lzo',
  'lzo-deflate': 'lzo_deflate',
};

/** The codec for a `compress` option; undefined for `none` and an empty text. */
export function codecNamed(compress: string, use: 'read' | 'write'): Codec | undefined {
  const word = compress.trim().toLowerCase();
  if (word === '' || word === 'none') return undefined;
  const able = codecs.filter((codec) => use === 'read' || codec.compress !== undefined);
  const found = able.find((codec) => codec.name === (aliases[word] ?? word));
  if (found === undefined)
    throw fileErrors.unknownCodec({ compress, known: able.map((codec) => codec.name).join(', ') });
  return found;
}

/** The codec that the end of a file name tells, if any. */
export function codecOfName(path: string): Codec | undefined {
  const name = path.toLowerCase();
  return codecs.find((codec) => codec.suffixes.some((suffix) => name.endsWith(suffix)));
}

/** Below this many bytes a file may expand as it likes. */
const freeExpansionBytes = 64 * 1024 * 1024;

/**
 * The documents of a file, decompressed. Throws `FILES_EXPANDS_TOO_MUCH` when the whole grows beyond `maxExpansion`
 * times the size of the file.
 */
export async function* openDocuments(
  source: CodecSource,
  codec: Codec | undefined,
  maxExpansion: number,
): AsyncGenerator<CodecDocument> {
  if (codec === undefined) {
    yield { label: source.path, bytes: source.read(wholeFile) };
    return;
  }
  const allowed = source.size === undefined ? Infinity : Math.max(freeExpansionBytes, source.size * maxExpansion);
  let total = 0;
  const guarded = async function* (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > allowed) throw fileErrors.expandsTooMuch({ path: source.path, bytes: total, maxExpansion });
      yield chunk;
    }
  };
  for await (const document of codec.open(source)) yield { label: document.label, bytes: guarded(document.bytes) };
}
