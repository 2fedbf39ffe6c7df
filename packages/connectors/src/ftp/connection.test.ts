import { parseStepOptions } from '@sluice/core';
import { expect, test } from 'vitest';
import { addressOf } from './connection.ts';
import connector from './index.ts';
import { connectionOf } from './test-connection.ts';

test('a published DataX job is understood word by word', () => {
  const parameter = {
    protocol: 'SFTP',
    host: 'files.example.com',
    port: '22',
    username: 'etl',
    password: 'secret',
    timeout: '60000',
    connectPattern: 'pasv',
    useKey: 'true',
    keyPath: '~/.ssh/id_rsa',
    keyPass: 'phrase',
    maxTraversalLevel: 100,
    path: ['/in/*.csv'],
    column: [{ index: 0, type: 'long' }],
    fieldDelimiter: ',',
    encoding: 'UTF-8',
    skipHeader: 'true',
  };
  const { options, issues } = parseStepOptions(connector, 'reader', parameter, 'reader.parameter');
  expect(issues.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
  expect(options).toMatchObject({
    protocol: 'sftp',
    port: 22,
    user: 'etl',
    connectTimeoutMs: 60_000,
    connectPattern: 'PASV',
    useKey: true,
    privateKey: '~/.ssh/id_rsa',
    passphrase: 'phrase',
    skipHeader: true,
  });
});

test('every protocol has its usual port', () => {
  const label = (values: Record<string, string>): string =>
    addressOf(connectionOf({ host: 'h', ...values } as never)).label;
  expect(label({ protocol: 'ftp' })).toBe('h:21');
  expect(label({ protocol: 'ftps' })).toBe('h:21');
  expect(label({ protocol: 'ftps', ftpsMode: 'implicit' })).toBe('h:990');
  expect(label({ protocol: 'sftp' })).toBe('h:22');
  expect(label({ protocol: 'sftp', host: '::1', port: '2222' })).toBe('[::1]:2222');
});
