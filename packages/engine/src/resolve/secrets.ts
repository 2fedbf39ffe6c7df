import { readFileSync } from 'node:fs';
import type { JsonValue } from '@sluice/core';
import { configErrors } from '../errors.ts';

const reference = /\$\{(env|file):([^}]+)\}/g;

/**
 * Replaces `${env:NAME}` and `${file:/path}` in every text of a value. A file's last line break is dropped.
 * Throws `CONFIG_SECRET_MISSING` with the reference, never with a value.
 */
export function resolveSecrets(value: JsonValue, environment: Readonly<Record<string, string | undefined>>): JsonValue {
  if (typeof value === 'string')
    return value.replace(reference, (whole, kind, name) => lookUp(whole, kind, name, environment));
  if (Array.isArray(value)) return value.map((item) => resolveSecrets(item, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveSecrets(item as JsonValue, environment)]),
  );
}

function lookUp(
  whole: string,
  kind: string,
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (kind === 'env') {
    const value = environment[name];
    if (value === undefined) throw configErrors.secretMissing({ reference: whole });
    return value;
  }
  try {
    return readFileSync(name, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw configErrors.secretMissing({ reference: whole }, error);
  }
}
