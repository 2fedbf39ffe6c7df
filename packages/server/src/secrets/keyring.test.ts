import { randomBytes } from 'node:crypto';
import { statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { Keyring, loadKeyring } from './keyring.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];

test('what is encrypted decrypts only at its place and unchanged', () => {
  const keyring = new Keyring([oldKey]);
  const sealed = keyring.encrypt('geheim ✓', 'data source a');
  expect(sealed).not.toContain('geheim');
  expect(keyring.decrypt(sealed, 'data source a')).toBe('geheim ✓');
  expect(() => keyring.decrypt(sealed, 'data source b')).toThrow('belongs elsewhere');
  expect(() => keyring.decrypt(`${sealed.slice(0, -4)}AAA=`, 'data source a')).toThrow('was changed');
});

test('a new key in front encrypts, the old one still decrypts', () => {
  const sealed = new Keyring([oldKey]).encrypt('x', 'p');
  const rotated = new Keyring([newKey, oldKey]);
  expect(rotated.decrypt(sealed, 'p')).toBe('x');
  expect(rotated.isOld(sealed)).toBe(true);
  expect(rotated.isOld(rotated.encrypt('x', 'p'))).toBe(false);
  expect(() => new Keyring([newKey]).decrypt(sealed, 'p')).toThrow('is not known');
});

test('a missing key file is created, readable by its owner only', () => {
  const file = join(temporaryFolder(), 'key');
  const sealed = loadKeyring({ file }).encrypt('x', 'p');
  expect(loadKeyring({ file }).decrypt(sealed, 'p')).toBe('x');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain('x:');
});

test('a key of another length is refused', () => {
  expect(() => loadKeyring({ file: '', text: 'c2hvcnQ=' })).toThrow('not valid');
});
