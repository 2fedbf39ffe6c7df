import type { JsonValue, Parameter } from '@sluice/core';
import { isSecretName, maskUrls, maskedValue } from '@sluice/core';

/** Shorter texts appear in every other word; replacing them would hide nothing and ruin the output. */
const minLength = 4;

/** The secrets this process knows, and how to take them out of what it prints (invariant 9). */
export class Secrets {
  #texts: readonly string[] = [];

  /** Learns every secret in the parameters of a job or data source, references resolved. */
  learn(parameter: Parameter, environment: Readonly<Record<string, string | undefined>>): void {
    const found = new Set(this.#texts);
    for (const secret of secretsIn(parameter, environment)) {
      const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
      for (const form of forms) if (form.length >= minLength) found.add(form);
    }
    this.#texts = [...found].sort((left, right) => right.length - left.length);
  }

  /** True when the text is a known secret, or the greater part of one. */
  holds(text: string): boolean {
    return text !== '' && this.#texts.some((secret) => secret.includes(text) && text.length * 2 >= secret.length);
  }

  mask(text: string): string {
    let masked = text;
    for (const secret of this.#texts) masked = masked.replaceAll(secret, maskedValue);
    return maskUrls(masked);
  }

  /** A copy of a JSON value with every text in it masked. Keys stay. */
  maskJson<T>(value: T): T {
    if (typeof value === 'string') return this.mask(value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.maskJson(item)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.maskJson(item as unknown)])) as T;
  }
}

function* secretsIn(
  value: JsonValue,
  environment: Readonly<Record<string, string | undefined>>,
  isSecret = false,
): Generator<string> {
  if (typeof value === 'number' && isSecret) yield String(value);
  if (typeof value === 'string') yield* secretsInText(value, environment, isSecret);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    yield* secretsIn(item as JsonValue, environment, isSecret || isSecretName(key));
  }
}

function* secretsInText(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  isSecret: boolean,
): Generator<string> {
  for (const [, name] of text.matchAll(/\$\{env:([^}]+)\}/g)) {
    const value = environment[name as string];
    if (value !== undefined) yield value;
  }
  if (isSecret && !/^\$\{(env|file):[^}]+\}$/.test(text)) yield text;
  const inUrl = /:\/\/[^\s:@/?#]*:([^\s@/]+)@/.exec(text)?.[1];
  if (inUrl !== undefined) yield inUrl;
  for (const [, name, value] of text.matchAll(/[?&;]([\w.-]+)=([^&;\s]+)/g)) {
    if (isSecretName(name as string)) yield value as string;
  }
}
