/** Rows as Parquet: data pages of version 1, which every reader understands. */
import type { Batch, Column, ColumnSpec, Rejection, Schema } from '@sluice/core';
import { fileErrors } from '../../errors.ts';
import type { RowEncoder } from '../format.ts';
import { type RowGroup, type SchemaElement, fileMetaData, magic, rowGroup } from './metadata.ts';
import { BlockPool, type BlockQueue } from './write/blocks.ts';
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
/** Rows that are looked at and added at a time. */
const stepRows = 4_096;
/** Bytes that `take` gives at most. */
const takenBytes = 512 * 1024;

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
  #waiting: BlockQueue[] = [];
  #taken = new Uint8Array(0);
  #other = new Uint8Array(0);

  constructor(schema: Schema, options: ParquetOptions) {
    checkNames(schema);
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
    return this.#waiting.reduce((sum, part) => sum + part.length, 0);
  }

  start(): Uint8Array {
    this.#position = magic.length;
    return Buffer.from(magic);
  }

  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number {
    let at = row;
    while (at < endRow && this.#waiting.length === 0) {
      const end = Math.min(at + stepRows, endRow, at + this.#rowGroupRows - this.#groupRows);
      this.#addRows(batch, at, end, rejections);
      at = end;
      if (this.#isGroupFull()) this.#endGroup();
    }
    return at;
  }

  take(): Uint8Array {
    const size = Math.min(this.pendingBytes, takenBytes);
    if (this.#other.length < size) this.#other = new Uint8Array(takenBytes);
    const into = this.#other;
    this.#other = this.#taken;
    this.#taken = into;
    return into.subarray(0, this.#moveTo(into.subarray(0, size)));
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
    this.#moveTo(rest.subarray(0, waiting));
    rest.set(footer, waiting);
    rest.writeUInt32LE(footer.length, waiting + footer.length);
    rest.write(magic, waiting + footer.length + 4);
    this.#groups.length = 0;
    this.#fileRows = 0;
    return rest;
  }

  #addRows(batch: Batch, from: number, to: number, rejections: Rejection[]): void {
    let bad: Set<number> | undefined;
    for (const [index, writer] of this.#columns.entries()) {
      writer.prepare(batch.columns[index] as Column, from, to, (row, code, reason) => {
        bad ??= new Set();
        if (!bad.has(row)) rejections.push({ row, column: index, code, reason });
        bad.add(row);
      });
    }
    let start = from;
    for (const row of bad === undefined ? [] : [...bad].sort((a, b) => a - b)) {
      this.#addSoundRows(batch, start, row);
      start = row + 1;
    }
    this.#addSoundRows(batch, start, to);
  }

  #addSoundRows(batch: Batch, from: number, to: number): void {
    if (from === to) return;
    for (const [index, writer] of this.#columns.entries()) writer.add(batch.columns[index] as Column, from, to);
    this.#groupRows += to - from;
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

  /** Fills `into` with what waits and returns how much it was. */
  #moveTo(into: Uint8Array): number {
    let at = 0;
    while (at < into.length) {
      const part = this.#waiting[0] as BlockQueue;
      at = part.moveTo(into, at);
      if (part.length === 0) this.#waiting.shift();
    }
    return at;
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

function between(min: number, value: number, max: number): number {
  return Math.floor(Math.min(Math.max(value, min), max));
}

function checkNames({ columns }: Schema): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw fileErrors.badColumn({ problem: `two columns are named "${name}"` });
    seen.add(name);
  }
}
