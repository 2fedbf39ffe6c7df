import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #current = '';
  readonly #changed: (() => readonly Buffer[] | undefined) | undefined;

  /** @param changed answers the keys anew when they are others than at its last call. */
  constructor(keys: readonly Buffer[], changed?: () => readonly Buffer[] | undefined) {
    this.#changed = changed;
    this.#set(keys);
  }

  /** Id of the key that encrypts. */
  get current(): string {
    this.#refresh();
    return this.#current;
  }

  /** `key id:base64` of IV, tag and text. `purpose` binds it to its place: it decrypts nowhere else. */
  encrypt(text: string, purpose: string): string {
    const { current } = this;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(current) as KeyObject, iv);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${current}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
  }

  /** Throws `SECRET_UNREADABLE` when the key is missing, or the text was changed or moved. */
  decrypt(sealed: string, purpose: string): string {
    const [id = '', text = ''] = sealed.split(':');
    if (!this.#keys.has(id)) this.#refresh();
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

  /** Another process may have put a new key in front. */
  #refresh(): void {
    const keys = this.#changed?.();
    if (keys !== undefined) this.#set(keys);
  }

  #set(keys: readonly Buffer[]): void {
    const [first] = keys;
    if (first === undefined || keys.some((key) => key.length !== keyBytes)) throw secretErrors.badKey();
    this.#keys = new Map(keys.map((key) => [idOf(key), createSecretKey(key)]));
    this.#current = idOf(first);
  }
}

/**
 * Keys in a file, one in base64 per line, the current one first. A missing file is created with a new key. A key that is
 * put into the file later is noticed.
 */
export function loadKeyring(source: { readonly file: string; readonly text?: string | undefined }): Keyring {
  const { file, text } = source;
  if (text !== undefined) return new Keyring(keysOf(text));
  if (!existsSync(file)) createKeyFile(file);
  let seen = stampOf(file);
  return new Keyring(keysOf(readFileSync(file, 'utf8')), () => {
    const now = stampOf(file);
    if (now === seen || now === '') return undefined;
    seen = now;
    return keysOf(readFileSync(file, 'utf8'));
  });
}

/** Whole or not at all, whenever the process is killed; the first one counts when several servers start together. */
function createKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function keysOf(text: string): readonly Buffer[] {
  return text
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line, 'base64'));
}

/** Another one for another content; empty when the file is gone. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? '' : `${found.ino}-${found.size}-${found.mtimeNs}`;
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
