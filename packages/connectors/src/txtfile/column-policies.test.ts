import { join } from 'node:path';
import { types, type Parameter } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { batchOfTypes, putFile, readFiles, writeFiles } from './test-files.ts';

/** Records of one to four fields where three are wanted. */
const ragged = '1,2,3\n4,5\n"6"\n7,8,"9",10\n';
const column = [
  { index: 0, type: 'int32' },
  { index: 1, type: 'int64' },
  { index: 2, type: 'string' },
];
const read = async (text: string, parameter: Parameter = {}) =>
  readFiles({ path: putFile(temporaryFolder(), 'a.csv', text), column, ...parameter });

test('records that are too short are dirty, too long ones lose what is not listed', async () => {
  const { rows, rejected } = await read(ragged);
  expect(rows).toEqual([
    [1, 2n, '3'],
    [7, 8n, '9'],
  ]);
  expect(rejected.map(({ ordinal, code, raw }) => [ordinal, code, raw])).toEqual([
    [1, 'MISSING_FIELDS', '4,5'],
    [2, 'MISSING_FIELDS', '"6"'],
  ]);
});

test('missingColumns null fills the rest of a record', async () => {
  const { rows, rejected } = await read(`${ragged}11\r\n12,13\r\n14,15,"x\ny"\n16`, { missingColumns: 'null' });
  expect(rows).toEqual([
    [1, 2n, '3'],
    [4, 5n, null],
    [6, null, null],
    [7, 8n, '9'],
    [11, null, null],
    [12, 13n, null],
    [14, 15n, 'x\ny'],
    [16, null, null],
  ]);
  expect(rejected).toEqual([]);
});

test('a filled record that is refused for another reason leaves nothing behind', async () => {
  const { rows, rejected } = await read('x\n1\n2,y\n3,4,z\n', { missingColumns: 'null' });
  expect(rows).toEqual([
    [1, null, null],
    [3, 4n, 'z'],
  ]);
  expect(rejected.map(({ ordinal, code }) => [ordinal, code])).toEqual([
    [0, 'MALFORMED'],
    [2, 'MALFORMED'],
  ]);
});

test('extraColumns dirty or reject refuses records that are too long', async () => {
  for (const extraColumns of ['dirty', 'reject']) {
    const { rows, rejected } = await read(ragged, { extraColumns, missingColumns: 'null' });
    expect(rows.length).toBe(3);
    expect(rejected).toMatchObject([{ ordinal: 3, code: 'EXTRA_FIELDS', raw: '7,8,"9",10' }]);
  }
});

test('error stops the job with file and line', async () => {
  await expect(read(ragged, { missingFields: 'error' })).rejects.toMatchObject({
    code: 'FILES_MISFIT_RECORD',
    message: expect.stringMatching(/^A record of ".*a\.csv" does not fit\. Line 2: fewer than 3 fields\.$/) as string,
  });
  await expect(read('1,2,3,4\n', { extraFields: 'error' })).rejects.toMatchObject({
    code: 'FILES_MISFIT_RECORD',
    message: expect.stringContaining('Line 1: more than 3 fields.') as string,
  });
});

test('text with a delimiter and a line end of several characters is filled too', async () => {
  const text = { fileFormat: 'text', fieldDelimiter: '||', lineDelimiter: '\r\n', missingColumns: 'null' };
  expect((await read('1||2||3\r\n4\r\n5||6\r\n', text)).rows).toEqual([
    [1, 2n, '3'],
    [4, null, null],
    [5, 6n, null],
  ]);
});

/** Files of one table over the years: columns came, went and changed places. */
function grown(): string {
  const folder = temporaryFolder();
  putFile(folder, '1.csv', 'id,name\n1,one\n');
  putFile(folder, '2.csv', 'name,id\ntwo,2\n');
  putFile(folder, '3.csv', 'id,note\n3,x\n');
  return folder;
}

test('files whose header lacks a column are an error, dirty or filled', async () => {
  const parameter = { path: grown(), skipHeader: true, column: ['id', 'name'] };
  await expect(readFiles(parameter)).rejects.toMatchObject({ code: 'FILES_COLUMN_NOT_FOUND' });
  expect((await readFiles({ ...parameter, missingColumns: 'null' })).rows).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', null],
  ]);
  const dirty = await readFiles({ ...parameter, missingColumns: 'dirty' });
  expect(dirty.rows.length).toBe(2);
  expect(dirty.rejected).toMatchObject([
    { ordinal: 0, column: 1, code: 'MISSING_FIELDS', reason: 'The file has no column "name".', raw: '3,x' },
  ]);
});

test('with all columns a file with another one is an error, dirty or read without it', async () => {
  const parameter = { path: grown(), skipHeader: true, missingColumns: 'null' };
  await expect(readFiles(parameter)).rejects.toMatchObject({ code: 'FILES_HEADER_DIFFERS' });
  await expect(readFiles({ ...parameter, extraColumns: 'error' })).rejects.toMatchObject({
    code: 'FILES_UNWANTED_COLUMN',
    message: expect.stringMatching(/3\.csv" has the column "note" too\.$/) as string,
  });
  expect((await readFiles({ ...parameter, extraColumns: 'ignore' })).rows).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', null],
  ]);
  const dirty = await readFiles({ ...parameter, extraColumns: 'dirty' });
  expect(dirty.rejected).toMatchObject([{ code: 'EXTRA_FIELDS', reason: 'The file has the column "note" too.' }]);
});

test('JSON has the same policies, with null and ignore as usual ones', async () => {
  const text = '{"a":1,"b":2}\n{"a":3}\n{"a":4,"b":null,"c":5}\n';
  const json = { fileFormat: 'jsonl', column: ['a', 'b'] };
  expect((await read(text, json)).rows).toEqual([
    ['1', '2'],
    ['3', null],
    ['4', null],
  ]);
  const { rows, rejected } = await read(text, { ...json, missingColumns: 'dirty', extraColumns: 'dirty' });
  expect(rows).toEqual([['1', '2']]);
  expect(rejected).toMatchObject([
    { ordinal: 1, column: 1, code: 'MISSING_FIELDS', reason: 'Line 2, column "b": the key is missing.' },
    { ordinal: 2, code: 'EXTRA_FIELDS', reason: 'Line 3: it has a key that no column takes.' },
  ]);
  await expect(read(text, { ...json, missingColumns: 'error' })).rejects.toMatchObject({ code: 'FILES_MISFIT_RECORD' });
});

test('with all columns of JSON a key that was not seen in the sample makes its record dirty', async () => {
  const folder = temporaryFolder();
  putFile(folder, '1.jsonl', `${'{"id":1}\n'.repeat(1000)}{"id":2,"late":"x"}\n`);
  putFile(folder, '2.jsonl', '{"other":1,"id":3}\n{"id":4}\n');
  const json = { path: folder, fileFormat: 'jsonl' };
  const { rows, rejected } = await readFiles(json);
  expect(rows.length).toBe(1001);
  expect(rejected.map(({ code, raw }) => [code, raw])).toEqual([
    ['EXTRA_FIELDS', '{"id":2,"late":"x"}'],
    ['EXTRA_FIELDS', '{"other":1,"id":3}'],
  ]);
  expect((await readFiles({ ...json, extraColumns: 'ignore' })).rows.length).toBe(1003);
});

test('with all columns of JSON a folder and a path stand for the keys of their names', async () => {
  const folder = temporaryFolder();
  const path = putFile(folder, 'dt=1/a.jsonl', '{"id":"7","dt":"old","from":"old"}\n');
  const read = await readFiles({ path: folder, fileFormat: 'jsonl', hivePartitions: true, pathColumn: 'from' });
  expect(read.rows).toEqual([['7', '1', path]]);
  expect(read.rejected).toEqual([]);
});

/** An Avro file of these columns. */
async function putAvro(folder: string, name: string, batch: ReturnType<typeof batchOfTypes>): Promise<void> {
  await writeFiles({ path: folder, fileName: name, fileFormat: 'avro', singleFileOutput: true }, [[batch]]);
}

test('files with types follow the same rules, by name', async () => {
  const folder = temporaryFolder();
  await putAvro(folder, '1.avro', batchOfTypes([types.int32, types.utf8], [[1, 'one']]));
  await putAvro(folder, '2.avro', batchOfTypes([types.int32], [[2]]));
  await putAvro(folder, '3.avro', batchOfTypes([types.int32, types.utf8, types.bool], [[3, 'three', true]]));
  const all = { path: folder, fileFormat: 'avro' };
  await expect(readFiles(all)).rejects.toMatchObject({ code: 'FILES_HEADER_DIFFERS' });
  expect((await readFiles({ ...all, missingColumns: 'null', extraColumns: 'ignore' })).rows).toEqual([
    [1, 'one'],
    [2, null],
    [3, 'three'],
  ]);
  const dirty = await readFiles({ ...all, missingColumns: 'dirty', extraColumns: 'dirty' });
  expect(dirty.rows).toEqual([[1, 'one']]);
  expect(dirty.rejected).toMatchObject([
    { ordinal: 0, column: 1, code: 'MISSING_FIELDS', values: [2, null] },
    { ordinal: 0, code: 'EXTRA_FIELDS', values: [3, 'three'] },
  ]);
  const listed = { ...all, column: [{ index: 1 }, { index: 0 }] };
  await expect(readFiles(listed)).rejects.toMatchObject({
    code: 'FILES_COLUMN_NOT_FOUND',
    message: `"${join(folder, '2.avro')}" has no column "b".`,
  });
  expect((await readFiles({ ...listed, missingColumns: 'null' })).rows[1]).toEqual([null, 2]);
});
