import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { beforeAll, expect, test } from 'vitest';
import { insideCheck } from './files.ts';

const base = realpathSync(temporaryFolder());
const [root, outside] = [join(base, 'root'), join(base, 'outside')];
const inside = insideCheck([root], [join(root, 'private')]);

beforeAll(() => {
  for (const folder of [root, outside, join(root, 'sub'), join(root, 'private')])
    mkdirSync(folder, { recursive: true });
  writeFileSync(join(outside, 'secret'), 'x');
  writeFileSync(join(root, 'a.csv'), '1');
  symlinkSync(outside, join(root, 'out'));
  symlinkSync(join(outside, 'secret'), join(root, 'link'));
  symlinkSync(join(outside, 'not-yet'), join(root, 'dangling'));
  symlinkSync(join(root, 'sub'), join(root, 'in'));
  symlinkSync(join(root, 'circle'), join(root, 'circle'));
});

test.each([
  [root],
  [join(root, 'a.csv')],
  [join(root, 'new', 'folder', 'file')],
  [join(root, 'in', 'b.csv')],
  [`${root}/sub/../a.csv`],
  ['a.csv'],
  ['sub/new.csv'],
])('%s is inside', (path) => {
  expect(inside(path)).toBe(true);
});

test.each([
  ['/etc/passwd'],
  [base],
  [`${root}-other/x`],
  [`${root}/../outside/secret`],
  [`${root}/sub/../../outside/secret`],
  [`${root}/new/../../outside/secret`],
  ['../outside/secret'],
  [join(root, 'link')],
  [join(root, 'out', 'secret')],
  [join(root, 'out', 'new')],
  [`${root}/out/../a.csv`],
  [join(root, 'dangling')],
  [join(root, 'dangling', 'x')],
  [join(root, 'circle')],
  ['/proc/self/root/etc/passwd'],
  ['/proc/self/cwd/../x'],
  ['~/x'],
  [`file:${root}/a.csv`],
  [`${root}/a\0b`],
  [join(root, 'private', 'key')],
])('%s is outside', (path) => {
  expect(inside(path)).toBe(false);
});

test('a root within the hidden folder shows its own files, not its neighbours', () => {
  const check = insideCheck([join(root, 'private', 'files'), '/'], [join(root, 'private')]);
  expect(check(join(root, 'private', 'files', 'x'))).toBe(true);
  expect(check(join(root, 'private', 'secret.key'))).toBe(false);
  expect(check(join(root, 'a.csv'))).toBe(true);
});
