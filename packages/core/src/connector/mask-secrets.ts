/**
 * Masks secrets in parameters before they are shown, logged or stored (invariant 9): values of secret fields, values
 * whose name says secret wherever they stand, and passwords inside of URLs.
 */
import type { JsonValue } from '../data/batch.ts';
import type { Fields } from './fields.ts';
import { shapeOf } from './field-shape.ts';

/** What a masked value looks like; its length says nothing about the secret. */
export const maskedValue = '******';

const secretNames = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secretkey',
  'accesskey',
  'accesskeysecret',
  'token',
  'privatekey',
  'apikey',
  'accountkey',
  'credential',
  'credentials',
  'authorization',
  'cookie',
];

/** True when a key by its name holds a secret: it ends with `password`, `accessKey`, `token` and the like. */
export function isSecretName(key: string): boolean {
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  return secretNames.some((secret) => name.endsWith(secret));
}

/**
 * A copy with every secret masked. References (`${env:NAME}`) and empty values stay, they give nothing away.
 * @param fields of the connector, when it is known.
 */
export function maskSecrets<T extends JsonValue>(value: T, fields?: Fields): T {
  return mask(value, fields) as T;
}

function mask(value: JsonValue, fields: Fields | undefined): JsonValue {
  if (typeof value === 'string') return maskUrls(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => mask(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value as Readonly<Record<string, JsonValue>>).map(([key, member]) => {
    const shape = fieldOf(key, fields);
    const isSecret = shape?.info?.isSecret === true || isSecretName(key);
    return [key, isSecret ? maskWhole(member) : mask(member, shape?.fields)] as const;
  });
  return Object.fromEntries(members);
}

function fieldOf(key: string, fields: Fields | undefined) {
  if (fields === undefined) return undefined;
  const wanted = key.replace(/^\*/, '').toLowerCase();
  const entry = Object.entries(fields).find(([name, field]) => {
    const names = [name, ...(shapeOf(field).info?.aliases ?? [])];
    return names.some((candidate) => candidate.toLowerCase() === wanted);
  });
  return entry === undefined ? undefined : shapeOf(entry[1]);
}

function maskWhole(value: JsonValue): JsonValue {
  if (value === null || value === '') return value;
  if (typeof value === 'string' && /^\$\{[^{}]*\}$/.test(value)) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(maskWhole);
  if (typeof value !== 'object') return maskedValue;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskWhole(member as JsonValue)]));
}

/** A text with the passwords in its URLs masked: `user:password@host`, `?password=…`, `;password=…`, `scott/tiger@`. */
export function maskUrls(text: string): string {
  return text
    .replace(/(:\/\/[^\s:@/?#]*:)([^\s]+)@/g, `$1${maskedValue}@`)
    .replace(/(jdbc:oracle:[a-z]+:[^\s/@]+\/)([^\s]+)@/gi, `$1${maskedValue}@`)
    .replace(/([?&;,]\s*([\w.-]+)\s*=\s*)([^&;\s"']+)/g, (whole, start: string, name: string) =>
      isSecretName(name) ? start + maskedValue : whole,
    );
}
