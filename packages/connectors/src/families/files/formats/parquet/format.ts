import type { Batch } from '@sluice/core';
import { fileErrors } from '../../errors.ts';
import type { BlockFile, BlockFormat, BlockReadRequest, FileBlock, FileBytes } from '../block-format.ts';
import { ColumnBatches, type FilledField } from './read/column-batches.ts';
import { Damage } from '../damage.ts';
import type { LeafSource } from './read/leaf-reader.ts';
import type { LeafType } from './read/leaf-type.ts';
import { MergedReads } from './read/byte-reads.ts';
import { HeldPages, PageSpill } from './read/page-spill.ts';
import { leafChunks } from './read/chunks.ts';
import { type FileField, fieldReader, fileFields } from './read/fields.ts';
import { type FileEnd, readFileEnd } from './read/footer.ts';
import { type SchemaLeaf, type SchemaTree, schemaTree } from './read/schema-tree.ts';

/**
 * Apache Parquet. Blocks are row groups. Nested columns are JSON text, lists of plain values `list`.
 *
 * Pages are decoded as batches need them, so that memory holds a page and two windows per wanted column, whatever the
 * size of the row groups. Large pages wait in a temporary file: some programs write one for all rows of a group.
 */
export function parquetFormatWith(options: ParquetReadOptions): BlockFormat {
  return {
    async open(file, signal) {
      return placed(file.path, async () => {
        const end = await readFileEnd(file, signal);
        return new ParquetFile(file, end, options);
      });
    },
  };
}

export const parquetFormat = parquetFormatWith({});

export interface ParquetReadOptions {
  /** Default: that of the system. */
  readonly temporaryFolder?: string;
  /** For the values of open pages of all columns together. Default 8 MiB. */
  readonly heldPageBytes?: number;
}

const usualHeldPageBytes = 8 << 20;

/** For what was fetched of all columns and not decoded. */
const windowBudget = 8 * 1024 * 1024;
const maxWindowBytes = 1024 * 1024;
const minWindowBytes = 32 * 1024;

class ParquetFile implements BlockFile {
  readonly #file: FileBytes;
  readonly #end: FileEnd;
  readonly #tree: SchemaTree;
  readonly #fields: readonly FileField[];
  readonly #options: ParquetReadOptions;
  readonly schema: BlockFile['schema'];
  readonly blocks: readonly FileBlock[];

  constructor(file: FileBytes, end: FileEnd, options: ParquetReadOptions) {
    this.#options = options;
    this.#file = file;
    this.#end = end;
    this.#tree = schemaTree(end.footer.schema);
    this.#fields = fileFields(this.#tree);
    this.schema = { columns: this.#fields.map(({ column }) => column) };
    this.blocks = end.footer.rowGroups.map(({ columns, rowCount }) => ({
      bytes: columns.reduce((sum, { metaData }) => sum + (metaData?.compressedBytes ?? 0), 0),
      rows: rowCount,
    }));
  }

  async *read(request: BlockReadRequest): AsyncGenerator<Batch> {
    // Reads ahead end with the reader, whether or not its consumer goes on to the last row.
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(request.signal.reason);
    request.signal.addEventListener('abort', onAbort, { once: true });
    const reads = new MergedReads(this.#file, this.#end.tail, stop.signal);
    const { path } = this.#file;
    const spill = new PageSpill({ folder: this.#options.temporaryFolder, label: `pages of "${path}"` });
    try {
      const batches = await placed(path, async () => this.#batches(request, { reads, spill }));
      let left = this.blocks.slice(request.start, request.end).reduce((sum, { rows = 0 }) => sum + rows, 0);
      while (left > 0) {
        request.signal.throwIfAborted();
        const batch = await batches.next(left);
        left -= batch.rowCount + batch.rejected.length;
        yield batch;
      }
    } finally {
      request.signal.removeEventListener('abort', onAbort);
      stop.abort();
      await reads.idle();
      spill.close();
    }
  }

  #batches(request: BlockReadRequest, shared: Pick<LeafSource, 'reads' | 'spill'>): ColumnBatches {
    const { path } = this.#file;
    const wanted = request.sources.flatMap((source, index) => {
      const field = source === undefined ? undefined : this.#fields[source];
      return field === undefined ? [] : [{ index, field }];
    });
    const leafCount = wanted.reduce((sum, { field }) => sum + field.types.length, 0);
    const share = Math.floor(windowBudget / 2 / Math.max(leafCount, 1));
    const windowBytes = Math.min(maxWindowBytes, Math.max(minWindowBytes, share));
    const held = new HeldPages(this.#options.heldPageBytes ?? usualHeldPageBytes);
    const filled = wanted.map(({ index, field }): FilledField => {
      const sourceOf = (index: number): LeafSource => {
        const leaf = this.#tree.leaves[index] as SchemaLeaf;
        const type = field.types[index - field.node.firstLeaf] as LeafType;
        const chunks = leafChunks(this.#end, path, leaf, request);
        return { path, leaf, type, chunks, ...shared, windowBytes, held };
      };
      return { index, field: fieldReader(field, sourceOf, request.batchRows) };
    });
    const rowBytes = this.#rowBytes(
      wanted.map(({ field }) => field),
      request.start,
    );
    return new ColumnBatches(request, filled, path, rowBytes);
  }

  /** What a row of these columns takes, as the footer has it of the first row group. */
  #rowBytes(fields: readonly FileField[], group: number): number {
    const rowGroup = this.#end.footer.rowGroups[group];
    if (rowGroup === undefined || rowGroup.rowCount === 0) return 1;
    let bytes = 0;
    for (const { node } of fields) {
      for (const { metaData } of rowGroup.columns.slice(node.firstLeaf, node.endLeaf)) {
        bytes += metaData?.uncompressedBytes ?? 0;
      }
    }
    return bytes / rowGroup.rowCount;
  }
}

/** Damage as `FILES_CORRUPT` with the path. */
async function placed<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    // Sizes that no memory has are damage as well.
    if (!(error instanceof Damage) && !(error instanceof RangeError)) throw error;
    throw fileErrors.corrupt({ path, compress: 'Parquet', problem: error.message }, error);
  }
}
