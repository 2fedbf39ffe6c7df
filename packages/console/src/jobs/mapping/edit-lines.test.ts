import { expect, test } from 'vitest';
import { connect, disconnect, openLines } from './edit-lines.ts';

const target = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

test('a new line takes its place in the order of the target', () => {
  const lines = connect(
    [
      { source: 'x', target: 'a' },
      { source: 'z', target: 'c' },
    ],
    target,
    { source: 'y', target: 'b' },
  );
  expect(lines.map((line) => line.target)).toEqual(['a', 'b', 'c']);
});

test('a target has one line: the new one replaces the old one in its place', () => {
  const lines = connect(
    [
      { source: 'x', target: 'a' },
      { source: 'y', target: 'b' },
    ],
    target,
    { source: 'z', target: 'a' },
  );
  expect(lines).toEqual([
    { source: 'z', target: 'a' },
    { source: 'y', target: 'b' },
  ]);
});

test('a column that nobody knows comes last', () => {
  expect(connect([{ source: 'x', target: 'c' }], target, { source: 'y', target: 'q' }).at(-1)?.target).toBe('q');
});

test('removes lines by their positions', () => {
  const lines = openLines(['x', 'y', 'z']);
  expect(disconnect(lines, [0, 2])).toEqual([{ source: 'y', target: null }]);
});
