import { readFileSync } from 'node:fs';
import type { Access, JsonValue } from '@sluice/core';
import { configErrors } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{(env|file):([^}]+)\}/g;

/**
 * Replaces `${env:NAME}` and `${file:/path}` in every text of a value. A file's last line break is dropped.
 * Throws `CONFIG_SECRET_MISSING` with the reference, never with a value, and what `access` has against a file.
 */
export function resolveSecrets(value: JsonValue, environment: Environment, access?: Access): JsonValue {
  if (typeof value === 'string')
    return value.replace(reference, (whole, kind, name) => lookUp({ whole, kind, name }, environment, access));
  if (Array.isArray(value)) return value.map((item) => resolveSecrets(item, environment, access));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveSecrets(item as JsonValue, environment, access)]),
  );
}

interface Reference {
  readonly whole: string;
  readonly kind: string;
  readonly name: string;
}

function lookUp({ whole, kind, name }: Reference, environment: Environment, access: Access | undefined): string {
  if (kind === 'env') {
    const value = environment[name];
    if (value === undefined) throw configErrors.secretMissing({ reference: whole });
    return value;
  }
  access?.secretFile(name);
  try {
    return readFileSync(name, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw configErrors.secretMissing({ reference: whole }, error);
  }
}
