import { expect, test } from 'vitest';
import { findLeaks } from './check-text.ts';

test('finds paths of one machine, with the line', () => {
  expect(findLeaks('docs/a.md', 'one\nsee /work/main/x')).toEqual(['docs/a.md:2: a path of one machine']);
  expect(findLeaks('docs/a.md', 'cd /root/x')).toHaveLength(1);
  expect(findLeaks('docs/a.md', '/home/work/data and ./work/x and /network/x')).toEqual([]);
});

test('finds references to folders outside of the repository', () => {
  expect(findLeaks('a.ts', '// see ../shared/design/x.md')).toHaveLength(1);
  expect(findLeaks('a.ts', 'const shared = 1; // shared by all')).toEqual([]);
});

test('a lockfile names no host, other files may', () => {
  const line = '"resolved": "https://example.org/x.tgz"';
  expect(findLeaks('tools/node/package-lock.json', line)).toHaveLength(1);
  expect(findLeaks('docs/a.json', line)).toEqual([]);
});
