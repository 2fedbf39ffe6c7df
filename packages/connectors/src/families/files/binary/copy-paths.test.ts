import { expect, test } from 'vitest';
import { checkCopyPath, copyPaths } from './copy-paths.ts';

const relative = (patterns: readonly string[], ...paths: readonly string[]): readonly string[] => [
  ...copyPaths(
    paths.map((path) => ({ path, version: '' })),
    patterns,
  ).values(),
];

test('paths are kept from the first wildcard on, or below a named folder', () => {
  expect(relative(['/in'], '/in/a/b.jpg', '/in/c')).toEqual(['a/b.jpg', 'c']);
  expect(relative(['/in/'], '/in/a')).toEqual(['a']);
  expect(relative(['/in/a.jpg'], '/in/a.jpg')).toEqual(['a.jpg']);
  expect(relative(['in/20*/x'], 'in/2026/x', 'in/2027/x')).toEqual(['2026/x', '2027/x']);
  expect(relative(['*.jpg'], 'a.jpg')).toEqual(['a.jpg']);
  expect(relative(['**'], 'a/b')).toEqual(['a/b']);
  expect(relative(['/x/{a,b}/c'], '/x/a/c', '/x/b/c')).toEqual(['a/c', 'b/c']);
});

test.each(['../a', 'a/../b', '/a', 'a//b', 'a/', '.', 'a\\b', 'a\0b', ''])('%j is no path of a copy', (path) => {
  expect(() => checkCopyPath(path)).toThrowError(expect.objectContaining({ code: 'FILES_BAD_COPY_PATH' }) as Error);
});
