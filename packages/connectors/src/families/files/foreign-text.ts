import { fileErrors } from './errors.ts';
import { withHead } from './with-head.ts';

/**
 * The same bytes. Throws `FILES_OTHER_ENCODING` where they begin with the byte order mark of an encoding other than
 * `encoding`, and `FILES_OTHER_FORMAT` where they begin as no text does: read as text, such files can give rows of
 * nonsense that nothing else refuses.
 */
export function ownText(bytes: AsyncIterable<Uint8Array>, path: string, encoding: string): AsyncGenerator<Uint8Array> {
  return withHead(bytes, headBytes, (head) => {
    refuseForeign(head, path, encoding);
    return head;
  });
}

const headBytes = 32;

interface Mark {
  readonly bytes: string;
  readonly encoding: string;
  /** Encodings that such a file can be read in, without signs. */
  readonly readAs: RegExp;
}

/** Longer marks first: one begins with another. */
const marks: readonly Mark[] = [
  { bytes: '\xff\xfe\0\0', encoding: 'UTF-32LE', readAs: /^(utf32|ucs4)(le)?$/ },
  { bytes: '\0\0\xfe\xff', encoding: 'UTF-32BE', readAs: /^(utf32|ucs4)(be)?$/ },
  { bytes: '\xef\xbb\xbf', encoding: 'UTF-8', readAs: /^(utf8|cesu8|unicode11utf8)$/ },
  { bytes: '\xff\xfe', encoding: 'UTF-16LE', readAs: /^(utf16|ucs2)(le)?$/ },
  { bytes: '\xfe\xff', encoding: 'UTF-16BE', readAs: /^utf16(be)?$/ },
];

interface Signature {
  readonly begins: string;
  /** What else the first bytes hold, where a text could begin so. */
  readonly holds?: string;
  readonly found: string;
  /** Options of the reader that fit. */
  readonly option: string;
}

const signatures: readonly Signature[] = [
  { begins: '\x1f\x8b\x08', found: 'a gzip file', option: 'compress to gzip' },
  {
    begins: 'PK\x03\x04',
    found: 'a zip archive or an Excel file',
    option: 'compress to zip, or fileFormat to excel',
  },
  { begins: 'BZh', holds: '1AY&SY', found: 'a bzip2 file', option: 'compress to bzip2' },
  { begins: '\x28\xb5\x2f\xfd', found: 'a zstd file', option: 'compress to zstd' },
  { begins: '\x04\x22\x4d\x18', found: 'an lz4 file', option: 'compress to lz4' },
  { begins: '\x89LZO\0', found: 'an lzop file', option: 'compress to lzo' },
  { begins: 'PAR1\x15', found: 'a Parquet file', option: 'fileFormat to parquet' },
  { begins: 'ORC', holds: '\0', found: 'an ORC file', option: 'fileFormat to orc' },
  { begins: 'Obj\x01', found: 'an Avro file', option: 'fileFormat to avro' },
  { begins: 'SEQ\x06', found: 'a SequenceFile', option: 'fileFormat to seq' },
];

function refuseForeign(bytes: Buffer, path: string, encoding: string): void {
  const head = bytes.toString('latin1', 0, headBytes);
  const name = encoding.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  const begun = marks.filter((mark) => head.startsWith(mark.bytes));
  const [mark] = begun;
  if (mark !== undefined && !begun.some(({ readAs }) => readAs.test(name)))
    throw fileErrors.otherEncoding({ path, found: mark.encoding, encoding });
  const signature = signatures.find(({ begins, holds = '' }) => head.startsWith(begins) && head.includes(holds));
  if (signature !== undefined) throw fileErrors.otherFormat({ path, found: signature.found, option: signature.option });
}
