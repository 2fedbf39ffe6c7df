/** The end of a file: what it says of its columns and row groups. */
import type { FileBytes } from '../../block-format.ts';
import { Damage } from '../../damage.ts';
import { parquetErrors } from './errors.ts';
import { columnChunk, columnMetaData, encryptedMagic, fileMetaData, magic, rowGroup } from '../metadata.ts';
import { readThrift } from './thrift-read.ts';
import { type ThriftValue, list, optional, required, struct } from '../thrift.ts';

/** The footer of most files is within; a file that is not larger needs no second request. */
const tailBytes = 128 * 1024;
/** Length of the footer and the magic word. */
const endBytes = 8;

/** Only what reading needs: a footer may describe a million column chunks. */
const chunkShape = struct({
  filePath: columnChunk.fields.filePath,
  metaData: optional(
    columnChunk.fields.metaData.id,
    struct({
      type: columnMetaData.fields.type,
      codec: columnMetaData.fields.codec,
      valueCount: columnMetaData.fields.valueCount,
      uncompressedBytes: columnMetaData.fields.uncompressedBytes,
      compressedBytes: columnMetaData.fields.compressedBytes,
      dataPageOffset: columnMetaData.fields.dataPageOffset,
      dictionaryPageOffset: columnMetaData.fields.dictionaryPageOffset,
    }),
  ),
  cryptoMetadata: columnChunk.fields.cryptoMetadata,
});

const footerShape = struct({
  schema: fileMetaData.fields.schema,
  rowCount: fileMetaData.fields.rowCount,
  rowGroups: required(
    fileMetaData.fields.rowGroups.id,
    list(
      struct({
        columns: required(rowGroup.fields.columns.id, list(chunkShape)),
        rowCount: rowGroup.fields.rowCount,
      }),
    ),
  ),
});

export type Footer = ThriftValue<typeof footerShape>;
export type FooterChunk = ThriftValue<typeof chunkShape>;

export interface FileEnd {
  readonly footer: Footer;
  /** Column chunks lie before this place. */
  readonly footerStart: number;
  /** The last bytes of the file. */
  readonly tail: Uint8Array;
}

/** Throws `Damage`, `PARQUET_ENCRYPTED`. */
export async function readFileEnd(file: FileBytes, signal: AbortSignal): Promise<FileEnd> {
  const { path, size } = file;
  if (size < magic.length + endBytes) throw new Damage(`it has only ${size} bytes`);
  let tail = await file.read(Math.max(0, size - tailBytes), size, signal);
  const end = tail.length - endBytes;
  if (end < 0) throw new Damage('the file ends too early');
  const word = Buffer.from(tail.subarray(end + 4)).toString('latin1');
  if (word === encryptedMagic) throw parquetErrors.encrypted({ path, part: 'its footer' });
  if (word !== magic) throw new Damage(`it does not end with ${magic}: it is no Parquet file, or it was cut off`);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(end, true);
  const footerStart = size - endBytes - length;
  if (footerStart < magic.length) throw new Damage(`its footer of ${length} bytes is larger than the file`);
  if (length > end) tail = await file.read(footerStart, size, signal);
  const start = tail.length - endBytes - length;
  return { footer: parseFooter(tail.subarray(start, start + length)), footerStart, tail };
}

function parseFooter(bytes: Uint8Array): Footer {
  const { value: footer } = readThrift(footerShape, bytes);
  const rowCount = footer.rowGroups.reduce((sum, group) => sum + group.rowCount, 0);
  if (footer.rowGroups.some((group) => group.rowCount < 0) || rowCount !== footer.rowCount) {
    throw new Damage(`its row groups have ${rowCount} rows, the file says ${footer.rowCount}`);
  }
  return footer;
}
