import { expect, test } from 'vitest';
import { remoteUrls } from './urls.ts';

const parameter = (url: string, side: 'reader' | 'writer') => remoteUrls.toParameter(new URL(url), side);

test('a URL names the server, the file and its format', () => {
  expect(
    parameter('sftp://etl:p%40ss@files.example.com:2222/data/my%20orders.csv.gz?hostKey=SHA256:abc', 'reader'),
  ).toEqual({
    protocol: 'sftp',
    host: 'files.example.com',
    port: 2222,
    user: 'etl',
    password: 'p@ss',
    path: ['/data/my orders.csv.gz'],
    fileFormat: 'csv',
    nullFormat: '',
    byteEncoding: 'base64',
    hostKey: 'SHA256:abc',
  });
  expect(parameter('ftps://files.example.com/out/orders.jsonl?ftpsMode=implicit', 'writer')).toEqual({
    protocol: 'ftps',
    host: 'files.example.com',
    path: '/out',
    fileName: 'orders.jsonl',
    singleFileOutput: true,
    fileFormat: 'jsonl',
    ftpsMode: 'implicit',
  });
});

test('a tilde is the folder after login', () => {
  expect(parameter('ftp://h/~/in/*.csv', 'reader')).toMatchObject({ path: ['in/*.csv'] });
  expect(parameter('ftp://[::1]/~/orders.csv', 'writer')).toMatchObject({
    host: '::1',
    path: '.',
    fileName: 'orders.csv',
  });
});

test('a URL without a file to write is refused', () => {
  expect(() => parameter('sftp://h/', 'writer')).toThrow('write sftp://user@host/folder/file');
  expect(() => parameter('sftp://h/%zz', 'reader')).toThrow('a percent sign in it is not followed by a code');
});

test('a URL with a # is refused rather than cut there', () => {
  expect(() => parameter('sftp://h/out/a#1.csv', 'writer')).toThrow('ends at its #');
});
