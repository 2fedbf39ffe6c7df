/** Where the column chunks of a leaf lie. */
import { parquetErrors } from './errors.ts';
import { Damage } from '../../damage.ts';
import { isKnownCodec } from './decompress.ts';
import { magic } from '../metadata.ts';
import type { ByteSpan } from './byte-reads.ts';
import type { FileEnd, FooterChunk } from './footer.ts';
import type { SchemaLeaf } from './schema-tree.ts';

export interface LeafChunk {
  /** Index of its row group. */
  readonly group: number;
  readonly rowCount: number;
  readonly codec: number;
  /** Nulls and empty lists are counted. */
  readonly valueCount: number;
  readonly span: ByteSpan;
}

/**
 * The chunks of a leaf in the row groups from `start` to before `end`, those without rows left out. Throws `Damage`,
 * `PARQUET_ENCRYPTED`, `PARQUET_UNSUPPORTED`.
 */
export function leafChunks(
  { footer, footerStart }: FileEnd,
  path: string,
  leaf: SchemaLeaf,
  groups: { readonly start: number; readonly end: number },
): readonly LeafChunk[] {
  const chunks: LeafChunk[] = [];
  for (let group = groups.start; group < groups.end; group++) {
    const rowGroup = footer.rowGroups[group];
    if (rowGroup === undefined) throw new Damage(`it has no row group ${group}`);
    if (rowGroup.rowCount === 0) continue;
    const place = `row group ${group}, column "${leaf.path}"`;
    const chunk = rowGroup.columns[leaf.node.firstLeaf];
    if (chunk === undefined) throw new Damage(`${place} is missing`);
    chunks.push(leafChunk(chunk, leaf, { path, place, group, rowCount: rowGroup.rowCount, footerStart }));
  }
  return chunks;
}

interface ChunkPlace {
  readonly path: string;
  readonly place: string;
  readonly group: number;
  readonly rowCount: number;
  readonly footerStart: number;
}

function leafChunk(chunk: FooterChunk, { node }: SchemaLeaf, at: ChunkPlace): LeafChunk {
  const { path, place, group, rowCount } = at;
  if (chunk.cryptoMetadata !== undefined) throw parquetErrors.encrypted({ path, part: place });
  if (chunk.filePath !== undefined) throw parquetErrors.unsupported({ path, place, found: 'columns in another file' });
  const { metaData } = chunk;
  if (metaData === undefined) throw new Damage(`the description of ${place} is missing`);
  const { codec, valueCount, type } = metaData;
  if (!isKnownCodec(codec)) throw parquetErrors.unsupported({ path, place, found: `codec ${codec}` });
  if (type !== node.element.type) throw new Damage(`${place} has another type than the schema says`);
  const isOnePerRow = node.depth === 0;
  if (isOnePerRow ? valueCount !== rowCount : valueCount < rowCount) {
    throw new Damage(`${place} has ${valueCount} values for ${rowCount} rows`);
  }
  const { dictionaryPageOffset = 0, dataPageOffset, compressedBytes } = metaData;
  // Some writers say 0 when there is no dictionary.
  const hasDictionary = dictionaryPageOffset > 0 && dictionaryPageOffset < dataPageOffset;
  const start = hasDictionary ? dictionaryPageOffset : dataPageOffset;
  const end = start + compressedBytes;
  if (start < magic.length || compressedBytes <= 0 || end > at.footerStart) {
    throw new Damage(`${place} does not lie within the file`);
  }
  return { group, rowCount, codec, valueCount, span: { start, end } };
}
