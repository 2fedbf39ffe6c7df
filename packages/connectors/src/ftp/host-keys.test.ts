import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Parameter } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test, vi } from 'vitest';
import { hostKeyRule } from './host-keys.ts';
import { connectionOf } from './test-connection.ts';

const base64 = 'AAAAC3NzaC1lZDI1NTE5AAAAIMAbb+kHUJy4GtOzpVSoM2klHXylA7lUrgfi4tXv4mxC';
const key = Buffer.from(base64, 'base64');
const fingerprint = 'SHA256:tFPlOv9/V0efHCENF2nD3V7A4kDBlh7w5HsWm3HouFg';
const otherKey = Buffer.concat([key.subarray(0, -1), Buffer.from([1])]);

function rule(parameter: Parameter) {
  return hostKeyRule(connectionOf({ protocol: 'sftp', host: 'files.example.com', ...parameter }));
}

test('a key is known by its fingerprint, by its text, and by a file', async () => {
  const path = join(temporaryFolder(), 'known_hosts');
  writeFileSync(path, `files.example.com ssh-ed25519 ${base64}\n`);
  const known: Parameter[] = [
    { hostKey: fingerprint },
    { hostKey: fingerprint.slice(7) },
    { hostKey: ['SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8', fingerprint] },
    { hostKey: `ssh-ed25519 ${base64} a comment` },
    { knownHosts: path },
    { knownHosts: `files.example.com ssh-ed25519 ${base64}` },
    { trustAnyHostKey: true },
  ];
  for (const parameter of known) expect((await rule(parameter)).refusalOf(key)).toBeUndefined();
});

test('an unknown key is refused with its fingerprint', async () => {
  const { refusalOf } = await rule({ knownHosts: 'other.example.com ssh-ed25519 AAAAother' });
  expect(refusalOf(key)).toMatchObject({
    code: 'FTP_HOST_KEY_UNKNOWN',
    message: `The host key of files.example.com:22 is not known: ssh-ed25519 ${fingerprint}.`,
  });
});

test('another key than the known one is refused as such, also a revoked one', async () => {
  const others: Parameter[] = [
    { hostKey: fingerprint },
    { knownHosts: `files.example.com ssh-ed25519 ${base64}` },
    { knownHosts: `@revoked * ssh-ed25519 ${otherKey.toString('base64')}` },
  ];
  for (const parameter of others)
    expect((await rule(parameter)).refusalOf(otherKey)).toMatchObject({ code: 'FTP_HOST_KEY_DIFFERS' });
});

test('without a setting the known hosts of the user count', async () => {
  const home = temporaryFolder();
  vi.stubEnv('HOME', home);
  try {
    expect((await rule({})).refusalOf(key)).toMatchObject({ code: 'FTP_HOST_KEY_UNKNOWN' });
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh', 'known_hosts'), `files.example.com ssh-ed25519 ${base64}\n`);
    expect((await rule({})).refusalOf(key)).toBeUndefined();
  } finally {
    vi.unstubAllEnvs();
  }
});

test('the server is asked for the kind of key that is known first', async () => {
  const known = Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa')]).toString('base64');
  const { algorithms } = await rule({ knownHosts: `files.example.com ssh-rsa ${known}` });
  expect(algorithms.slice(0, 4)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa', 'ssh-ed25519']);
});

test('settings that make no sense are refused', async () => {
  await expect(rule({ hostKey: 'MD5:aa:bb' })).rejects.toMatchObject({
    code: 'FTP_SETTING_INVALID',
    message:
      'The value of "hostKey" is not valid: it is neither a fingerprint "SHA256:…" nor a public key "ssh-ed25519 AAAA…".',
  });
  await expect(rule({ knownHosts: '/nowhere/known_hosts' })).rejects.toMatchObject({
    message: 'The value of "knownHosts" is not valid: the file "/nowhere/known_hosts" cannot be read.',
  });
});
