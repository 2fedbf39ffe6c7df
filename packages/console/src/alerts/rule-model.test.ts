import { expect, test } from 'vitest';
import { limitOf, newRule, newTriggers, ruleBodyOf, withLimit } from './rule-model.ts';

test('the limit of a trigger is read and changed by its own name', () => {
  expect(limitOf(newTriggers.unfinished)).toEqual({ name: 'by', value: '08:00' });
  expect(withLimit(newTriggers.runsLongerThan, '90')).toEqual({ kind: 'runsLongerThan', minutes: 90 });
  expect(withLimit(newTriggers.failed, '90')).toEqual({ kind: 'failed' });
});

test('what the server has added to a rule is not sent back', () => {
  const stored = { ...newRule, name: 'a', id: '1', version: 3, changedAt: '2026-11-21T00:00:00Z' };
  expect(Object.keys(ruleBodyOf(stored))).not.toContain('version');
});
