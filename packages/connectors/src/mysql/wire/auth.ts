import { constants, createHash, publicEncrypt } from 'node:crypto';
import { signEd25519 } from './ed25519.ts';

/** What an authentication method may use. */
export interface AuthInput {
  readonly password: string;
  /** Random bytes of the server, without the closing zero byte. */
  readonly scramble: Uint8Array;
  /** The link is encrypted or local, so that a password may be sent as it is. */
  readonly isSecure: boolean;
  /** Ask the server for its RSA key when the link is not encrypted. */
  readonly canFetchPublicKey: boolean;
}

/** One step of an exchange: the bytes to send, or why it cannot go on. */
export type AuthStep = { readonly send: Uint8Array } | { readonly refuse: string } | { readonly wait: true };

/** The answer to the first challenge, by name of the method; undefined when it is unknown. */
export function firstAnswer(method: string, input: AuthInput): AuthStep | undefined {
  const { password, scramble } = input;
  switch (method) {
    case 'mysql_native_password':
      return { send: nativeToken(password, scramble) };
    case 'caching_sha2_password':
      return { send: sha2Token(password, scramble) };
    case 'client_ed25519':
      return { send: signEd25519(Buffer.from(password, 'utf8'), scramble) };
    case 'mysql_clear_password':
      if (!input.isSecure)
        return { refuse: 'the account wants the password in clear text, which is only sent over TLS' };
      return { send: clearText(password) };
    case 'sha256_password':
      if (password === '' || input.isSecure) return { send: clearText(password) };
      return input.canFetchPublicKey ? { send: Uint8Array.of(1) } : { refuse: keyRefused };
    default:
      return undefined;
  }
}

/** The answer to further data (the packet after its 0x01). */
export function nextAnswer(method: string, input: AuthInput, data: Uint8Array): AuthStep {
  if (method === 'caching_sha2_password' && data.length === 1) {
    if (data[0] === sha2.isCached) return { wait: true };
    if (data[0] !== sha2.wantsPassword) return { refuse: `unexpected answer ${data[0]} of ${method}` };
    if (input.isSecure) return { send: clearText(input.password) };
    return input.canFetchPublicKey ? { send: Uint8Array.of(2) } : { refuse: keyRefused };
  }
  if (method === 'caching_sha2_password' || method === 'sha256_password') {
    return { send: encryptPassword(input.password, input.scramble, data) };
  }
  return { refuse: `unexpected data from the authentication method ${method}` };
}

const sha2 = { isCached: 3, wantsPassword: 4 } as const;
const keyRefused = 'the password needs an encrypted link, and fetching the public key of the server is switched off';

/** SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))). */
export function nativeToken(password: string, scramble: Uint8Array): Uint8Array {
  if (password === '') return new Uint8Array(0);
  const once = digest('sha1', Buffer.from(password, 'utf8'));
  return xor(once, digest('sha1', scramble.subarray(0, 20), digest('sha1', once)));
}

/** SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble). */
export function sha2Token(password: string, scramble: Uint8Array): Uint8Array {
  if (password === '') return new Uint8Array(0);
  const once = digest('sha256', Buffer.from(password, 'utf8'));
  return xor(once, digest('sha256', digest('sha256', once), scramble.subarray(0, 20)));
}

function encryptPassword(password: string, scramble: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const key = Buffer.from(publicKey).toString('latin1');
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, xor(clearText(password), scramble));
}

function clearText(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf8');
}

function digest(algorithm: 'sha1' | 'sha256', ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Each byte of `left` with a byte of `right`, which is repeated. */
function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index % right.length] as number));
}
