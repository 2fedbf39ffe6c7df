import { types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { putFile, readFiles } from './test-files.ts';

const csv = (content: string | Uint8Array) => putFile(temporaryFolder(), 'a.csv', content);
const read = async (content: string | Uint8Array, parameter: object = {}) =>
  readFiles({ path: csv(content), ...parameter });

test('fields are split at the delimiter, quotes are taken off and doubled ones halved', async () => {
  const { rows } = await read('a,"b,c","x""y"\n"","line\nbreak",5" disk\n');
  expect(rows).toEqual([
    ['a', 'b,c', 'x"y'],
    ['', 'line\nbreak', '5" disk'],
  ]);
});

test('blanks around fields stay unless trimming is asked for', async () => {
  expect((await read(' b , "c" ,\td\n')).rows).toEqual([[' b ', ' "c" ', '\td']]);
  expect((await read(' b , "c" ,\td\n', { trimWhitespace: true })).rows).toEqual([['b', 'c', 'd']]);
});

test('lines may end with CR LF, and the last one with nothing', async () => {
  expect((await read('a,b\r\n"c","d"\r\ne,f')).rows).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ]);
});

test('a carriage return alone is data', async () => {
  expect((await read('a\rb,c\n')).rows).toEqual([['a\rb', 'c']]);
});

test('a byte order mark is no part of the first field', async () => {
  expect((await read('\uFEFFa,b\n')).rows).toEqual([['a', 'b']]);
});

test('zero bytes are data', async () => {
  expect((await read('a\0b,"\0"\n')).rows).toEqual([['a\0b', '\0']]);
});

test('empty lines are skipped, except in files of one column', async () => {
  expect((await read('a,b\n\n\r\nc,d\n')).rows).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect((await read('a\n\nb\n')).rows).toEqual([['a'], [''], ['b']]);
  expect((await read('a\n\nb\n', { skipEmptyRecords: true })).rows).toEqual([['a'], ['b']]);
});

test('with skipEmptyRecords off an empty line lacks fields', async () => {
  const { rows, rejected } = await read('a,b\n\nc,d\n', { skipEmptyRecords: false });
  expect(rows).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(rejected).toMatchObject([{ ordinal: 1, code: 'MISSING_FIELDS' }]);
});

test('without nullFormat an empty field is an empty text, and null in other types', async () => {
  const column = [
    { index: 0, type: 'string' },
    { index: 1, type: 'long' },
    { index: 2, type: 'date' },
  ];
  expect((await read(',,\n', { column })).rows).toEqual([['', null, null]]);
});

test('an empty nullFormat or emptyAsNull makes unquoted empty fields null, quoted ones stay', async () => {
  expect((await read(',""\n', { nullFormat: '' })).rows).toEqual([[null, '']]);
  expect((await read(',""\n', { emptyAsNull: true })).rows).toEqual([[null, '']]);
});

test('nullFormat matches unquoted fields only', async () => {
  const column = [{ index: 0 }, { index: 1 }, { index: 2, type: 'long' }];
  expect((await read('\\N,"\\N",\\N\n', { nullFormat: '\\N', column })).rows).toEqual([[null, '\\N', null]]);
});

test('a quoted empty field is no number', async () => {
  const { rows, rejected } = await read('""\n', { column: [{ index: 0, type: 'long' }] });
  expect(rows).toEqual([]);
  expect(rejected).toEqual([
    { ordinal: 0, column: 0, code: 'MALFORMED', reason: 'Line 1, column "column0": not a valid int64.', raw: '""' },
  ]);
});

test('delimiters may have any length and be written as escapes', async () => {
  expect((await read('a||b|c||"d||e"\n', { fieldDelimiter: '||' })).rows).toEqual([['a', 'b|c', 'd||e']]);
  expect((await read('a\u0001b\n', { fieldDelimiter: '\\u0001' })).rows).toEqual([['a', 'b']]);
  expect((await read('a\tb\n', { fieldDelimiter: '\\t' })).rows).toEqual([['a', 'b']]);
  expect((await read('a，b\n', { fieldDelimiter: '，' })).rows).toEqual([['a', 'b']]);
});

test('lines may end with any text', async () => {
  expect((await read('a,b;c,"d;e";', { lineDelimiter: ';' })).rows).toEqual([
    ['a', 'b'],
    ['c', 'd;e'],
  ]);
  expect((await read('a,b@#c,d@#', { lineDelimiter: '@#' })).rows).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect((await read('a,b\u0002\nc,d', { lineDelimiter: '\\u0002\\n' })).rows).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('a line end that overlaps itself ends a record at its first occurrence', async () => {
  expect((await read('a@@@b@@', { lineDelimiter: '@@' })).rows).toEqual([['a'], ['@b']]);
});

test('quote and escape characters can be chosen', async () => {
  expect((await read("'a,b','c''d'\n", { quote: "'" })).rows).toEqual([['a,b', "c'd"]]);
  expect((await read('"a\\"b","c\\\\"\n', { escape: '\\' })).rows).toEqual([['a"b', 'c\\']]);
});

test('comments are left out when asked for', async () => {
  expect((await read('#x,"\na,b\n#y\n', { comment: '#', column: [{ index: 0 }, { index: 1 }] })).rows).toEqual([
    ['a', 'b'],
  ]);
  expect((await read('#x,y\n')).rows).toEqual([['#x', 'y']]);
});

test('csvReaderConfig understands the names of DataX', async () => {
  const plain = { csvReaderConfig: { useTextQualifier: false, trimWhitespace: 'false', safetySwitch: false } };
  expect((await read('"a",b \n', plain)).rows).toEqual([['"a"', 'b ']]);
  expect((await read(' a ,b\n', { csvReaderConfig: { trimWhitespace: true } })).rows).toEqual([['a', 'b']]);
  expect((await read("'a,b',c\n", { csvReaderConfig: { textQualifier: 39 } })).rows).toEqual([['a,b', 'c']]);
  expect((await read('#a\nb\n', { csvReaderConfig: { useComments: true, comment: '#' } })).rows).toEqual([['b']]);
  expect((await read('"a\\"b"\n', { csvReaderConfig: { escapeMode: 2 } })).rows).toEqual([['a"b']]);
});

test('text files have no quotes', async () => {
  expect((await read('"a"|b\n', { fileFormat: 'text', fieldDelimiter: '|' })).rows).toEqual([['"a"', 'b']]);
});

test('a header names the columns, and columns may be chosen by name', async () => {
  const all = await read('id,"full name"\n1,x\n', { skipHeader: true });
  expect(all.schema.columns.map((column) => column.name)).toEqual(['id', 'full name']);
  expect(all.rows).toEqual([['1', 'x']]);
  const chosen = await read('id,name\n1,x\n', {
    skipHeader: 'true',
    column: [{ name: 'name' }, { name: 'id', type: 'long' }],
  });
  expect(chosen.rows).toEqual([['x', 1n]]);
});

test('a column that no header names is an error', async () => {
  await expect(read('id\n1\n', { skipHeader: true, column: [{ name: 'x' }] })).rejects.toMatchObject({
    code: 'FILES_COLUMN_NOT_FOUND',
    hint: 'Its header names: id.',
  });
});

test('with all columns, files may order them differently but not name others', async () => {
  const folder = temporaryFolder();
  putFile(folder, '1.csv', 'a,b\n1,2\n');
  putFile(folder, '2.csv', 'b,a\n3,4\n');
  expect((await readFiles({ path: folder, skipHeader: true })).rows).toEqual([
    ['1', '2'],
    ['4', '3'],
  ]);
  putFile(folder, '3.csv', 'a,c\n5,6\n');
  await expect(readFiles({ path: folder, skipHeader: true })).rejects.toMatchObject({ code: 'FILES_HEADER_DIFFERS' });
});

test('columns may be constants, null, repeated and in any order', async () => {
  const column = [
    { index: 1 },
    { value: 'x', type: 'string' },
    { index: 0, type: 'long' },
    { value: null, type: 'long' },
    { index: 1 },
    { value: '7', type: 'long' },
  ];
  expect((await read('1,b\n2,c\n', { column })).rows).toEqual([
    ['b', 'x', 1n, null, 'b', 7n],
    ['c', 'x', 2n, null, 'c', 7n],
  ]);
});

test('a constant that does not fit its type stops the job', async () => {
  await expect(read('1\n', { column: [{ value: 'x', type: 'long' }] })).rejects.toMatchObject({
    code: 'FILES_BAD_COLUMN',
  });
});

test('the types of published jobs are exact', async () => {
  const column = [
    { index: 0, type: 'long' },
    { index: 1, type: 'double' },
    { index: 2, type: 'boolean' },
    { index: 3, type: 'date' },
    { index: 4, type: 'date', format: 'yyyy.MM.dd' },
  ];
  const { rows } = await read(
    '-9223372036854775808,12345678901234567890.123456789,TRUE,2014-12-31 00:00:01.5,2014.12.31\n',
    { column },
  );
  expect(rows).toEqual([
    [-9223372036854775808n, '12345678901234567890.123456789', true, '2014-12-31 00:00:01.5', '2014-12-31 00:00:00'],
  ]);
});

test('a column without a type takes the type that the writer wants', async () => {
  const wanted = [types.int32, types.decimal(9, 2), types.date, types.bool];
  const { schema, rows } = await readFiles({ path: csv('12,3.5,2024-02-29,true\n-2147483648,-0.01,,0\n') }, { wanted });
  expect(schema.columns.map((column) => column.type)).toEqual(wanted);
  expect(rows).toEqual([
    [12, '3.50', '2024-02-29', true],
    [-2147483648, '-0.01', null, false],
  ]);
});

test('a declared long stays a long when the writer wants a text', async () => {
  const { rows } = await readFiles(
    { path: csv('007\n'), column: [{ index: 0, type: 'long' }] },
    { wanted: [types.utf8] },
  );
  expect(rows).toEqual([[7n]]);
});

test('numbers beyond the quick way are read exactly or rejected', async () => {
  const column = [
    { index: 0, type: 'int64' },
    { index: 1, type: 'decimal(18,2)' },
    { index: 2, type: 'int32' },
  ];
  const { rows, rejected } = await read(
    '9223372036854775807,9999999999999999.99,2147483647\n+5,-.5,0\n9223372036854775808,1,1\n1,1.005,1\n1,1,2147483648\n1,12345678901234567,1\n1.5,1,1\n-,1,1\n1,5.,1\n 7 , 1.5,8\n',
    { column },
  );
  expect(rows).toEqual([
    [9223372036854775807n, '9999999999999999.99', 2147483647],
    [5n, '-0.50', 0],
    [1n, '5.00', 1],
    [7n, '1.50', 8],
  ]);
  expect(rejected.map(({ ordinal, column, code }) => [ordinal, column, code])).toEqual([
    [2, 0, 'OUT_OF_RANGE'],
    [3, 1, 'INEXACT'],
    [4, 2, 'OUT_OF_RANGE'],
    [5, 1, 'OUT_OF_RANGE'],
    [6, 0, 'INEXACT'],
    [7, 0, 'MALFORMED'],
  ]);
});

test('texts longer than the target takes are rejected by characters, not bytes', async () => {
  const { rows, rejected } = await readFiles(
    { path: csv('äöü\nabcd\n"wxyz"\n') },
    { wanted: [{ kind: 'utf8', maxLength: 3 }] },
  );
  expect(rows).toEqual([['äöü']]);
  expect(rejected).toMatchObject([
    { code: 'OUT_OF_RANGE', raw: 'abcd' },
    { code: 'OUT_OF_RANGE', raw: '"wxyz"' },
  ]);
});

test('records with too few fields are rejected, with too many only when all columns are read', async () => {
  const column = [{ index: 0 }, { index: 1 }];
  const listed = await read('a,b,c\nd\ne,f,"x\ny",g\n', { column });
  expect(listed.rows).toEqual([
    ['a', 'b'],
    ['e', 'f'],
  ]);
  expect(listed.rejected).toEqual([
    { ordinal: 1, code: 'MISSING_FIELDS', reason: 'Line 2: fewer than 2 fields.', raw: 'd' },
  ]);
  const all = await read('a,b\nc,d,e\nf,g\n');
  expect(all.rows).toEqual([
    ['a', 'b'],
    ['f', 'g'],
  ]);
  expect(all.rejected).toEqual([
    { ordinal: 1, code: 'EXTRA_FIELDS', reason: 'Line 2: more than 2 fields.', raw: 'c,d,e' },
  ]);
  expect((await read('a,b,c\n', { column, extraColumns: 'reject' })).rejected).toMatchObject([
    { code: 'EXTRA_FIELDS' },
  ]);
});

test('text after a closing quote rejects that record alone', async () => {
  const { rows, rejected } = await read('a,b\n"c"x,"d\ne"\nf,g\n');
  expect(rows).toEqual([
    ['a', 'b'],
    ['f', 'g'],
  ]);
  expect(rejected).toEqual([
    {
      ordinal: 1,
      column: 0,
      code: 'TEXT_AFTER_QUOTE',
      reason: 'Line 2, column "column0": text after a closing quote.',
      raw: '"c"x,"d\ne"',
    },
  ]);
});

test('an open quote costs its line, not the rest of the file, and names the line', async () => {
  const { rows, rejected } = await read('a,b\n"c\nd",e\nf,"g\nh,i\nj,k\n');
  expect(rows).toEqual([
    ['a', 'b'],
    ['c\nd', 'e'],
    ['h', 'i'],
    ['j', 'k'],
  ]);
  expect(rejected).toEqual([
    {
      ordinal: 2,
      column: 1,
      code: 'OPEN_QUOTE',
      reason: 'Line 4, column "column1": a quote opens here and is never closed.',
      raw: 'f,"g',
    },
  ]);
});

test('invalid UTF-8 rejects the rows whose columns hold it', async () => {
  const bytes = Buffer.concat([
    Buffer.from('a,b\nc,'),
    Buffer.of(0xff, 0xc3),
    Buffer.from('\ng\u00e4,"'),
    Buffer.of(0xe4),
    Buffer.from('"\ne,f\n'),
  ]);
  const { rows, rejected } = await read(bytes);
  expect(rows).toEqual([
    ['a', 'b'],
    ['e', 'f'],
  ]);
  expect(rejected).toMatchObject([
    { ordinal: 1, column: 1, code: 'INVALID_ENCODING' },
    { ordinal: 2, column: 1, code: 'INVALID_ENCODING' },
  ]);
  expect((await read(bytes, { column: [{ index: 0 }] })).rows).toEqual([['a'], ['c'], ['gä'], ['e']]);
});

test('ordinals count rejected rows too', async () => {
  const { rejected } = await readFiles(
    { path: csv('1\nx\n2\ny\n3\n'), column: [{ index: 0, type: 'long' }] },
    { batchRows: 2 },
  );
  expect(rejected.map((row) => row.ordinal)).toEqual([1, 3]);
});

test('contradictory options are refused', async () => {
  await expect(read('a\n', { fieldDelimiter: '"' })).rejects.toMatchObject({ code: 'FILES_BAD_DIALECT' });
  await expect(read('a\n', { fieldDelimiter: '' })).rejects.toMatchObject({ code: 'FILES_BAD_DIALECT' });
  await expect(read('a\n', { quote: 'ab' })).rejects.toMatchObject({ code: 'FILES_BAD_DIALECT' });
  await expect(read('a\n', { column: [{ type: 'long' }] })).rejects.toMatchObject({ code: 'FILES_BAD_COLUMN' });
  await expect(read('a\n', { column: [{ index: 0, type: 'blob' }] })).rejects.toMatchObject({
    code: 'FILES_BAD_COLUMN',
  });
});

test('an empty file has no rows when columns are listed, and unknown columns otherwise', async () => {
  expect((await read('', { column: [{ index: 0 }] })).rows).toEqual([]);
  await expect(read('')).rejects.toMatchObject({ code: 'FILES_NO_COLUMNS' });
});
