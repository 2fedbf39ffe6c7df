import { join } from 'node:path';
import { getCell, types, type CellValue, type Parameter, type Type } from '@sluice/core';
import { allTypesBatch, batchOf, rowsOf, temporaryFolder, typeCases } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { readFiles, writeFiles } from './test-files.ts';

const csv = { nullFormat: '' };
/** Text has no way to hold delimiters and line breaks. */
const text = { fileFormat: 'text', fieldDelimiter: '\u0001', nullFormat: '\\N' };
const jsonl = { fileFormat: 'jsonl' };
const json = { fileFormat: 'json' };

const formats = [
  ['csv', csv],
  ['csv with long delimiters', { ...csv, fieldDelimiter: '||', lineDelimiter: '\r\n' }],
  ['csv with escapes', { ...csv, escape: '\\', quote: "'", nullFormat: '\\N', fieldDelimiter: '-' }],
  ['text', text],
  ['jsonl', jsonl],
  ['json', json],
] as const;

describe.each(formats)('%s', (name, format) => {
  test.each(['none', 'gzip', 'zstd', 'deflate'])(
    'all types come back as they were, compressed with %s',
    async (compress) => {
      const cases = typeCases.map((each) => ({
        ...each,
        values: each.values.filter((value) => name !== 'text' || isPlain(value)),
      }));
      const batch = allTypesBatch(cases);
      const folder = temporaryFolder();
      const { rejections } = await writeFiles({ path: folder, fileName: 'x', compress, ...format }, [[batch]]);
      expect(rejections).toEqual([]);
      const path = join(folder, '*');
      const wanted = batch.schema.columns.map((column) => column.type);
      const column = columnsOf(batch.schema.columns, format);
      const read = await readFiles({ path, column, byteEncoding: 'base64', ...format }, { wanted });
      expect(read.rejected).toEqual([]);
      expect(read.schema.columns.map((each) => each.type)).toEqual(wanted);
      expect(read.rows).toEqual(rowsOf(batch));
    },
  );

  test('random values come back as they were', async () => {
    const random = randomFrom(42);
    const columnTypes: readonly Type[] = [
      types.int64,
      types.decimal(18, 4),
      types.utf8,
      types.float64,
      types.binary,
      types.timestamp,
      types.time,
      types.anyDecimal,
    ];
    const columns = columnTypes.map((type, index) => ({ name: `c${index}`, type, isNullable: true }));
    const rows = Array.from({ length: 3000 }, () =>
      columnTypes.map((type) => (random(8) === 0 ? null : randomCell(type, random, name === 'text'))),
    );
    const batch = batchOf({ columns }, rows);
    const folder = temporaryFolder();
    await writeFiles({ path: folder, fileName: 'x', ...format }, [[batch]]);
    const read = await readFiles(
      { path: folder, column: columnsOf(columns, format), byteEncoding: 'base64', ...format },
      { wanted: columnTypes, batchRows: 700 },
    );
    expect(read.rejected).toEqual([]);
    expect(read.rows).toEqual(rowsOf(batch));
  });
});

test('binary may be written as hex or as its text', async () => {
  const batch = batchOf({ columns: [{ name: 'b', type: types.binary, isNullable: true }] }, [
    [Uint8Array.of(0x61, 0x2c)],
  ]);
  for (const byteEncoding of ['hex', 'utf8', 'base64']) {
    const folder = temporaryFolder();
    await writeFiles({ path: folder, fileName: 'x', byteEncoding }, [[batch]]);
    const read = await readFiles({ path: folder, column: [{ index: 0, type: 'binary' }], byteEncoding });
    expect(read.rows).toEqual([[Uint8Array.of(0x61, 0x2c)]]);
  }
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'x', byteEncoding: 'utf8' }, [[batch]]);
  expect((await readFiles({ path: folder, column: [{ index: 0, type: 'binary' }] })).rejected).toMatchObject([
    { code: 'MALFORMED' },
  ]);
});

test('a text column of one nullable column keeps nulls and empty texts apart', async () => {
  const batch = batchOf({ columns: [{ name: 'a', type: types.utf8, isNullable: true }] }, [
    [null],
    [''],
    ['x'],
    [null],
  ]);
  const folder = temporaryFolder();
  await writeFiles({ path: folder, fileName: 'x' }, [[batch]]);
  expect((await readFiles({ path: folder, nullFormat: '', column: [{ index: 0 }] })).rows).toEqual([
    [null],
    [''],
    ['x'],
    [null],
  ]);
  expect(getCell(batch.columns[0] as never, 1)).toBe('');
});

function columnsOf(columns: readonly { readonly name: string }[], format: object): Parameter[] {
  return columns.map(({ name }, index): Parameter => (format === jsonl ? { name } : { index, name }));
}

function isPlain(value: CellValue): boolean {
  return typeof value !== 'string' || (!['\n', '\r', '\u0001'].some((c) => value.includes(c)) && value !== '\\N');
}

function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

function randomCell(type: Type, random: (limit: number) => number, isText: boolean): CellValue {
  const digits = (count: number): string => Array.from({ length: count }, () => random(10)).join('');
  switch (type.kind) {
    case 'int64':
      return BigInt(`${random(2) ? '-' : ''}${digits(1 + random(18))}`);
    case 'decimal':
      if (type.precision === undefined)
        return `${random(2) ? '-' : ''}${1 + random(9)}${digits(random(30))}.${digits(1 + random(12))}`;
      return `${random(2) ? '-' : ''}${1 + random(9)}${digits(random(13))}.${digits(4)}`;
    case 'float64':
      return (random(2) ? -1 : 1) * random(1e9) * 10 ** (random(80) - 40);
    case 'binary':
      return Uint8Array.from({ length: random(40) }, () => random(256));
    case 'timestamp':
      return `${1900 + random(200)}-0${1 + random(9)}-${10 + random(18)} ${10 + random(14)}:${10 + random(50)}:${10 + random(50)}.${digits(5)}1`;
    case 'time':
      return `${10 + random(14)}:${10 + random(50)}:${10 + random(50)}`;
    default: {
      const letters = isText
        ? ['a', ' ', '"', 'ü', '世', '🚀', '|', "'"]
        : ['a', ',', '"', '\n', '\r', 'ü', '世', '🚀', ' ', '|', '-', "'", '\\', '\t', '\0'];
      return Array.from({ length: random(60) }, () => letters[random(letters.length)]).join('');
    }
  }
}
