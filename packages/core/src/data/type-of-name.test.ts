import { expect, test } from 'vitest';
import { typeOfName } from './type-of-name.ts';
import { typeName, types, type Type } from './types.ts';

const all: readonly Type[] = [
  types.bool,
  types.int8,
  types.int16,
  types.int32,
  types.int64,
  types.uint64,
  types.float32,
  types.float64,
  types.anyDecimal,
  types.decimal(15, 2),
  types.decimal(38, 0),
  types.utf8,
  { kind: 'utf8', maxLength: 20 },
  types.binary,
  { kind: 'binary', maxLength: 16 },
  types.date,
  types.time,
  types.timestamp,
  types.timestampZoned,
  { kind: 'timestamp', unit: 'ns', zoned: true },
  { kind: 'timestamp', unit: 'ns', zoned: false },
  types.json,
  types.list(types.list(types.int32)),
  types.list(types.decimal(5, 1)),
  types.vector(3),
];

test.each(all.map((type) => [typeName(type), type] as const))('%s is read back as it was printed', (name, type) => {
  expect(typeOfName(name)).toEqual(type);
});

test.each(['?', '', 'varchar(20)', 'utf8(20,1)', 'decimal(5)', 'list<?>', 'toString', 'vector', 'date(3)'])(
  'any other text, %j, is no type',
  (name) => {
    expect(typeOfName(name)).toBeUndefined();
  },
);
