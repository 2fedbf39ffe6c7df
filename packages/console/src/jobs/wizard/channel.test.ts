import { expect, test } from 'vitest';
import { dirtyPolicyOf, rateOf, withDirtyPolicy, withRate, withSpeed, withTimeZone } from './channel.ts';

test('reads every way to write the limit of dirty records', () => {
  expect(dirtyPolicyOf({ errorLimit: { record: 0 } })).toEqual({ kind: 'none' });
  expect(dirtyPolicyOf({ errorLimit: { record: '10' } })).toEqual({ kind: 'count', records: 10 });
  expect(dirtyPolicyOf({ errorLimit: { percentage: 0.02 } })).toEqual({ kind: 'share', percent: 2 });
  expect(dirtyPolicyOf({ errorLimit: { record: 5, strategy: 'ZeroTolerance' } })).toEqual({ kind: 'none' });
  expect(dirtyPolicyOf({})).toEqual({ kind: 'any' });
});

test.each([
  [{ kind: 'none' }, { record: 0 }],
  [{ kind: 'count', records: 7 }, { record: 7 }],
  [{ kind: 'share', percent: 0.5 }, { percentage: 0.005 }],
  [{ kind: 'any' }, { strategy: 'Ignore' }],
] as const)('writes %j', (policy, errorLimit) => {
  expect(withDirtyPolicy({ errorLimit: { record: 3, percentage: 1 } }, policy)).toEqual({ errorLimit });
});

test('keeps what the form does not show', () => {
  const setting = {
    speed: { concurrent: 2, byte: 100 },
    executeMode: 'distribute',
    errorLimit: { note: 'x', record: 1 },
  };
  expect(withDirtyPolicy(setting, { kind: 'none' })).toEqual({ ...setting, errorLimit: { note: 'x', record: 0 } });
  expect(withSpeed(setting, { concurrent: undefined }).speed).toEqual({ byte: 100 });
});

test('a rate without a throttle is no limit', () => {
  expect(rateOf({ speed: { throttle: false, mbps: 5 } })).toBeUndefined();
  expect(rateOf(withRate({}, 5))).toBe(5);
  expect(withRate({ speed: { concurrent: 1, throttle: true, mbps: 5 } }, undefined)).toEqual({
    speed: { concurrent: 1, throttle: false },
  });
});

test('a zone that is taken away leaves nothing behind', () => {
  const set = withTimeZone({}, 'Europe/Berlin');
  expect(set).toEqual({ common: { column: { timeZone: 'Europe/Berlin' } } });
  expect(withTimeZone(set, undefined)).toEqual({});
});

test('a variable in the place of a number stays', () => {
  expect(dirtyPolicyOf({ errorLimit: { record: '${most}' } })).toEqual({ kind: 'count', records: '${most}' });
  expect(dirtyPolicyOf({ errorLimit: { percentage: '${share}' } })).toEqual({ kind: 'share', percent: '${share}' });
  expect(rateOf({ speed: { throttle: true, mbps: '${rate}' } })).toBe('${rate}');
});
