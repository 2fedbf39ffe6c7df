import { expect, test } from 'vitest';
import { createAccess } from './limits.ts';
import { hostCheck } from './hosts.ts';

const accessTo = (allowed: readonly string[], denied: readonly string[]) =>
  createAccess({ hosts: { allowed, denied }, fileRoots: [], secretRoots: [], hidden: [] });

test.each([
  ['an address of a denied network', '169.254.169.254', [], ['169.254.0.0/16']],
  ['a name that leads to a denied address', 'localhost', [], ['127.0.0.0/8', '::1']],
  ['a name with a dot at its end', 'localhost.', [], ['localhost']],
  ['a name that is not on the list', 'other.corp', ['*.internal'], []],
  ['an address in another spelling', '::ffff:169.254.169.254', [], ['169.254.0.0/16']],
  ['an address as a number', '2130706433', [], ['127.0.0.0/8']],
  ['the unspecified address', '0.0.0.0', [], ['127.0.0.0/8']],
])('%s is refused', async (_, host, allowed, denied) => {
  await expect(accessTo(allowed, denied).host(host)).rejects.toMatchObject({ code: 'ACCESS_HOST_DENIED' });
});

test('what the rules allow passes', async () => {
  await accessTo(['*.internal'], ['10.0.0.0/8']).host('db.internal');
  await accessTo(['10.0.0.0/8'], []).host('10.1.2.3');
  await accessTo([], []).host('anything.example');
});

test('an address of an allowed name may be connected to, once the name was looked up', () => {
  const permits = hostCheck({ allowed: ['*.internal'], denied: [] });
  expect(permits('10.0.0.7', ['10.0.0.7'])).toBe(false);
  expect(permits('ftp.internal', ['10.0.0.7'])).toBe(true);
  expect(permits('10.0.0.7', ['10.0.0.7'])).toBe(true);
});
