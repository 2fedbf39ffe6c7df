import { expect, test } from 'vitest';
import { sealedPath, startedPath } from '../families/files/staged-names.ts';
import { absolutePath, encodePath } from './paths.ts';

test('paths begin at the root, whatever was before it', () => {
  expect(absolutePath('/a//b/./c/')).toBe('/a/b/c');
  expect(absolutePath('hdfs://nn1:8020/a/*.csv')).toBe('/a/*.csv');
  expect(absolutePath('hdfs:///a')).toBe('/a');
  expect(absolutePath('/a/../b')).toBe('/b');
  expect(absolutePath('/')).toBe('/');
  expect(() => absolutePath('a/b')).toThrow('does not begin at the root');
});

test('names of unfinished files begin with a dot', () => {
  expect(startedPath('/out/a.csv')).toBe('/out/.a.csv.sluice-tmp');
  expect(sealedPath('/a.csv')).toBe('/.a.csv.sluice-sealed');
});

test('every character of a name arrives', () => {
  expect(encodePath('/a b/100%/ü?#&+;')).toBe('/a%20b/100%25/%C3%BC%3F%23%26%2B%3B');
});
