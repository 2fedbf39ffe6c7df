import { expect, test } from 'vitest';
import { keysOfHost } from './known-hosts.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIMAbb+kHUJy4GtOzpVSoM2klHXylA7lUrgfi4tXv4mxC';

test('a key belongs to the hosts of its line', () => {
  const file = `# ours\n\nfiles.example.com,10.0.0.7 ssh-ed25519 ${key} by hand\nother.example.com ssh-ed25519 AAAAother\n`;
  expect(keysOfHost(file, 'files.example.com', 22)).toEqual({ trusted: [key], revoked: [] });
  expect(keysOfHost(file, '10.0.0.7', 22).trusted).toEqual([key]);
  expect(keysOfHost(file, 'Files.Example.com', 22).trusted).toEqual([key]);
  expect(keysOfHost(file, 'files.example.org', 22).trusted).toEqual([]);
});

test('another port is another host', () => {
  const file = `[files.example.com]:2222 ssh-ed25519 ${key}\r\n`;
  expect(keysOfHost(file, 'files.example.com', 2222).trusted).toEqual([key]);
  expect(keysOfHost(file, 'files.example.com', 22).trusted).toEqual([]);
});

test('hashed names as ssh-keygen writes them are understood', () => {
  const usual = `|1|t84AdRT8X9hUcXkJTiXEF8boz84=|5+NTO15VWsOAoxl3iAJ7+VnBCUE= ssh-ed25519 ${key}`;
  const onPort = `|1|9OP4JvwnHIMgLBfPQRTeTPvxAxc=|F0kJ3mhffnhfmXyZXwnCzJwCbnE= ssh-ed25519 ${key}`;
  expect(keysOfHost(usual, 'files.example.com', 22).trusted).toEqual([key]);
  expect(keysOfHost(usual, 'other.example.com', 22).trusted).toEqual([]);
  expect(keysOfHost(onPort, 'files.example.com', 2222).trusted).toEqual([key]);
});

test('wildcards match and an exclamation mark takes a host out', () => {
  const file = `*.example.com,!bad.example.com ssh-ed25519 ${key}`;
  expect(keysOfHost(file, 'files.example.com', 22).trusted).toEqual([key]);
  expect(keysOfHost(file, 'bad.example.com', 22).trusted).toEqual([]);
  expect(keysOfHost(file, 'filesXexampleXcom', 22).trusted).toEqual([]);
});

test('revoked keys are told apart and authorities of certificates count for nothing', () => {
  const file = `@revoked * ssh-ed25519 ${key}\n@cert-authority * ssh-ed25519 AAAAauthority\n`;
  expect(keysOfHost(file, 'files.example.com', 22)).toEqual({ trusted: [], revoked: [key] });
});
