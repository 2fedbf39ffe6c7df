import { expect, test } from 'vitest';
import { hdfsUrlParameter } from './urls.ts';

const parameter = (url: string, side: 'reader' | 'writer') => hdfsUrlParameter(new URL(url), side);

test('address, user, path, format and options come from the URL', () => {
  expect(parameter('webhdfs://me@nn1:9870/data/my%20orders/*.csv.gz?skipHeader=true', 'reader')).toEqual({
    defaultFS: 'webhdfs://nn1:9870',
    user: 'me',
    path: ['/data/my orders/*.csv.gz'],
    fileFormat: 'csv',
    nullFormat: '',
    byteEncoding: 'base64',
    skipHeader: 'true',
  });
  expect(parameter('hdfs://nn1:8020/data/orders.jsonl', 'writer')).toEqual({
    defaultFS: 'hdfs://nn1:8020',
    path: '/data',
    fileName: 'orders.jsonl',
    singleFileOutput: true,
    fileFormat: 'jsonl',
  });
  expect(parameter('swebhdfs://me:p%40ss@nn1/a.csv', 'reader')).toMatchObject({ user: 'me', password: 'p@ss' });
});

test('a path that is not well written', () => {
  expect(() => parameter('hdfs://nn1/100%.csv', 'reader')).toThrow('write it as %25');
});

test('a URL with a # is refused rather than cut there', () => {
  expect(() => parameter('hdfs://nn1/out/a#1.csv', 'writer')).toThrow('ends at its #');
});
