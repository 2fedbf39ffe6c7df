import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { secretErrors } from './errors.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must not lie in the store in plain text: AES-256-GCM with a key outside the store. Several keys may be
 * known; the first one encrypts, all decrypt, so a key is replaced by putting a new one in front and running
 * `sluice server rotate-key`.
 */
export class Keyring {
  readonly #keys: ReadonlyMap<string, Buffer>;
  /** Id of the key that encrypts. */
  readonly current: string;

  constructor(keys: readonly Buffer[]) {
    const [first] = keys;
    if (first === undefined || keys.some((key) => key.length !== keyBytes)) throw secretErrors.badKey();
    this.#keys = new Map(keys.map((key) => [idOf(key), key]));
    this.current = idOf(first);
  }

  /** `key id:base64` of IV, tag and text. `purpose` binds it to its place: it decrypts nowhere else. */
  encrypt(text: string, purpose: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(this.current) as Buffer, iv);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${this.current}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
  }

  /** Throws `SECRET_UNREADABLE` when the key is missing, or the text was changed or moved. */
  decrypt(sealed: string, purpose: string): string {
    const [id = '', text = ''] = sealed.split(':');
    const key = this.#keys.get(id);
    if (key === undefined) throw secretErrors.unreadable({ purpose, problem: `its key ${id} is not known` });
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
    decipher.setAAD(Buffer.from(purpose));
    try {
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      return decipher.update(bytes.subarray(ivBytes + tagBytes)).toString() + decipher.final('utf8');
    } catch (error) {
      throw secretErrors.unreadable({ purpose, problem: 'it was changed or belongs elsewhere' }, error);
    }
  }

  /** True when `sealed` was not made with the current key. */
  isOld(sealed: string): boolean {
    return !sealed.startsWith(`${this.current}:`);
  }
}

/** Keys in a file, one in base64 per line, the current one first. A missing file is created with a new key. */
export function loadKeyring(source: { readonly file: string; readonly text?: string | undefined }): Keyring {
  if (source.text === undefined && !existsSync(source.file))
    writeFileSync(source.file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  const lines = (source.text ?? readFileSync(source.file, 'utf8')).split(/[\s,]+/).filter((line) => line !== '');
  return new Keyring(lines.map((line) => Buffer.from(line, 'base64')));
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
