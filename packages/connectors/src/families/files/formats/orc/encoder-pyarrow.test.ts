/** Apache Arrow's own reader on our files; it is the C++ library of the ORC project. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Schema, types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { encodeFile } from '../test-block-files.ts';
import { orcEncoder } from './encoder.ts';
import { orcCodecs } from './write/compression.ts';

const hasPyarrow = spawnSync('python3', ['-c', 'import pyarrow.orc']).status === 0;

const script = `
import json, sys
from pyarrow import orc
file = orc.ORCFile(sys.argv[1])
table = file.read()
columns = [[None if cell is None else str(cell) for cell in table[name].to_pylist()] for name in table.column_names]
print(json.dumps({"types": [str(field.type) for field in table.schema], "stripes": file.nstripes, "rows": list(zip(*columns))}))
`;

const schema: Schema = {
  columns: Object.entries({
    flag: types.bool,
    tiny: types.int8,
    small: types.int16,
    number: types.int32,
    big: types.int64,
    single: types.float32,
    twice: types.float64,
    word: types.utf8,
    raw: types.binary,
    day: types.date,
    moment: types.timestamp,
    instant: types.timestampZoned,
    price: types.decimal(15, 2),
    wide: types.decimal(38, 10),
    items: types.list(types.int32),
    vector: types.vector(2),
  }).map(([name, type]) => ({ name, type, isNullable: true })),
};

const row = [
  true,
  -128,
  32_767,
  -2_147_483_648,
  -9_223_372_036_854_775_808n,
  0.5,
  0.1,
  'größe 大',
  Uint8Array.of(65, 66),
  '1969-02-28',
  '1965-01-01 00:00:00.25',
  '2024-02-29 12:34:56.123456+00:00',
  '-9999999999999.99',
  '9999999999999999999999999999.9999999999',
  '[1,null,3]',
  Float32Array.of(1, -0.5),
];

/** As Python prints them. */
const expected = [
  'True',
  '-128',
  '32767',
  '-2147483648',
  '-9223372036854775808',
  '0.5',
  '0.1',
  'größe 大',
  "b'AB'",
  '1969-02-28',
  '1965-01-01 00:00:00.250000',
  '2024-02-29 12:34:56.123456+00:00',
  '-9999999999999.99',
  '9999999999999999999999999999.9999999999',
  '[1, None, 3]',
  '[1.0, -0.5]',
];

test.skipIf(!hasPyarrow).each(orcCodecs)(
  'pyarrow reads what is written with %s (needs python3 with pyarrow)',
  (codec) => {
    const path = join(temporaryFolder(), 'written.orc');
    const empty = row.map(() => null);
    const rows = Array.from({ length: 2500 }, (_, index) => (index % 3 === 2 ? empty : row));
    writeFileSync(path, encodeFile(orcEncoder(schema, { codec, stripeRows: 1000 }), schema, rows).bytes);
    const answer = JSON.parse(execFileSync('python3', ['-c', script, path], { maxBuffer: 1e8 }).toString()) as {
      readonly types: readonly string[];
      readonly stripes: number;
      readonly rows: readonly unknown[];
    };
    expect(answer.types.slice(8)).toEqual([
      'binary',
      'date32[day]',
      'timestamp[ns]',
      'timestamp[ns, tz=UTC]',
      'decimal128(15, 2)',
      'decimal128(38, 10)',
      'list<item: int32>',
      'list<item: float>',
    ]);
    expect(answer.stripes).toBe(3);
    expect(answer.rows).toEqual(rows.map((cells) => (cells === empty ? empty : expected)));
  },
);
