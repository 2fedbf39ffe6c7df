import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { DirtyRecord } from './dirty-store.ts';
import { DirtyStore, dirtyCounter } from './dirty-store.ts';

const record = (ordinal: number): DirtyRecord => ({
  taskId: '0000',
  ordinal,
  stage: 'writer',
  origin: 'orders',
  code: 'TOO_LONG',
  reason: 'does not fit',
  values: { id: ordinal },
});

test('accepts the limit and stops at limit + 1, which is stored too', () => {
  const folder = temporaryFolder();
  const store = new DirtyStore(folder, 2);
  const attempt = store.openAttempt('0000');
  attempt.add(record(1));
  attempt.add(record(2));
  expect(() => attempt.add(record(3))).toThrow('3 dirty records, 2 allowed');
  attempt.keepAsFailed();
  expect(readFileSync(join(folder, '0000.failed.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
});

test('counts the limit over all tasks together', () => {
  const store = new DirtyStore(temporaryFolder(), 1);
  store.openAttempt('0000').add(record(1));
  expect(() => store.openAttempt('0001').add(record(1))).toThrow('2 dirty records, 1 allowed');
});

test('takes back the records of an attempt that is repeated', () => {
  const folder = temporaryFolder();
  const store = new DirtyStore(folder, undefined);
  const attempt = store.openAttempt('0000');
  attempt.add(record(1));
  attempt.discard();
  expect(store.count).toBe(0);
  expect(existsSync(join(folder, '0000.ndjson'))).toBe(false);
});

test('counts the dirty records of the tasks finished before a resume', () => {
  const store = new DirtyStore(temporaryFolder(), 5, dirtyCounter(5));
  expect(() => store.openAttempt('0009').add(record(1))).toThrow('6 dirty records, 5 allowed');
});
