import { count, secret, text } from '@sluice/core';
import { expect, test } from 'vitest';
import type { AnyDriver } from './connection.ts';
import { resolveSources } from './connection.ts';

const fields = {
  host: text({ title: 'Host' }),
  port: count({ title: 'Port' }).default(3306),
  user: text({ title: 'User' }).optional(),
  password: secret({ title: 'Password' }).optional(),
};

const driver = {
  jdbcPrefixes: ['jdbc:test:'],
  parseJdbcUrl: (url: string) => ({ connection: { host: url.slice(12), port: 9, user: 'fromUrl' }, notes: ['n'] }),
} as unknown as AnyDriver;

const resolve = (options: Record<string, unknown>) => resolveSources(fields, driver, options);

test('takes the values of the step', () => {
  const [source] = resolve({ host: 'a', port: 1, user: 'u', password: 'p', table: ['t'] });
  expect(source).toEqual({
    fields,
    candidates: [{ host: 'a', port: 1, user: 'u', password: 'p' }],
    tables: ['t'],
    queries: [],
    notes: [],
  });
});

test('applies defaults and names what is missing', () => {
  expect(resolve({ host: 'a' })[0]?.candidates).toEqual([{ host: 'a', port: 3306 }]);
  expect(() => resolve({})).toThrow('The connection is not complete: "host" is missing.');
});

test('makes one candidate per JDBC URL, with the account of the job', () => {
  const [source] = resolve({ port: 3306, jdbcUrl: ['jdbc:test://a', 'jdbc:test://b'], username: 'u', password: 'p' });
  expect(source?.candidates).toEqual([
    { host: 'a', port: 9, user: 'u', password: 'p' },
    { host: 'b', port: 9, user: 'u', password: 'p' },
  ]);
});

test('makes a source per entry, whose values win', () => {
  const sources = resolve({
    host: 'a',
    user: 'u',
    table: ['t'],
    connection: [
      { host: 'b', table: ['x'] },
      { querySql: ['select 1'], username: 'v' },
    ],
  });
  expect(
    sources.map(({ candidates, tables, queries }) => [
      candidates[0]?.['host'],
      candidates[0]?.['user'],
      tables,
      queries,
    ]),
  ).toEqual([
    ['b', 'u', ['x'], []],
    ['a', 'v', ['t'], ['select 1']],
  ]);
});

test('does not print a password that stands in a foreign URL', () => {
  expect(() => resolve({ jdbcUrl: ['jdbc:other://u:secret@h/db'] })).toThrow('The URL "jdbc:other:" does not belong');
});
