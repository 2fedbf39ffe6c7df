import { expect, test } from 'vitest';
import { changesOf, clashes, rebase, type JobDraft } from './job-draft.ts';

const base: JobDraft = {
  script: '{}',
  parameters: '',
  schedule: null,
  folder: 'sales',
  description: '',
  owner: 'ann',
  tags: [],
  group: 'default',
  priority: 1,
};

test('sends only what was changed', () => {
  expect(changesOf(base, { ...base, tags: ['daily'], priority: 1 })).toEqual({ tags: ['daily'] });
});

test('keeps what others changed elsewhere', () => {
  const stored = { ...base, folder: 'finance' };
  const mine = { ...base, script: '{"type":"job"}' };
  expect(rebase(stored, base, mine)).toEqual({ ...base, folder: 'finance', script: '{"type":"job"}' });
  expect(clashes(stored, base, mine)).toEqual([]);
});

test('names what both have changed differently', () => {
  const stored = { ...base, script: '{"a":1}', folder: 'x' };
  expect(clashes(stored, base, { ...base, script: '{"a":2}', folder: 'x' })).toEqual(['script']);
});
