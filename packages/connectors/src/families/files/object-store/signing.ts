/** What the signatures of object stores have in common. Pure. */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Text as URLs and signatures want it: everything but letters, digits and `-._~` as %XX. */
export function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As `encode`, slashes kept. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/');
}

/** Query of a request: values are not encoded yet; undefined makes a name without `=`. */
export type Query = Readonly<Record<string, string | undefined>>;

/** Encoded, sorted by encoded name, `=` also where there is no value when `bareNames` is false. */
export function canonicalQuery(query: Query, bareNames: boolean): string {
  return Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value ?? '')] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' && bareNames ? name : `${name}=${value}`))
    .join('&');
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function hmac(algorithm: 'sha1' | 'sha256', key: string | Uint8Array | KeyObject, text: string): Buffer {
  return createHmac(algorithm, key).update(text).digest();
}

/** Makes keys that are good for one day, place and purpose only, and keeps the last one: it serves for a day. */
export class DerivedKeys {
  #last: { readonly secret: string; readonly scope: string; readonly key: KeyObject } | undefined;

  /** @param scope steps of the derivation with slashes between them. */
  of(secret: string, scope: string): KeyObject {
    if (this.#last?.secret === secret && this.#last.scope === scope) return this.#last.key;
    const bytes = scope.split('/').reduce<string | Uint8Array>((key, step) => hmac('sha256', key, step), secret);
    const key = createSecretKey(bytes as Uint8Array);
    this.#last = { secret, scope, key };
    return key;
  }
}

/** `20260131T235959Z` */
export function compactTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
