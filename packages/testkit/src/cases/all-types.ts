import { types, typeName, type Batch, type CellValue, type Schema, type Type } from '@sluice/core';
import { batchOf } from '../rows.ts';

/** One logical type and the values at its edges, as canonical cells (see `CellValue`), null last. */
export interface TypeCase {
  readonly type: Type;
  readonly values: readonly CellValue[];
}

/** Every logical type with the values that break things. */
export const typeCases: readonly TypeCase[] = [
  edges(types.bool, true, false),
  edges(types.int8, -128, -1, 0, 127),
  edges(types.int16, -32_768, 0, 32_767),
  edges(types.int32, -2_147_483_648, 0, 2_147_483_647),
  edges(
    types.int64,
    -9_223_372_036_854_775_808n,
    -9_007_199_254_740_993n,
    0n,
    4_294_967_296n,
    9_223_372_036_854_775_807n,
  ),
  edges(types.uint64, 0n, 9_223_372_036_854_775_808n, 18_446_744_073_709_551_615n),
  edges(types.float32, 0, -0.5, Math.fround(3.402_823_4e38), Math.fround(1.401_298_4e-45), 16_777_216),
  edges(types.float64, 0, 0.1, -1.797_693_134_862_315_7e308, 5e-324, 9_007_199_254_740_992),
  edges(types.decimal(9, 0), '-999999999', '0', '999999999'),
  edges(types.decimal(15, 2), '-9999999999999.99', '-0.01', '0.00', '0.10', '9999999999999.99'),
  edges(types.decimal(18, 6), '-999999999999.999999', '0.000001', '999999999999.999999'),
  edges(types.decimal(38, 10), '-9999999999999999999999999999.9999999999', '0.0000000001', '1.0000000000'),
  edges(
    types.utf8,
    '',
    ' ',
    'a',
    'Grüße, 世界 🚰',
    'quote \' " ` \\ slash',
    'tab\tline\nreturn\r',
    'NULL',
    '\\N',
    'e\u0301',
    'long '.repeat(60),
  ),
  edges(types.binary, bytes(), bytes(0), bytes(0xff, 0xfe, 0x00, 0x80), bytes(0x27, 0x5c, 0x0a, 0x09)),
  edges(types.date, '0001-01-01', '1582-10-15', '1969-12-31', '1970-01-01', '2000-02-29', '2026-12-31', '9999-12-31'),
  edges(types.time, '00:00:00', '00:00:00.000001', '12:34:56.789', '23:59:59.999999'),
  edges(
    types.timestamp,
    '0001-01-01 00:00:00',
    '1969-12-31 23:59:59.999999',
    '1970-01-01 00:00:00',
    '2026-03-29 02:30:00',
    '9999-12-31 23:59:59.999999',
  ),
  edges(types.timestampZoned, '1970-01-01 00:00:01', '2000-02-29 23:59:59.123456', '2037-12-31 23:59:59.999999'),
  edges(types.json, '{"a":[1,null,"ü"],"b":{"c":true}}', '[]', '"text"', '12.5'),
  edges(types.list(types.int32), '[1,null,-3]', '[]'),
  edges(types.vector(3), Float32Array.of(1, -0.5, 0), Float32Array.of(0, 0, 0)),
];

/** `id` (int64, never null, from 1) and `value` of the case's type: one row per value. */
export function caseSchema(type: Type): Schema {
  return {
    columns: [
      { name: 'id', type: types.int64, isNullable: false },
      { name: 'value', type, isNullable: true },
    ],
  };
}

/** The golden rows of one case. */
export function caseBatch({ type, values }: TypeCase): Batch {
  return batchOf(
    caseSchema(type),
    values.map((value, index) => [BigInt(index + 1), value]),
  );
}

/** One batch with a column per type: row n holds the n-th value of each, then nulls. */
export function allTypesBatch(cases: readonly TypeCase[] = typeCases): Batch {
  const longest = Math.max(...cases.map((each) => each.values.length));
  const columns = cases.map((each, index) => ({
    name: `c${index}_${typeName(each.type).replace(/\W+/g, '_')}`,
    type: each.type,
    isNullable: true,
  }));
  return batchOf(
    { columns },
    Array.from({ length: longest }, (_, row) => cases.map((each) => each.values[row] ?? null)),
  );
}

function edges(type: Type, ...values: CellValue[]): TypeCase {
  return { type, values: [...values, null] };
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}
