import { expect, test } from 'vitest';
import { splitHost } from '../families/relational/server-url.ts';
import { parseJdbcUrl } from './jdbc-url.ts';

test.each([
  ['jdbc:postgresql://db:5433/shop', { host: 'db', port: 5433, database: 'shop' }],
  ['jdbc:postgresql://db/shop', { host: 'db', database: 'shop' }],
  ['jdbc:postgresql://h1:1,h2/shop', { host: 'h1:1,h2', database: 'shop' }],
  ['jdbc:postgresql://[::1]:5433/shop', { host: '::1', port: 5433, database: 'shop' }],
  ['jdbc:postgresql:shop', { host: 'localhost', database: 'shop' }],
  ['jdbc:postgresql://db/', { host: 'db' }],
  ['postgresql://me:p%40ss:w@db/shop', { host: 'db', database: 'shop', user: 'me', password: 'p@ss:w' }],
])('takes %s apart', (url, connection) => {
  expect(parseJdbcUrl(url)).toEqual({ connection, notes: [] });
});

test('understands the common properties', () => {
  const url =
    'jdbc:postgresql://db/shop?user=me&password=a%26b&sslmode=verify-ca&sslrootcert=/ca.pem&currentSchema=sales&connectTimeout=3' +
    '&socketTimeout=60&ApplicationName=etl&options=-c%20statement_timeout=0&prepareThreshold=0&reWriteBatchedInserts=true';
  expect(parseJdbcUrl(url)).toEqual({
    connection: {
      host: 'db',
      database: 'shop',
      user: 'me',
      password: 'a&b',
      ssl: { mode: 'verify-ca', ca: '/ca.pem' },
      currentSchema: 'sales',
      connectTimeoutMs: 3_000,
      socketTimeoutMs: 60_000,
      applicationName: 'etl',
      options: '-c statement_timeout=0',
    },
    notes: [],
  });
});

test('sslmode says more than ssl, in any order', () => {
  expect(parseJdbcUrl('jdbc:postgresql://db/s?sslmode=require&ssl=true').connection.ssl).toEqual({ mode: 'require' });
  expect(parseJdbcUrl('jdbc:postgresql://db/s?ssl=true&sslmode=require').connection.ssl).toEqual({ mode: 'require' });
  expect(parseJdbcUrl('jdbc:postgresql://db/s?ssl=true').connection.ssl).toEqual({ mode: 'verify-full' });
});

test('notes what is unknown', () => {
  expect(parseJdbcUrl('jdbc:postgresql://db/s?colour=blue').notes).toEqual([
    'The connection property "colour" is unknown and has no effect.',
  ]);
});

test('refuses what is no URL of PostgreSQL', () => {
  expect(() => parseJdbcUrl('jdbc:mysql://db/s')).toThrow(/does not look like/);
});

test.each([
  ['db', { host: 'db', port: undefined }],
  ['db:1', { host: 'db', port: 1 }],
  ['/var/run/postgresql', { host: '/var/run/postgresql', port: undefined }],
])('splits the host %s', (entry, parts) => {
  expect(splitHost(entry)).toEqual(parts);
});
