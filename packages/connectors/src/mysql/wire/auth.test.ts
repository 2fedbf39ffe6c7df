import { createHash, createPrivateKey, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { firstAnswer, nativeToken, sha2Token } from './auth.ts';
import { signEd25519 } from './ed25519.ts';

const scramble = Uint8Array.from({ length: 20 }, (_, index) => index + 1);

const hash = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash(algorithm).update(Buffer.concat(parts)).digest();

test('the native token opens with what the server keeps of the password', () => {
  const kept = hash('sha1', hash('sha1', Buffer.from('secret')));
  const once = Buffer.from(nativeToken('secret', scramble)).map(
    (byte, i) => byte ^ (hash('sha1', scramble, kept)[i] as number),
  );
  expect(hash('sha1', once).equals(kept)).toBe(true);
});

test('the SHA-256 token opens with what the server keeps of the password', () => {
  const kept = hash('sha256', hash('sha256', Buffer.from('sécret')));
  const once = Buffer.from(sha2Token('sécret', scramble)).map(
    (byte, i) => byte ^ (hash('sha256', kept, scramble)[i] as number),
  );
  expect(hash('sha256', once).equals(kept)).toBe(true);
});

test('an empty password is an empty token', () => {
  expect([nativeToken('', scramble).length, sha2Token('', scramble).length]).toEqual([0, 0]);
});

test('the Ed25519 signature is that of the standard, for passwords that are as long as a standard key', () => {
  const password = Buffer.from('0123456789abcdef0123456789abcdef');
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([prefix, password]), format: 'der', type: 'pkcs8' });
  const message = Buffer.from('a message of thirty-two bytes...');
  expect(Buffer.from(signEd25519(password, message)).equals(sign(null, message, key))).toBe(true);
});

test('a password in clear text is sent over a secure link only', () => {
  const input = { password: 'p', scramble, canFetchPublicKey: true };
  expect(firstAnswer('mysql_clear_password', { ...input, isSecure: true })).toEqual({ send: Buffer.from('p\0') });
  expect(firstAnswer('mysql_clear_password', { ...input, isSecure: false })).toHaveProperty('refuse');
});

test('an unknown method is told apart', () => {
  expect(firstAnswer('dialog', { password: 'p', scramble, isSecure: true, canFetchPublicKey: true })).toBeUndefined();
});
