import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test('names each value that changed, was added or was taken out, with its path', () => {
  const before = { name: 'shop', connection: { host: 'a', port: 1 }, tags: ['x'] };
  const after = { name: 'shop', connection: { host: 'b', user: 'ada' }, tags: ['x', 'y'] };
  expect(differences(before, after)).toEqual([
    { path: 'connection.host', before: 'a', after: 'b' },
    { path: 'connection.user', after: 'ada' },
    { path: 'connection.port', before: '1' },
    { path: 'tags', before: '[\n  "x"\n]', after: '[\n  "x",\n  "y"\n]' },
  ]);
});

test('what was made has no before, what was deleted has no after', () => {
  expect(differences(undefined, { name: 'shop' })).toEqual([{ path: 'name', after: 'shop' }]);
  expect(differences({ name: 'shop', owner: null }, undefined)).toEqual([
    { path: 'name', before: 'shop' },
    { path: 'owner', before: 'null' },
  ]);
  expect(differences(undefined, undefined)).toEqual([]);
});
