import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** 10 characters of time and 16 random ones: sorts by creation, cannot be guessed. */
export function newId(now: number): string {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32))
    time = `${alphabet[rest % 32]}${time}`;
  return time + [...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('');
}
