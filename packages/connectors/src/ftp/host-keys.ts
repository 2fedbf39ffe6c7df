import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SluiceError } from '@sluice/core';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { addressOf, type FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import { keysOfHost, type KnownKeys } from './known-hosts.ts';

/** Which servers are taken for the right one. */
export interface HostKeyRule {
  /** Undefined when the key is fine. */
  refusalOf(key: Uint8Array): SluiceError | undefined;
  /** Kinds of keys in the order in which the server is asked for them: a known one first. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
}

/** Throws `FTP_SETTING_INVALID` for a `hostKey` that is none and a `knownHosts` file that cannot be read. */
export async function hostKeyRule(connection: FtpConnection): Promise<HostKeyRule> {
  const { label, port } = addressOf(connection);
  if (connection.trustAnyHostKey) return { refusalOf: () => undefined, algorithms };
  const declared = (connection.hostKey ?? []).filter((entry) => entry.trim() !== '').map(fingerprintOf);
  const known = keysOfHost(await knownHostsText(connection, declared.length > 0), connection.host, port);
  return {
    algorithms: knownFirst(known),
    refusalOf(key) {
      const blob = Buffer.from(key);
      const shown = fingerprint(blob);
      const base64 = blob.toString('base64');
      const values = { host: label, key: `${keyKind(blob)} ${shown}` };
      if (known.revoked.includes(base64)) return errors.hostKeyDiffers(values);
      if (declared.includes(shown) || known.trusted.includes(base64)) return undefined;
      const isOther = declared.length > 0 || known.trusted.length > 0;
      return isOther ? errors.hostKeyDiffers(values) : errors.hostKeyUnknown(values);
    },
  };
}

const algorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

function knownFirst({ trusted }: KnownKeys): readonly ServerHostKeyAlgorithm[] {
  const kinds = new Set(trusted.map((key) => keyKind(Buffer.from(key, 'base64'))));
  const isKnown = (name: string): boolean => kinds.has(name.startsWith('rsa-sha2') ? 'ssh-rsa' : name);
  return [...algorithms.filter(isKnown), ...algorithms.filter((name) => !isKnown(name))];
}

/** `SHA256:…` of a fingerprint or of a public key, as in `hostKey`. */
function fingerprintOf(entry: string): string {
  const text = entry.trim();
  const inKey = /^(?:ssh-|ecdsa-|rsa-)\S+\s+(\S+)/.exec(text)?.[1] ?? /^(AAAA\S+)/.exec(text)?.[1];
  if (inKey !== undefined) return fingerprint(Buffer.from(inKey, 'base64'));
  const digest = /^(?:SHA256:)?([A-Za-z0-9+/]{43})=?$/i.exec(text)?.[1];
  if (digest !== undefined) return `SHA256:${digest}`;
  throw errors.settingInvalid({
    setting: 'hostKey',
    reason: 'it is neither a fingerprint "SHA256:…" nor a public key "ssh-ed25519 AAAA…"',
  });
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Name of the algorithm, with which every public key begins. */
function keyKind(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.toString('latin1', 4, 4 + Math.min(length, 64));
}

/** What is named must be there; what is there by default need not. */
async function knownHostsText({ knownHosts }: FtpConnection, hasDeclared: boolean): Promise<string> {
  const isNamed = knownHosts !== undefined && knownHosts.trim() !== '';
  if (!isNamed && hasDeclared) return '';
  if (isNamed && /\s(ssh|ecdsa)-\S+\sAAAA/.test(knownHosts)) return knownHosts;
  const path = isNamed ? knownHosts.replace(/^~(?=\/)/, homedir()) : join(homedir(), '.ssh', 'known_hosts');
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isNamed) return '';
    throw errors.settingInvalid({ setting: 'knownHosts', reason: `the file "${path}" cannot be read` }, error);
  }
}
