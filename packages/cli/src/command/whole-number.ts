import { cliErrors } from '../errors.ts';

/** The value of an option that counts something, from 1 on. Throws `CLI_INVALID_SETTING`. */
export function wholeNumber(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? 'from 1 on' : `from 1 to ${max}`;
  throw cliErrors.invalidSetting({ name, value: text, expected: `a whole number ${range}` });
}
