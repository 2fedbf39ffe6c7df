/** Rows as Parquet: data pages of version 1, which every reader understands. */
import type { Batch, ColumnSpec, Rejection, Schema } from '@sluice/core';
import { BlockPool } from '../blocks.ts';
import { addRows, between, refuseSameNames, stepRows, WaitingParts } from '../column-groups.ts';
import type { RowEncoder } from '../format.ts';
import { type RowGroup, type SchemaElement, fileMetaData, magic, rowGroup } from './metadata.ts';
import type { ChunkSetup } from './write/chunk.ts';
import { type ColumnWriter, columnWriter } from './write/column.ts';
import { type ParquetCodec, pageCodec } from './write/compression.ts';
import { columnNodes } from './write/schema.ts';
import { thriftBytes, writtenThrift } from './write/thrift-write.ts';

export interface ParquetOptions {
  /** Default: snappy. */
  readonly codec?: ParquetCodec;
  /** A row group ends after so many bytes of finished and open pages, which are held in memory. Default: 6 MB. */
  readonly rowGroupBytes?: number;
  /** A row group ends after so many rows at the latest. Default: 1,048,576. */
  readonly rowGroupRows?: number;
}

const defaultRowGroupBytes = 6 << 20;
const defaultRowGroupRows = 1 << 20;

/**
 * Collects rows column by column and hands out whole row groups. While one is being taken no row is encoded. Throws
 * `FILES_BAD_COLUMN` when two columns have the same name.
 */
export function parquetEncoder(schema: Schema, options: ParquetOptions = {}): RowEncoder {
  return new ParquetEncoder(schema, options);
}

class ParquetEncoder implements RowEncoder {
  readonly #elements: readonly SchemaElement[];
  readonly #columns: readonly ColumnWriter[];
  readonly #rowGroupBytes: number;
  readonly #rowGroupRows: number;
  /** What the footer says of complete row groups, as it is written: a file may have thousands. */
  readonly #groups: Uint8Array[] = [];
  /** Place in the file behind all complete row groups. */
  #position = 0;
  #fileRows = 0;
  #groupRows = 0;
  /** Parts of the complete row group that are still to be taken. */
  readonly #waiting = new WaitingParts();

  constructor(schema: Schema, options: ParquetOptions) {
    refuseSameNames(schema);
    this.#rowGroupBytes = options.rowGroupBytes ?? defaultRowGroupBytes;
    this.#rowGroupRows = options.rowGroupRows ?? defaultRowGroupRows;
    const setup = chunkSetup(schema.columns.length, this.#rowGroupBytes, options.codec ?? 'snappy');
    const nodes = schema.columns.map(columnNodes);
    this.#elements = [
      { name: 'schema', childCount: schema.columns.length },
      ...nodes.flatMap(({ elements }) => elements),
    ];
    this.#columns = nodes.map(({ leaf }, index) => columnWriter(schema.columns[index] as ColumnSpec, leaf, setup));
  }

  get pendingBytes(): number {
    return this.#waiting.length;
  }

  start(): Uint8Array {
    this.#position = magic.length;
    return Buffer.from(magic);
  }

  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number {
    let at = row;
    while (at < endRow && this.#waiting.isEmpty) {
      const end = Math.min(at + stepRows, endRow, at + this.#rowGroupRows - this.#groupRows);
      this.#groupRows += addRows(this.#columns, { batch, from: at, to: end }, rejections);
      at = end;
      if (this.#isGroupFull()) this.#endGroup();
    }
    return at;
  }

  take(): Uint8Array {
    return this.#waiting.take();
  }

  end(): Uint8Array {
    this.#endGroup();
    const footer = thriftBytes(fileMetaData, {
      version: 1,
      schema: this.#elements,
      rowCount: this.#fileRows,
      rowGroups: this.#groups.map(writtenThrift<RowGroup>),
      createdBy: 'sluice',
      columnOrders: this.#columns.map(() => ({ typeOrder: {} })),
    });
    const waiting = this.pendingBytes;
    const rest = Buffer.alloc(waiting + footer.length + 8);
    this.#waiting.moveTo(rest.subarray(0, waiting));
    rest.set(footer, waiting);
    rest.writeUInt32LE(footer.length, waiting + footer.length);
    rest.write(magic, waiting + footer.length + 4);
    this.#groups.length = 0;
    this.#fileRows = 0;
    return rest;
  }

  #isGroupFull(): boolean {
    if (this.#groupRows >= this.#rowGroupRows) return true;
    let held = 0;
    for (const { chunk } of this.#columns) held += chunk.heldBytes;
    return held >= this.#rowGroupBytes;
  }

  #endGroup(): void {
    if (this.#groupRows === 0) return;
    const start = this.#position;
    const columns = [];
    let totalBytes = 0;
    for (const { chunk } of this.#columns) {
      const finished = chunk.finish();
      columns.push(finished.describe(this.#position));
      this.#position += finished.compressedBytes;
      totalBytes += finished.uncompressedBytes;
      this.#waiting.push(...finished.parts);
    }
    const ordinal = this.#groups.length;
    const group = thriftBytes(rowGroup, {
      columns,
      totalBytes,
      rowCount: this.#groupRows,
      fileOffset: start,
      compressedBytes: this.#position - start,
      ...(ordinal <= maxOrdinal ? { ordinal } : {}),
    });
    this.#groups.push(Uint8Array.from(group));
    this.#fileRows += this.#groupRows;
    this.#groupRows = 0;
  }
}

/** The footer has 16 bits for it. */
const maxOrdinal = 32_767;

/** Buffers such that those of all columns together stay within what a row group may hold. */
function chunkSetup(columnCount: number, rowGroupBytes: number, codec: ParquetCodec): ChunkSetup {
  const share = rowGroupBytes / Math.max(1, columnCount);
  const blockBytes = between(4_096, share / 8, 128 * 1024);
  return {
    codec: pageCodec(codec),
    pool: new BlockPool(blockBytes, Math.ceil((rowGroupBytes * 1.5) / blockBytes) + columnCount * 2),
    pageBytes: between(4_096, share / 2, 256 * 1024),
    pageEntries: between(2_048, share / 16, 32_768),
    dictionaryBytes: between(4_096, share, 512 * 1024),
  };
}
