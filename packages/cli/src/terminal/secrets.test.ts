import { expect, test } from 'vitest';
import { Secrets } from './secrets.ts';

function learned(parameter: Parameters<Secrets['learn']>[0], environment = {}): Secrets {
  const secrets = new Secrets();
  secrets.learn(parameter, environment);
  return secrets;
}

test('masks passwords wherever they stand in a job', () => {
  const secrets = learned({ connection: [{ password: 'hunter2', accessKey: 12345678 }] });
  expect(secrets.mask('login with hunter2 or 12345678 failed')).toBe('login with ****** or ****** failed');
});

test('masks the value behind a reference to the environment, whatever its key is called', () => {
  const secrets = learned({ user: '${env:DB_USER}' }, { DB_USER: 'scott-the-user' });
  expect(secrets.mask('no such role scott-the-user')).toBe('no such role ******');
});

test('masks passwords in URLs, also URL-encoded', () => {
  const secrets = learned({ jdbcUrl: 'jdbc:mysql://db/shop?user=me&password=pa%26ss', password: 'p/ä s' });
  expect(secrets.mask('cannot open jdbc:mysql://db/shop?password=pa%26ss')).not.toContain('pa%26ss');
  expect(secrets.mask('GET /p%2F%C3%A4%20s')).toBe('GET /******');
});

test('masks texts inside of JSON but neither keys nor numbers', () => {
  const secrets = learned({ password: 'rows' });
  expect(secrets.maskJson({ rows: 'rows failed', count: [1, null, true] })).toEqual({
    rows: '****** failed',
    count: [1, null, true],
  });
});

test('leaves very short secrets alone, they would mask every other word', () => {
  expect(learned({ password: 'a' }).mask('a table')).toBe('a table');
});
