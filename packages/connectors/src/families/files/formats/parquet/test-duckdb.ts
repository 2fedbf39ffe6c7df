/** Parquet files for tests, and DuckDB as the one that judges them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch, Rejection, Schema, Type } from '@sluice/core';
import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import { type Rows, batchOf, temporaryFolder } from '@sluice/testkit';
import { encodeBatches } from '../test-block-files.ts';
import { type ParquetOptions, parquetEncoder } from './encoder.ts';

let connection: Promise<DuckDBConnection> | undefined;

async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const opened = await instance.connect();
  await opened.run("set timezone = 'UTC'");
  return opened;
}

/** Rows that DuckDB answers, as JSON values: everything that JSON lacks is text. `$file` stands for the file. */
export async function ask(sql: string, file: string): Promise<Json[][]> {
  connection ??= connect();
  const reader = await (await connection).runAndReadAll(sql.replaceAll('$file', `'${file}'`));
  return reader.getRowsJson();
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly rejections: readonly Rejection[];
}

export function writeBatches(schema: Schema, batches: Iterable<Batch>, options?: ParquetOptions): WrittenFile {
  const { bytes, rejections } = encodeBatches(parquetEncoder(schema, options), batches);
  const path = join(temporaryFolder(), 'test.parquet');
  writeFileSync(path, bytes);
  return { path, bytes: bytes.length, rejections };
}

export function writeRows(schema: Schema, rows: Rows, options?: ParquetOptions): WrittenFile {
  return writeBatches(schema, [batchOf(schema, rows)], options);
}

/** Columns `a`, `b`, … of these types, which may be null. */
export function schemaOf(...types: readonly Type[]): Schema {
  return { columns: types.map((type, index) => ({ name: 'abcdefghij'[index] as string, type, isNullable: true })) };
}

/** A column `a` of these values. */
export function writeColumn(type: Type, values: Rows[number], options?: ParquetOptions): WrittenFile {
  return writeRows(
    schemaOf(type),
    values.map((value) => [value]),
    options,
  );
}
