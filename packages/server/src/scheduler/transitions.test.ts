import { describe, expect, test } from 'vitest';
import { instanceStates } from '../contract/schedule.ts';
import { operate, operations, refusalOf, type OperatedInstance, type OperationName } from './transitions.ts';

const plain: Omit<OperatedInstance, 'state'> = { isFrozen: false, areParentsDone: false, rerun: 'always' };

/** In the order notRun, waitTime, waitResource, running, success, failure: the state after, `=` for no change, or `-`. */
const table: Readonly<Record<Exclude<OperationName, 'unfreeze'>, string>> = {
  kill: '- failure failure failure - -',
  rerun: 'waitResource - - - waitResource waitResource',
  rerunDescendants: 'notRun - - - notRun notRun',
  resume: '- - - - - waitResource',
  setSuccess: '- - - - - success',
  freeze: '= = = = - -',
  removeDependencies: '= - - - - -',
};

function after(name: OperationName, instance: OperatedInstance): string {
  if (refusalOf(name, instance) !== undefined) return '-';
  return operate(name, instance).state ?? '=';
}

test.each(Object.entries(table))('%s: %s', (name, expected) => {
  const found = instanceStates.map((state) => after(name as OperationName, { ...plain, state }));
  expect(found.join(' ')).toBe(expected);
});

describe('unfreeze', () => {
  const row = (rest: Partial<OperatedInstance>) =>
    instanceStates.map((state) => after('unfreeze', { ...plain, state, ...rest })).join(' ');
  test('with unfinished parents it goes on', () => expect(row({ isFrozen: true })).toBe('= = = = = ='));
  test('with all parents done a waiting one has failed: a person decides', () =>
    expect(row({ isFrozen: true, areParentsDone: true })).toBe('failure failure failure = = ='));
  test('what is not frozen', () => expect(row({})).toBe('- - - - - -'));
});

test.each<[OperatedInstance['rerun'], string]>([
  ['always', 'waitResource waitResource waitResource'],
  ['onFailure', 'waitResource - waitResource'],
  ['never', 'waitResource - -'],
])('rerun policy %s, of not run, success, failure: %s', (rerun, expected) => {
  const states = ['notRun', 'success', 'failure'] as const;
  expect(states.map((state) => after('rerun', { ...plain, state, rerun })).join(' ')).toBe(expected);
});

test.each<[OperationName, Partial<OperatedInstance>, string]>([
  ['kill', { state: 'success' }, 'Cannot kill it: it has succeeded.'],
  [
    'kill',
    { state: 'notRun' },
    'Cannot kill it: it still waits for its parents; there is nothing to kill. Freeze it instead.',
  ],
  ['rerun', { state: 'running' }, 'Cannot rerun it: it waits or runs. Kill it first.'],
  [
    'rerun',
    { state: 'success', rerun: 'onFailure' },
    'Cannot rerun it: its job is set to be rerun only after a failure.',
  ],
  ['rerun', { state: 'failure', rerun: 'never' }, 'Cannot rerun it: its job is set never to be rerun.'],
  ['setSuccess', { state: 'waitTime' }, 'Cannot set it to success: it is waiting for its time.'],
  ['freeze', { state: 'notRun', isFrozen: true }, 'Cannot freeze it: it is frozen already.'],
  ['unfreeze', { state: 'notRun' }, 'Cannot unfreeze it: it is not frozen.'],
  [
    'removeDependencies',
    { state: 'waitTime' },
    'Cannot remove its dependencies: its parents are done; it waits for its time.',
  ],
])('%s of %j is refused: %s', (name, rest, message) => {
  const instance: OperatedInstance = { ...plain, state: 'notRun', ...rest };
  expect(() => operate(name, instance)).toThrow(expect.objectContaining({ code: 'OPERATION_NOT_ALLOWED', message }));
});

test('the hint names the states in which it is possible', () => {
  const refusal = refusalOf('kill', { ...plain, state: 'failure' });
  expect(refusal?.hint).toBe(
    'It is possible for instances that are waiting for their time, waiting for a slot, running.',
  );
});

test('every refusal says why in a sentence', () => {
  const names = Object.keys(operations) as OperationName[];
  const messages = names.flatMap((name) =>
    instanceStates.map((state) => refusalOf(name, { ...plain, state })?.message ?? `Cannot x: y.`),
  );
  expect(messages.filter((message) => !/^Cannot [a-z ]+: .+\.$/.test(message))).toEqual([]);
});

test('in batches: kill, rerun, set success, freeze, unfreeze', () => {
  const inBatches = Object.entries(operations).flatMap(([name, { isBatch }]) => (isBatch ? [name] : []));
  expect(inBatches).toEqual(['kill', 'rerun', 'setSuccess', 'freeze', 'unfreeze']);
});
