import { describe, expect, test } from 'vitest';
import { readinessOf, type ParentState, type Surroundings, type WaitingInstance } from './readiness.ts';

const now = Date.UTC(2026, 2, 2, 3);
const instance: WaitingInstance = { state: 'notRun', kind: 'real', plannedAt: now - 1, isFrozen: false };
const around: Surroundings = { now, freeSlots: 1, group: 'default', isProjectScheduling: true };
const parent: ParentState = { job: 'orders', cycleTime: '20260302000000', state: 'success' };
const name = 'Parent orders of 20260302000000';

describe('the way of an instance', () => {
  test.each<[string, Partial<WaitingInstance>, Partial<ParentState>, Partial<Surroundings>, object]>([
    ['runs: parents done, time reached, a slot', {}, {}, {}, { state: 'waitResource', action: 'start', reasons: [] }],
    ['runs at its very time', { plannedAt: now }, {}, {}, { action: 'start' }],
    [
      'waits for a parent',
      {},
      { state: 'running' },
      {},
      {
        state: 'notRun',
        action: 'wait',
        reasons: [
          {
            code: 'parent',
            text: `${name} is not done: it is running.`,
            parent: { job: 'orders', cycleTime: '20260302000000' },
          },
        ],
      },
    ],
    [
      'a failed parent',
      {},
      { state: 'failure' },
      {},
      { state: 'notRun', reasons: [{ code: 'parentFailed', text: `${name} failed.` }] },
    ],
    ['a frozen parent', {}, { isFrozen: true }, {}, { state: 'notRun', reasons: [{ code: 'parentFrozen' }] }],
    [
      'a parent that was never made',
      {},
      { state: undefined },
      {},
      {
        state: 'notRun',
        reasons: [{ code: 'parentMissing', text: `${name} does not exist, so this instance never runs by itself.` }],
      },
    ],
    [
      'too early',
      { plannedAt: now + 60_000 },
      {},
      {},
      {
        state: 'waitTime',
        reasons: [{ code: 'time', text: 'Its time is 2026-03-02T03:01:00.000Z.', until: now + 60_000 }],
      },
    ],
    [
      'parents and time are told together',
      { plannedAt: now + 60_000 },
      { state: 'notRun' },
      {},
      { state: 'notRun', reasons: [{ code: 'parent' }, { code: 'time' }] },
    ],
    [
      'no slot',
      {},
      {},
      { freeSlots: 0 },
      {
        state: 'waitResource',
        action: 'wait',
        reasons: [{ code: 'slot', text: 'All slots of the resource group default are taken.' }],
      },
    ],
    [
      'frozen: stays where it is',
      { state: 'waitTime', isFrozen: true },
      {},
      {},
      { state: 'waitTime', action: 'wait', reasons: [{ code: 'frozen', text: 'It is frozen.' }] },
    ],
    [
      'the project is switched off',
      {},
      {},
      { isProjectScheduling: false },
      { state: 'notRun', reasons: [{ code: 'project', text: 'Scheduling of the project is switched off.' }] },
    ],
    [
      'a dry run succeeds at its time, without a slot',
      { kind: 'dryRun' },
      {},
      { freeSlots: 0 },
      { state: 'success', action: 'succeed' },
    ],
    [
      'a dry run waits for its time',
      { kind: 'dryRun', plannedAt: now + 1 },
      {},
      {},
      { state: 'waitTime', action: 'wait' },
    ],
    ['removed dependencies', { ignoresParents: true }, { state: 'failure' }, {}, { action: 'start' }],
    ['a rerun ignores the time', { ignoresTime: true, plannedAt: now + 1 }, {}, {}, { action: 'start' }],
    [
      'the pause before a retry is kept, also of a rerun',
      { ignoresTime: true, retryAt: now + 1_000 },
      {},
      {},
      {
        state: 'waitTime',
        reasons: [{ code: 'time', text: 'It failed and is tried again at 2026-03-02T03:00:01.000Z.' }],
      },
    ],
    [
      'an earlier day of the backfill',
      {},
      {},
      { earlierDays: [{ businessDate: '2026-02-28', state: 'failure' }] },
      { state: 'notRun', reasons: [{ code: 'earlierDay', text: 'The backfill of 2026-02-28 failed.' }] },
    ],
    [
      'a parent that is rerun takes the child back',
      { state: 'waitTime' },
      { state: 'running' },
      {},
      { state: 'notRun' },
    ],
    [
      'running stays',
      { state: 'running' },
      { state: 'failure' },
      {},
      { state: 'running', action: 'wait', reasons: [] },
    ],
    ['ended stays', { state: 'failure' }, {}, {}, { state: 'failure', action: 'wait', reasons: [] }],
  ])('%s', (_, own, ofParent, ofAround, expected) => {
    const found = readinessOf({ ...instance, ...own }, [{ ...parent, ...ofParent }], { ...around, ...ofAround });
    expect(found).toMatchObject(expected);
  });
});

test('without parents it runs', () => expect(readinessOf(instance, [], around).action).toBe('start'));

test('of very many parents the first twenty are listed and the rest counted', () => {
  const parents = Array.from({ length: 288 }, (_, index) => ({
    ...parent,
    cycleTime: String(index),
    state: 'notRun' as const,
  }));
  const { reasons } = readinessOf(instance, parents, around);
  expect(reasons).toHaveLength(21);
  expect(reasons.at(-1)?.text).toBe('268 more parents are not done.');
});
