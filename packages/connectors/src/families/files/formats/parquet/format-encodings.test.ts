import { describe, expect, test } from 'vitest';
import { cellsOf, copied, fixture, readParquet } from './test-read-files.ts';

/** The values that `fixtures/README.md` tells of, every seventh one null. */
const rows = Array.from({ length: 300 }, (_, i) => i);
const some = <Value>(values: readonly Value[]): readonly (Value | null)[] =>
  values.map((value, i) => (i % 7 === 5 ? null : value));
const ints = rows.map((i) => [-2147483648, 2147483647, 0, -1][i] ?? ((i * 2654435761) % 4294967296) - 2147483648);
const longs = rows.map(
  (i) =>
    [-9223372036854775808n, 9223372036854775807n, 0n, -1n][i] ??
    ((BigInt(i) * 11400714819323198485n) % 18446744073709551616n) - 9223372036854775808n,
);
const texts = rows.map((i) =>
  i % 5 === 0 ? '' : `order ${String(Math.floor(i / 9)).padStart(5, '0')} of customer ${i % 4}`,
);
const fixed = rows.map((i) => {
  const bytes = new Uint8Array(16).fill(Math.floor(i / 100));
  bytes.set([i >> 8, i & 255], 14);
  return bytes;
});
const booleans = rows.map((i) => i % 3 === 0);

describe('encodings', () => {
  test.each([1000, 37, 1])('reads differences of integers and texts in batches of %d', async (batchRows) => {
    const found = await readParquet(fixture('delta'), { batchRows });
    expect(cellsOf(found, 'small')).toEqual(some(rows.map(BigInt)));
    expect(cellsOf(found, 'i32')).toEqual(some(ints));
    expect(cellsOf(found, 'i64')).toEqual(some(longs));
    expect(cellsOf(found, 'text')).toEqual(some(texts));
    expect(cellsOf(found, 'fixed')).toEqual(some(fixed));
  });

  test.each([1000, 37, 1])('reads pages of version 2 with checksums in batches of %d', async (batchRows) => {
    const found = await readParquet(fixture('delta-v2'), { batchRows });
    expect(cellsOf(found, 'small')).toEqual(some(rows.map(BigInt)));
    expect(cellsOf(found, 'i32')).toEqual(some(ints));
    expect(cellsOf(found, 'i64')).toEqual(some(longs));
    expect(cellsOf(found, 'text')).toEqual(some(texts));
    expect(cellsOf(found, 'bool')).toEqual(some(booleans));
  });

  test.each([1000, 37, 1])('reads bytes that are split by their place in batches of %d', async (batchRows) => {
    const found = await readParquet(fixture('split'), { batchRows });
    expect(cellsOf(found, 'i32')).toEqual(some(ints));
    expect(cellsOf(found, 'i64')).toEqual(some(longs));
    expect(cellsOf(found, 'f32')).toEqual(some(rows.map((i) => i / 4)));
    expect(cellsOf(found, 'f64')).toEqual(some(rows.map((i) => i * 1e100)));
    expect(cellsOf(found, 'fixed')).toEqual(some(fixed));
  });

  test.each([1000, 37, 1])('reads plain values on many pages in batches of %d', async (batchRows) => {
    const found = await readParquet(fixture('plain'), { batchRows });
    expect(cellsOf(found, 'i32')).toEqual(some(ints));
    expect(cellsOf(found, 'text')).toEqual(some(texts));
    expect(cellsOf(found, 'fixed')).toEqual(some(fixed));
    expect(cellsOf(found, 'bool')).toEqual(some(booleans));
    expect(cellsOf(found, 'f64')).toEqual(some(rows.map((i) => i * 1e100)));
  });

  test.each([1000, 37, 1])(
    'goes from a dictionary to plain values within a column, in batches of %d',
    async (batchRows) => {
      const found = await readParquet(fixture('dictionary'), { batchRows });
      const all = Array.from({ length: 2000 }, (_, i) => i);
      expect(cellsOf(found, 'i64')).toEqual(all.map((i) => BigInt(i % 11)));
      expect(cellsOf(found, 'text')).toEqual(all.map((i) => `text ${i < 1000 ? i % 7 : i}`));
    },
  );

  test('reads every encoding that DuckDB chooses for version 2', async () => {
    const bytes = await copied(
      `select i, i * 1000000007 as l, 'text ' || i as t, i::double / 3 as d, i % 3 = 0 as b, 'a' as c,
        case when i % 10 < 4 then null else i end as n from range(5000) r(i)`,
      'parquet_version v2',
      'row_group_size 2048',
    );
    const found = await readParquet(bytes, { batchRows: 777 });
    const all = Array.from({ length: 5000 }, (_, i) => i);
    expect(cellsOf(found, 'i')).toEqual(all.map(BigInt));
    expect(cellsOf(found, 'l')).toEqual(all.map((i) => BigInt(i * 1000000007)));
    expect(cellsOf(found, 't')).toEqual(all.map((i) => `text ${i}`));
    expect(cellsOf(found, 'd')).toEqual(all.map((i) => i / 3));
    expect(cellsOf(found, 'b')).toEqual(all.map((i) => i % 3 === 0));
    expect(cellsOf(found, 'c')).toEqual(all.map(() => 'a'));
    expect(cellsOf(found, 'n')).toEqual(all.map((i) => (i % 10 < 4 ? null : BigInt(i))));
  });
});

describe('codecs', () => {
  const codecTexts = [...texts, ...texts, ...texts, ...texts.slice(0, 100)];

  test.each(['gzip', 'brotli', 'zstd', 'lz4'])('reads %s as pyarrow writes it', async (codec) => {
    const found = await readParquet(fixture(`codec-${codec}`));
    expect(cellsOf(found, 'i64')).toEqual(Array.from({ length: 1000 }, (_, i) => BigInt(i)));
    expect(cellsOf(found, 'text')).toEqual(codecTexts);
  });

  test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
    'reads %s as DuckDB writes it',
    async (codec) => {
      const bytes = await copied(
        `select i, 'a text that repeats ' || i % 3 as t from range(3000) r(i)`,
        `compression ${codec}`,
      );
      const found = await readParquet(bytes);
      expect(cellsOf(found, 'i')).toEqual(Array.from({ length: 3000 }, (_, i) => BigInt(i)));
      expect(cellsOf(found, 't')).toEqual(Array.from({ length: 3000 }, (_, i) => `a text that repeats ${i % 3}`));
    },
  );
});
