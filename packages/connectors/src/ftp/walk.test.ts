import { expect, test } from 'vitest';
import { parseGlobs } from '../families/files/glob.ts';
import type { Entry } from './link.ts';
import { walk } from './walk.ts';

type Tree = Readonly<Record<string, readonly Entry[]>>;

const file = (name: string): Entry => ({ name, kind: 'file' });
const folder = (name: string, identity?: string): Entry => ({
  name,
  kind: 'folder',
  ...(identity ? { identity } : {}),
});

async function paths(tree: Tree, pattern: string, maxTraversalLevel = 100): Promise<readonly string[]> {
  const [glob] = parseGlobs(pattern);
  if (glob === undefined) throw new Error('no glob');
  const found = await walk(glob, {
    list: async (path) => tree[path],
    identityOf: async () => 'root',
    maxTraversalLevel,
    signal: new AbortController().signal,
  });
  return found.map(({ path }) => path);
}

test('only folders that can lead to a match are listed', async () => {
  const tree: Tree = {
    '/in': [folder('dt=1'), folder('dt=2'), folder('.trash'), file('a.csv')],
    '/in/dt=1': [file('b.csv'), folder('deeper')],
    '/in/dt=2': [file('c.txt')],
  };
  expect(await paths(tree, '/in/dt=*/*.csv')).toEqual(['/in/dt=1/b.csv']);
});

test('a folder that matches is taken with all below', async () => {
  const tree: Tree = {
    '/in': [folder('a'), folder('b')],
    '/in/a': [folder('c')],
    '/in/a/c': [file('x')],
    '/in/b': [file('y')],
  };
  expect(await paths(tree, '/in/a*')).toEqual(['/in/a/c/x']);
});

test('a missing root has no files, a missing folder below is an error', async () => {
  expect(await paths({}, '/in/*.csv')).toEqual([]);
  await expect(paths({ '/in': [folder('gone')] }, '/in/**')).rejects.toMatchObject({
    code: 'FILES_UNREADABLE',
    message: 'Cannot read "/in/gone": it cannot be opened.',
  });
});

test('a folder within itself is not entered, where the server tells', async () => {
  const tree: Tree = {
    '/in': [folder('self', 'root'), folder('a', 'A'), file('x')],
    '/in/a': [folder('up', 'root'), folder('again', 'A'), file('y')],
  };
  expect(await paths(tree, '/in/**')).toEqual(['/in/a/y', '/in/x']);
});

test('a folder within itself ends at the deepest level, where it does not', async () => {
  const list = { '/in': [folder('self')], '/in/self': [folder('self')], '/in/self/self': [folder('self')] };
  await expect(paths(list, '/in/**', 2)).rejects.toMatchObject({
    code: 'FTP_TOO_DEEP',
    message: '"/in/self/self/self" lies more than 2 folders deep.',
  });
});
