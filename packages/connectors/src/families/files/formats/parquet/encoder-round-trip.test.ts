import { spawnSync } from 'node:child_process';
import { type Schema, types } from '@sluice/core';
import { allTypesBatch, rowsOf, typeCases } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { encodeBatches, readBlockFile } from '../test-block-files.ts';
import { parquetEncoder } from './encoder.ts';
import { parquetFormat } from './format.ts';
import { schemaOf, writeRows } from './test-duckdb.ts';
import { parquetCodecs } from './write/compression.ts';

/** A vector comes back as a list. */
const cases = typeCases.filter(({ type }) => type.kind !== 'vector');

test.each(parquetCodecs)('every type with its edges is read back from a file compressed with %s', async (codec) => {
  const batch = allTypesBatch(cases);
  const { bytes, rejections } = encodeBatches(parquetEncoder(batch.schema, { codec }), [batch]);
  const back = await readBlockFile(parquetFormat, bytes);
  expect(rejections).toEqual([]);
  expect(back.rejected).toEqual([]);
  expect(back.schema.columns.map(({ name, type }) => [name, type])).toEqual(
    batch.schema.columns.map(({ name, type }) => [name, type]),
  );
  expect(back.rows).toEqual(rowsOf(batch));
});

const hasPyarrow = spawnSync('python3', ['-c', 'import pyarrow']).status === 0;

const script = `
import json, sys, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
print(json.dumps({'types': [str(field.type) for field in table.schema],
                  'rows': [[None if cell is None else str(cell) for cell in row.values()] for row in table.to_pylist()]}))
`;

test.skipIf(!hasPyarrow)('pyarrow reads types and values (skipped where python3 has no pyarrow)', () => {
  const schema: Schema = schemaOf(
    types.int64,
    types.decimal(38, 10),
    types.decimal(9, 2),
    types.utf8,
    types.date,
    types.timestampZoned,
    types.timestamp,
    types.list(types.int32),
    types.uint64,
    types.bool,
  );
  const { path } = writeRows(schema, [
    [
      -1n,
      '-1.0000000001',
      '0.05',
      'Grüße',
      '2026-11-20',
      '2026-11-20 01:02:03Z',
      '2026-11-20 01:02:03.000004',
      '[1,null]',
      18_446_744_073_709_551_615n,
      true,
    ],
    schema.columns.map(() => null),
  ]);
  const { stdout } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual({
    types: [
      'int64',
      'decimal128(38, 10)',
      'decimal128(9, 2)',
      'string',
      'date32[day]',
      'timestamp[us, tz=UTC]',
      'timestamp[us]',
      'list<element: int32>',
      'uint64',
      'bool',
    ],
    rows: [
      [
        '-1',
        '-1.0000000001',
        '0.05',
        'Grüße',
        '2026-11-20',
        '2026-11-20 01:02:03+00:00',
        '2026-11-20 01:02:03.000004',
        '[1, None]',
        '18446744073709551615',
        'True',
      ],
      Array(10).fill(null),
    ],
  });
});
