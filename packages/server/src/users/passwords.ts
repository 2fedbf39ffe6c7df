import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { peopleErrors } from './errors.ts';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const hashBytes = 32;

/** Those that everybody tries first, and long enough for the rule. */
const common = [
  'passwordpassword',
  '123456789012',
  'qwertyuiopas',
  'administrator',
  'letmeinletmein',
  'changemechangeme',
];

/** Throws `PEOPLE_WEAK_PASSWORD`. Length is checked by the contract. */
export function checkPassword(password: string, userName: string): void {
  const text = password.toLowerCase();
  if (text.includes(userName.toLowerCase())) throw peopleErrors.weakPassword({ problem: 'it contains the user name' });
  if (new Set(text).size < 5) throw peopleErrors.weakPassword({ problem: 'it has too few different characters' });
  if (common.some((each) => text === each || text === each.repeat(2)))
    throw peopleErrors.weakPassword({ problem: 'it is one of the commonest' });
}

/** `scrypt$N$r$p$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password.normalize('NFKC'), salt, hashBytes, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Takes as long for users without a password, so that nobody learns who exists. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, n = '', r = '', p = '', salt = '', hash = ''] = (stored ?? decoy).split('$');
  const options = { N: Number(n), r: Number(r), p: Number(p), maxmem: cost.maxmem };
  const found = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64'), hashBytes, options);
  return stored !== null && timingSafeEqual(found, Buffer.from(hash, 'base64'));
}

const decoy = ['scrypt', cost.N, cost.r, cost.p, Buffer.alloc(16).toString('base64'), ''].join('$');
