import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text that goes into links, cookies and headers. */
export function newSecret(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a secret with 256 random bits; a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
