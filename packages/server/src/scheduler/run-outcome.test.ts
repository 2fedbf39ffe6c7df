import { expect, test } from 'vitest';
import { instancePolicySchema, type InstancePolicy } from '../contract/schedule.ts';
import { afterAttempt, deadlineOf, type EndedAttempt } from './run-outcome.ts';

const at = 1_000_000;

test.each<[Partial<EndedAttempt>, Partial<InstancePolicy>, object]>([
  [{ outcome: 'succeeded' }, {}, { state: 'success', text: 'It succeeded.' }],
  [{}, {}, { state: 'waitTime', retryAt: at + 180_000, text: 'Attempt 1 of 4 failed; the next one follows in 180 s.' }],
  [
    { attempt: 3 },
    {},
    { state: 'waitTime', retryAt: at + 180_000, text: 'Attempt 3 of 4 failed; the next one follows in 180 s.' },
  ],
  [{ attempt: 4 }, {}, { state: 'failure', text: 'It failed after 4 attempts.' }],
  [{}, { retries: 0 }, { state: 'failure', text: 'It failed.' }],
  [
    {},
    { rerun: 'onFailure', retryIntervalMs: 0 },
    { state: 'waitTime', retryAt: at, text: 'Attempt 1 of 4 failed; the next one follows in 0 s.' },
  ],
  [{}, { rerun: 'never' }, { state: 'failure', text: 'It failed; its job is set never to be rerun.' }],
  [{ outcome: 'killed' }, {}, { state: 'failure', text: 'It was killed.' }],
  [{ outcome: 'timedOut' }, {}, { state: 'failure', text: 'It ran longer than 14400 s and was killed.' }],
])('%j with %j', (attempt, policy, expected) => {
  const ended = { outcome: 'failed', attempt: 1, endedAt: at, ...attempt } as const;
  expect(afterAttempt(ended, { ...instancePolicySchema.parse({}), ...policy })).toEqual(expected);
});

test('four hours of running time by default', () => {
  expect(deadlineOf(at, instancePolicySchema.parse({}))).toBe(at + 4 * 3_600_000);
});
