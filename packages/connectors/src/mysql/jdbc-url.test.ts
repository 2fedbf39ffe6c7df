import { expect, test } from 'vitest';
import { splitHost } from '../families/relational/server-url.ts';
import { parseJdbcUrl } from './jdbc-url.ts';

test.each([
  ['jdbc:mysql://db.internal:3307/shop', { host: 'db.internal', port: 3307, database: 'shop' }],
  ['jdbc:mysql://db/shop', { host: 'db', database: 'shop' }],
  ['jdbc:mysql://h1:3307,h2:3308/shop', { host: 'h1:3307,h2:3308', database: 'shop' }],
  ['jdbc:mysql://[::1]:3307/shop', { host: '::1', port: 3307, database: 'shop' }],
  ['jdbc:mysql:loadbalance://h1,h2/shop', { host: 'h1,h2', database: 'shop' }],
  ['jdbc:mariadb://db:3306/sh%20op', { host: 'db', port: 3306, database: 'sh op' }],
  ['mysql://app:p%40ss:word@db/shop', { host: 'db', database: 'shop', user: 'app', password: 'p@ss:word' }],
  ['jdbc:mysql:///shop', { host: 'localhost', database: 'shop' }],
  ['jdbc:mysql://db:3306', { host: 'db', port: 3306 }],
])('takes %s apart', (url, connection) => {
  expect(parseJdbcUrl(url)).toEqual({ connection, notes: [] });
});

test('understands the properties that matter and is quiet about those that do not', () => {
  const url =
    'jdbc:mysql://db/shop?useSSL=true&characterEncoding=utf8&connectTimeout=1500&socketTimeout=60000&zeroDateTimeBehavior=convertToNull&tinyInt1isBit=false&yearIsDateType=false&rewriteBatchedStatements=true&useUnicode=true&autoReconnect=true&allowPublicKeyRetrieval=false&user=app&password=a%26b';
  expect(parseJdbcUrl(url)).toEqual({
    connection: {
      host: 'db',
      database: 'shop',
      ssl: { mode: 'required' },
      connectTimeoutMs: 1_500,
      socketTimeoutMs: 60_000,
      zeroDates: 'null',
      canFetchPublicKey: false,
      user: 'app',
      password: 'a&b',
    },
    notes: [],
  });
});

test('notes what has no effect', () => {
  const { notes } = parseJdbcUrl(
    'jdbc:mysql://db/shop?serverTimezone=Asia/Shanghai&tinyInt1isBit=true&useSsl=false&fooBar=1',
  );
  expect(notes).toEqual([
    'serverTimezone has no effect: sessions run in UTC, so a TIMESTAMP is an instant and a DATETIME a clock reading.',
    'tinyInt1isBit: tinyint(1) is always read as an integer.',
    'The connection property "fooBar" is unknown and has no effect.',
  ]);
});

test.each([
  ['sslMode=VERIFY_IDENTITY', 'verify_identity'],
  ['sslMode=verify-full', 'verify_identity'],
  ['sslMode=trust', 'required'],
  ['useSSL=false', 'disabled'],
  ['useSSL=true&verifyServerCertificate=true', 'verify_ca'],
])('reads the TLS mode of %s', (query, mode) => {
  expect(parseJdbcUrl(`jdbc:mysql://db/shop?${query}`).connection.ssl).toEqual({ mode });
});

test('says what a URL looks like when it is none, without repeating it', () => {
  expect(() => parseJdbcUrl('jdbc:mysql:nothing:secret')).toThrow(
    'it does not look like jdbc:mysql://host:3306/database',
  );
});

test('splits a host from its port', () => {
  expect([splitHost('db'), splitHost('db:1'), splitHost('[fe80::1]:2'), splitHost('[fe80::1]')]).toEqual([
    { host: 'db', port: undefined },
    { host: 'db', port: 1 },
    { host: 'fe80::1', port: 2 },
    { host: 'fe80::1', port: undefined },
  ]);
});
