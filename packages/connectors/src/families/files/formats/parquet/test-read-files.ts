/** Files for tests of the reader: written by DuckDB, or kept here because DuckDB does not write such ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CellValue, typeName } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { type BlockReadResult, type BlockReadSettings, type TestFile, readBlockFile } from '../test-block-files.ts';
import { parquetFormat } from './format.ts';
import { type ColumnChunk, type FileMetaData, type SchemaElement, fileMetaData, magic } from './metadata.ts';
import { readThrift } from './read/thrift-read.ts';
import { ask } from './test-duckdb.ts';
import { thriftBytes } from './write/thrift-write.ts';

/** The bytes of a file with the rows of a query. @param options more options of COPY: `compression zstd`. */
export async function copied(query: string, ...options: readonly string[]): Promise<Uint8Array> {
  const path = join(temporaryFolder(), 'copied.parquet');
  await ask(`copy (${query}) to $file (${['format parquet', ...options].join(', ')})`, path);
  return new Uint8Array(readFileSync(path));
}

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.parquet`)));
}

export function readParquet(bytes: Uint8Array | TestFile, settings?: BlockReadSettings): Promise<BlockReadResult> {
  return readBlockFile(parquetFormat, bytes, settings);
}

/** Types of the columns as text: `int32`, `list<utf8>`. */
export function typeNames({ schema }: BlockReadResult): readonly string[] {
  return schema.columns.map((column) => typeName(column.type));
}

/** The cells of one column. */
export function cellsOf({ schema, rows }: BlockReadResult, name: string): readonly (CellValue | undefined)[] {
  const index = schema.columns.findIndex((column) => column.name === name);
  return rows.map((row) => row[index]);
}

/** The file with another footer. Places of column chunks stay as they are. */
export function withFooter(bytes: Uint8Array, change: (footer: FileMetaData) => FileMetaData): Uint8Array {
  const end = bytes.length - 8;
  const start = end - new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  const { value } = readThrift(fileMetaData, bytes.subarray(start, end));
  const footer = thriftBytes(fileMetaData, change(value));
  const length = new Uint8Array(new Uint32Array([footer.length]).buffer);
  return Buffer.concat([bytes.subarray(0, start), footer, length, Buffer.from(magic)]);
}

/** The file with another schema; the first of the nodes is the root. */
export function withSchema(
  bytes: Uint8Array,
  change: (nodes: readonly SchemaElement[]) => readonly SchemaElement[],
): Uint8Array {
  return withFooter(bytes, (footer) => ({ ...footer, schema: change(footer.schema) }));
}

/** The file with another description of all column chunks. */
export function withChunks(bytes: Uint8Array, change: (chunk: ColumnChunk) => ColumnChunk): Uint8Array {
  return withFooter(bytes, (footer) => ({
    ...footer,
    rowGroups: footer.rowGroups.map((group) => ({ ...group, columns: group.columns.map(change) })),
  }));
}
