/** Facts about characters, words and numbers in JSON texts. */
import type { JsonValue } from '../data/batch.ts';

/** Full-width and typographic characters that input methods and word processors put in place of plain ones. */
export const fullWidth: Readonly<Record<string, string>> = {
  '，': ',',
  '、': ',',
  '：': ':',
  '；': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '＂': '"',
  '‘': '"',
  '’': '"',
  '＇': '"',
  '｛': '{',
  '｝': '}',
  '［': '[',
  '］': ']',
  '【': '[',
  '】': ']',
};

/** What follows a backslash, and what it stands for. */
export const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Values that are words. */
export const words: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };

/** True when a JavaScript number keeps every digit that was written. */
export function isExact(number: number, written: string, fractionDigits: number): boolean {
  if (/[eE]/.test(written)) return Number.isFinite(number);
  if (fractionDigits === 0) return Number.isSafeInteger(number);
  return fractionDigits <= 100 && number.toFixed(fractionDigits) === written;
}
