import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { batchOfTypes, readFiles, writeFiles } from './test-files.ts';
import { fileUrlParameter } from './urls.ts';

const parameter = (url: string, side: 'reader' | 'writer') => fileUrlParameter(new URL(url), side);

test('format, compression and name come from the URL', () => {
  expect(parameter('file:///data/my%20orders.csv.gz', 'writer')).toEqual({
    path: '/data',
    fileName: 'my orders.csv.gz',
    singleFileOutput: true,
    fileFormat: 'csv',
    nullFormat: '',
    compress: 'gzip',
  });
  expect(parameter('file:///data/*.tsv?skipHeader=true', 'reader')).toEqual({
    path: ['/data/*.tsv'],
    fileFormat: 'csv',
    fieldDelimiter: '\t',
    nullFormat: '',
    byteEncoding: 'base64',
    skipHeader: 'true',
  });
  expect(parameter('file:///a.ndjson', 'reader')).toMatchObject({ fileFormat: 'jsonl' });
  expect(parameter('file:///a.json', 'reader')).toMatchObject({ fileFormat: 'json' });
  expect(parameter('file:///a.tbl', 'reader')).toMatchObject({ fileFormat: 'text', nullFormat: '\\N' });
});

test('typed formats and folders come from the URL too', () => {
  expect(parameter('file:///a.parquet', 'reader')).toMatchObject({ path: ['/a.parquet'], fileFormat: 'parquet' });
  expect(parameter('file:///b/a.xlsx', 'writer')).toEqual({
    path: '/b',
    fileName: 'a.xlsx',
    singleFileOutput: true,
    fileFormat: 'excel',
  });
  expect(parameter('file:///pictures/?fileFormat=binary', 'writer')).toEqual({
    path: '/pictures/',
    fileFormat: 'binary',
    nullFormat: '',
  });
});

test('a dash is standard input or output', () => {
  expect(parameter('file:-?fileFormat=jsonl', 'reader')).toMatchObject({ path: ['-'], fileFormat: 'jsonl' });
  expect(parameter('file:-', 'writer')).toEqual({ path: '-', fileFormat: 'csv', nullFormat: '' });
});

test('a URL with a # is refused rather than cut there', () => {
  expect(() => parameter('file:///data/a#1.csv', 'writer')).toThrow('ends at its #');
  expect(parameter('file:///data/a%231.csv', 'writer')).toMatchObject({ fileName: 'a#1.csv' });
});

test('a URL of another machine is refused', () => {
  expect(() => parameter('file://elsewhere/a.csv', 'reader')).toThrow('names no file of this machine');
});

test('standard input is read although its columns were looked at first', async () => {
  const input = async function* () {
    yield Buffer.from('id,na');
    yield Buffer.from('me\n1,x\n2,y');
  };
  const { rows, schema } = await readFiles({ path: '-', skipHeader: true }, { context: { input } });
  expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
  expect(rows).toEqual([
    ['1', 'x'],
    ['2', 'y'],
  ]);
});

test('standard output gets one header and the tasks one after the other', async () => {
  const chunks: string[] = [];
  const output = async (bytes: Uint8Array): Promise<void> => void chunks.push(Buffer.from(bytes).toString());
  const tasks = ['a', 'b'].map((text) => [batchOfTypes([types.utf8], [[text]])]);
  await writeFiles({ path: '-', header: ['t'] }, tasks, { output });
  expect(chunks.join('')).toBe('t\na\nb\n');
});
