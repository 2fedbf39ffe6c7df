/**
 * `node --conditions=development benches/micro/parquet.ts [ROWS]`
 *
 * Encodes lineitem rows from memory with each codec of Parquet, one thread, beside DuckDB's COPY of the same table with
 * one thread. Rows per CPU second, the best of five. Brotli stands alone: DuckDB takes minutes.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batch, Column, type Schema, compileParser, types } from '@sluice/core';
import { DuckDBInstance } from '@duckdb/node-api';
import type * as Encoder from '../../packages/connectors/src/families/files/formats/parquet/encoder.ts';
import type * as Compression from '../../packages/connectors/src/families/files/formats/parquet/write/compression.ts';
import { csvOf, tables } from '../generate.ts';

/** Not part of what the package offers, so loaded by its place. */
const parquet = new URL('../../packages/connectors/src/families/files/formats/parquet/', import.meta.url);
const { parquetEncoder } = (await import(`${parquet.href}encoder.ts`)) as typeof Encoder;
const { parquetCodecs } = (await import(`${parquet.href}write/compression.ts`)) as typeof Compression;

const rowCount = Number(process.argv[2] ?? 300_000);
const batchRows = 8_192;
const turns = 5;

const amount = types.decimal(15, 2);
const { int32, int64, utf8, date } = types;
const numbers = [int64, int32, int32, int32, amount, amount, amount, amount];
const columnTypes = [...numbers, utf8, utf8, date, date, date, utf8, utf8, utf8];
const schema: Schema = {
  columns: tables.lineitem.columns.map((name, index) => ({
    name,
    type: columnTypes[index] ?? types.utf8,
    isNullable: true,
  })),
};

function readBatches(csv: Buffer): Batch[] {
  const parsers = columnTypes.map((type) => compileParser(type, { timeZone: 'UTC', lenientDates: false }));
  const batches: Batch[] = [];
  for (let at = 0, left = rowCount; left > 0; left -= batchRows) {
    const batch = new Batch(
      schema,
      schema.columns.map(({ type }) => new Column(type, batchRows)),
    );
    for (; batch.rowCount < Math.min(left, batchRows); batch.rowCount++) {
      for (const [index, parse] of parsers.entries()) {
        const end = csv.indexOf(index === parsers.length - 1 ? 10 : 44, at);
        parse(csv, at, end, batch.columns[index] as Column, batch.rowCount);
        at = end + 1;
      }
    }
    batches.push(batch);
  }
  return batches;
}

function encode(batches: readonly Batch[], codec: Compression.ParquetCodec): number {
  const encoder = parquetEncoder(schema, { codec });
  let bytes = encoder.start().length;
  for (const batch of batches) {
    for (let row = 0; row < batch.rowCount;) {
      row = encoder.encode(batch, row, batch.rowCount, []);
      while (encoder.pendingBytes > 0) bytes += encoder.take().length;
    }
  }
  return bytes + (encoder.end?.().length ?? 0);
}

async function best(work: () => unknown): Promise<string> {
  let seconds = Infinity;
  for (let turn = 0; turn < turns; turn++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return `${Math.round(rowCount / seconds / 1000)} k rows/s`;
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
try {
  const csvFile = csvOf(tables.lineitem, rowCount, folder);
  const batches = readBatches(readFileSync(csvFile));
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run(`create table lineitem (${tables.lineitem.postgresql})`);
  await connection.run(`copy lineitem from '${csvFile}' (format csv, header false)`);
  for (const codec of parquetCodecs) {
    const file = join(folder, `${codec}.parquet`);
    const copy = `copy lineitem to '${file}' (format parquet, compression ${codec === 'none' ? 'uncompressed' : codec})`;
    const peer = codec === 'brotli' ? undefined : await best(() => connection.run(copy));
    const own = await best(() => encode(batches, codec));
    const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    const beside = peer === undefined ? '' : `; DuckDB ${peer}, ${mb(statSync(file).size)}`;
    console.log(`${codec.padEnd(8)} Sluice ${own}, ${mb(encode(batches, codec))}${beside}`);
  }
  connection.closeSync();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
