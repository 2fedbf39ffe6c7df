import { fileErrors } from '../errors.ts';

const synonyms: Readonly<Record<string, string>> = {
  uncompressed: 'none',
  null: 'none',
  gz: 'gzip',
  zlib: 'deflate',
  zstandard: 'zstd',
  br: 'brotli',
  lz4_raw: 'lz4',
};

/**
 * The compression inside a format that `compress` asks for; undefined when it does not.
 *
 * @param known name in jobs → name of the format.
 */
export function compressionOf<Name extends string>(
  compress: string | undefined,
  known: Readonly<Record<string, Name>>,
): Name | undefined {
  const word = compress?.trim().toLowerCase() ?? '';
  if (word === '') return undefined;
  const found = known[word] ?? known[synonyms[word] ?? ''];
  if (found === undefined) throw fileErrors.unknownCodec({ compress: word, known: Object.keys(known).join(', ') });
  return found;
}
