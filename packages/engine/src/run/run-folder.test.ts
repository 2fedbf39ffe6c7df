import { expect, test } from 'vitest';
import { newRunId } from './run-folder.ts';

test('ids of runs sort by their start, also within a second', () => {
  const second = Date.UTC(2026, 10, 21, 3, 59, 59);
  const ids = [0, 1, 15, 16, 255, 256, 999].map((millisecond) => newRunId(second + millisecond));
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[6]).toMatch(/^20261121T035959-3e7[0-9a-f]{5}$/);
});
