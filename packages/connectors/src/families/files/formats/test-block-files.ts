/** Files in memory for tests of formats that are read at places. */
import type { Batch, CellValue, RejectedRow, Rejection, Schema } from '@sluice/core';
import { batchOf, rowsOf, type Rows } from '@sluice/testkit';
import type { BlockFile, BlockFormat, FileBytes } from './block-format.ts';
import type { RowEncoder } from './format.ts';

export interface TestFile extends FileBytes {
  /** Sizes of the reads so far. */
  readonly reads: number[];
}

/** A file in memory; a read beyond its ends fails, as storages do. */
export function testFile(bytes: Uint8Array, path = 'test-file'): TestFile {
  const reads: number[] = [];
  return {
    path,
    size: bytes.length,
    reads,
    async read(start, end) {
      if (start < 0 || end < start || end > bytes.length) throw new Error(`a read from ${start} to ${end}`);
      reads.push(end - start);
      return bytes.slice(start, end);
    },
  };
}

export interface BlockReadSettings {
  /** Names of the columns that are asked for; all by default. */
  readonly columns?: readonly string[];
  /** One read per block instead of one for all. */
  readonly isSplit?: boolean;
  readonly batchRows?: number;
  readonly batchBytes?: number;
}

export interface BlockReadResult {
  readonly schema: Schema;
  readonly rows: CellValue[][];
  readonly rejected: RejectedRow[];
  readonly ordinals: number[];
  readonly batchRows: number[];
  readonly batchBytes: number[];
}

const { signal } = new AbortController();

export async function readBlockFile(
  format: BlockFormat,
  bytes: Uint8Array | TestFile,
  settings: BlockReadSettings = {},
): Promise<BlockReadResult> {
  const file = await format.open(bytes instanceof Uint8Array ? testFile(bytes) : bytes, signal);
  const names = settings.columns ?? file.schema.columns.map((column) => column.name);
  const sources = names.map((name) => file.schema.columns.findIndex((column) => column.name === name));
  const schema = { columns: sources.map((source) => file.schema.columns[source] as Schema['columns'][number]) };
  const result = { schema, rows: [], rejected: [], ordinals: [], batchRows: [], batchBytes: [] } as BlockReadResult;
  for (const [start, end] of rangesOf(file, settings.isSplit === true)) {
    const { batchRows = 1000, batchBytes = 1024 * 1024 } = settings;
    for await (const batch of file.read({ start, end, schema, sources, batchRows, batchBytes, signal }))
      keep(batch, result);
  }
  return result;
}

function rangesOf(file: BlockFile, isSplit: boolean): readonly (readonly [number, number])[] {
  return isSplit ? file.blocks.map((_, index) => [index, index + 1] as const) : [[0, file.blocks.length]];
}

function keep(batch: Batch, result: BlockReadResult): void {
  result.rows.push(...rowsOf(batch));
  result.rejected.push(...batch.rejected);
  for (let row = 0; row < batch.rowCount; row++) result.ordinals.push(batch.ordinalOf(row));
  result.batchRows.push(batch.rowCount);
  result.batchBytes.push(batch.byteLength);
}

export interface EncodedFile {
  readonly bytes: Buffer;
  readonly rejections: readonly Rejection[];
}

/** One file with these rows, as a task of a writer makes it. */
export function encodeFile(encoder: RowEncoder, schema: Schema, rows: Rows): EncodedFile {
  return encodeBatches(encoder, [batchOf(schema, rows)]);
}

export function encodeBatches(encoder: RowEncoder, batches: Iterable<Batch>): EncodedFile {
  const rejections: Rejection[] = [];
  const pieces: Uint8Array[] = [Uint8Array.from(encoder.start())];
  for (const batch of batches) {
    for (let row = 0; row < batch.rowCount;) {
      row = encoder.encode(batch, row, batch.rowCount, rejections);
      if (encoder.pendingBytes > 0) pieces.push(Uint8Array.from(encoder.take()));
    }
  }
  if (encoder.end !== undefined) pieces.push(Uint8Array.from(encoder.end()));
  return { bytes: Buffer.concat(pieces), rejections };
}
