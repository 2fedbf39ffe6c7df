import { createHmac } from 'node:crypto';

/** What a known-hosts file says about one host. */
export interface KnownKeys {
  /** Public keys in base64, as on the wire. */
  readonly trusted: readonly string[];
  readonly revoked: readonly string[];
}

/** Lines of a known-hosts file (`sshd(8)`) that are about `host` at `port`. Lines for certificates count for nothing. */
export function keysOfHost(file: string, host: string, port: number): KnownKeys {
  const name = (port === 22 ? host : `[${host}]:${port}`).toLowerCase();
  const trusted: string[] = [];
  const revoked: string[] = [];
  for (const line of file.split(/\r?\n/)) {
    const fields = line.trim().split(/\s+/);
    const marker = fields[0]?.startsWith('@') === true ? fields.shift() : undefined;
    const [patterns = '', , key] = fields;
    if (key === undefined || patterns.startsWith('#') || !matchesHost(patterns, name)) continue;
    if (marker === undefined) trusted.push(key);
    if (marker === '@revoked') revoked.push(key);
  }
  return { trusted, revoked };
}

/** `host,[host]:2222,*.example.com,!bad.example.com`, or `|1|salt|hash`. */
function matchesHost(patterns: string, name: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = patterns.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  let isMatch = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const isNegated = pattern.startsWith('!');
    if (!wildcardTest(isNegated ? pattern.slice(1) : pattern).test(name)) continue;
    if (isNegated) return false;
    isMatch = true;
  }
  return isMatch;
}

function wildcardTest(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
