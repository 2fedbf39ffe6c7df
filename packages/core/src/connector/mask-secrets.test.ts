import { expect, test } from 'vitest';
import { group, list, secret, text } from './fields.ts';
import { isSecretName, maskSecrets, maskUrls } from './mask-secrets.ts';

test('masks the values of secret fields by name and alias, inside of groups and lists too', () => {
  const fields = {
    pin: secret({ title: 'PIN', aliases: ['code'] }).optional(),
    sources: list(group({ pin: secret({ title: 'PIN' }), host: text({ title: 'Host' }) }, { title: 'S' }), {
      title: 'S',
    }),
  };
  expect(maskSecrets({ code: 'a', sources: [{ pin: 1234, host: 'h' }], other: 'c' }, fields)).toEqual({
    code: '******',
    sources: [{ pin: '******', host: 'h' }],
    other: 'c',
  });
});

test('masks values whose name says secret without knowing the fields', () => {
  const job = {
    steps: [
      {
        parameter: {
          password: 'x',
          '*password': 'y',
          accessKey: 'z',
          accessKeyId: 'id',
          apiKey: { a: 1, b: [2] },
          table: 't',
        },
      },
    ],
  };
  expect(maskSecrets(job)).toEqual({
    steps: [
      {
        parameter: {
          password: '******',
          '*password': '******',
          accessKey: '******',
          accessKeyId: 'id',
          apiKey: { a: '******', b: ['******'] },
          table: 't',
        },
      },
    ],
  });
});

test.each([
  'password',
  'ssl_key_password',
  'secretKey',
  'access-key-secret',
  'AUTH_TOKEN',
  'Authorization',
  'privateKey',
])('%s is a secret name', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(['accessKeyId', 'accessId', 'tokenizer', 'passwordField', 'primaryKey', 'user'])(
  '%s is no secret name',
  (name) => {
    expect(isSecretName(name)).toBe(false);
  },
);

test('keeps references and values that are not there', () => {
  const value = { password: '${env:PW}', token: '', secret: null, apiKey: '${key}' };
  expect(maskSecrets(value)).toEqual(value);
});

test('masks passwords inside of URLs wherever they stand', () => {
  expect(maskSecrets({ jdbcUrl: ['jdbc:mysql://root:p@ss/w@db:3306/shop?useSSL=true&password=abc'] })).toEqual({
    jdbcUrl: ['jdbc:mysql://root:******@db:3306/shop?useSSL=true&password=******'],
  });
  expect(maskUrls('jdbc:sqlserver://db;databaseName=x;user=sa;password=a,b;encrypt=true')).toBe(
    'jdbc:sqlserver://db;databaseName=x;user=sa;password=******;encrypt=true',
  );
  expect(maskUrls('jdbc:oracle:thin:scott/tiger@//db:1521/x')).toBe('jdbc:oracle:thin:scott/******@//db:1521/x');
  expect(maskUrls('https://db/path?a=1&access_token=t')).toBe('https://db/path?a=1&access_token=******');
  expect(maskUrls('postgresql://user@db/x and a@b.c')).toBe('postgresql://user@db/x and a@b.c');
});

test('does not change its argument, and keeps odd keys harmless', () => {
  const value = JSON.parse('{"password": "x", "__proto__": {"password": "y"}}') as { password: string };
  const masked = maskSecrets(value);
  expect(value.password).toBe('x');
  expect(JSON.stringify(masked)).toBe('{"password":"******","__proto__":{"password":"******"}}');
});
