import { readdirSync } from 'node:fs';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { readBlockFile } from '../test-block-files.ts';
import { parquetFormat, parquetFormatWith } from './format.ts';
import { copied } from './test-read-files.ts';

/** Values of every form: words, texts of any length, fixed bytes, lists, nulls, and places in a dictionary. */
const columns = `
  hash(i)::hugeint::decimal(38, 0) as wide,
  (hash(i) >> 1)::bigint as word,
  hash(i)::double / 7 as number,
  case when i % 3 = 0 then null else sha256(i::varchar) end as text,
  case when i % 2500 = 7 then repeat(md5(i::varchar), 4000) else md5(i::varchar) end as long_text,
  case when i % 2 = 0 then sha256(i::varchar)::blob end as bytes,
  md5(i::varchar)::uuid as id,
  case when i % 4 = 0 then null else [hash(i)::varchar, null, i::varchar] end as items,
  i % 2 = 0 as flag,
  'word ' || (hash(i) % 700) as repeated_text,
  case when i % 5 = 0 then null else (hash(i) % 900)::bigint end as repeated_number`;

test.each([
  ['of version 1', 'compression snappy'],
  ['of version 1 as they are', 'compression uncompressed'],
  ['of version 2', 'compression zstd, parquet_version v2'],
  ['with gzip', 'compression gzip'],
  ['with brotli', 'compression brotli'],
  ['with lz4', 'compression lz4'],
  ['with lz4_raw', 'compression lz4_raw'],
])('large pages %s give the same rows when they wait in a temporary file', async (_, options) => {
  const bytes = await copied(`select ${columns} from range(6_000) r(i)`, `${options}, row_group_size 3000`);
  const expected = await readBlockFile(parquetFormat, bytes);
  expect(expected.rows).toHaveLength(6_000);
  for (const settings of [{}, { batchRows: 4096, batchBytes: 100_000 }, { isSplit: true }]) {
    const folder = temporaryFolder();
    const format = parquetFormatWith({ heldPageBytes: 1, temporaryFolder: folder });
    const { rows, rejected } = await readBlockFile(format, bytes, settings);
    expect(rejected).toEqual([]);
    expect(rows).toEqual(expected.rows);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a page that ends within a value is damage, in memory and in a temporary file', async () => {
  const query = 'select sha256(i::varchar) as t from range(5000) r(i)';
  const bytes = Buffer.from(await copied(query, 'compression uncompressed'));
  // The length of a text in the middle of the page becomes larger than all that follows.
  const text = bytes.indexOf(Buffer.from([64, 0, 0, 0]), 100_000);
  bytes.writeInt32LE(0x7fff_0000, text);
  for (const heldPageBytes of [1, 1 << 30])
    await expect(readBlockFile(parquetFormatWith({ heldPageBytes }), bytes)).rejects.toMatchObject({
      code: 'FILES_CORRUPT',
    });
});

test.each(['snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw'])(
  'a damaged page on its way to a temporary file is found (%s)',
  async (codec) => {
    const query = "select md5(i::varchar) || repeat('x', 40) as t from range(10_000) r(i)";
    const bytes = Buffer.from(await copied(query, `compression ${codec}, row_group_size 10000`));
    const format = parquetFormatWith({ heldPageBytes: 1 });
    // Into a length, a literal or the checksum of the codec: what comes out is not the page, or has another size.
    bytes.fill(0xff, 100_000, 100_400);
    await expect(readBlockFile(format, bytes)).rejects.toMatchObject({
      code: 'FILES_CORRUPT',
      message: expect.stringContaining('row group 0, column "t"') as string,
    });
  },
);
