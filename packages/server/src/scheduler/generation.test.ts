import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { instancePolicySchema, scheduleSchema, type InstancePolicy } from '../contract/schedule.ts';
import { dueRunDates, generate, generateOnDeployment, instanceKey, type GeneratedJob } from './generation.ts';

const berlin = (text: string, offset = '+01:00') => Date.parse(`${text}${offset}`);

function job(
  cycle: z.input<typeof scheduleSchema>['cycle'],
  rest: Partial<GeneratedJob> & { readonly policyOf?: Partial<InstancePolicy> } = {},
): GeneratedJob {
  const { policyOf, ...fields } = rest;
  return {
    job: 'orders',
    schedule: scheduleSchema.parse({ cycle, timeZone: 'Europe/Berlin' }),
    policy: { ...instancePolicySchema.parse({}), ...policyOf },
    deployedAt: berlin('2026-01-10T10:00'),
    ...fields,
  };
}

const hourly = { kind: 'hour', hours: { from: 0, to: 23 } } as const;

describe('run dates that are due', () => {
  test.each<[name: string, deployed: string, last: string | undefined, now: string, expected: readonly string[]]>([
    ['before the night run nothing', '2026-01-10T10:00', undefined, '2026-01-10T23:29:59', []],
    ['from 23:30 the next day', '2026-01-10T10:00', undefined, '2026-01-10T23:30', ['2026-01-11']],
    ['deployed just before 23:30', '2026-01-10T23:29:59', undefined, '2026-01-10T23:30', ['2026-01-11']],
    ['deployed at 23:30: the day after', '2026-01-10T23:30', undefined, '2026-01-11T23:29', []],
    ['deployed at 23:30: the day after, next night', '2026-01-10T23:30', undefined, '2026-01-11T23:30', ['2026-01-12']],
    ['made already', '2026-01-10T10:00', '2026-01-12', '2026-01-11T23:45', []],
    [
      'three days down',
      '2026-01-10T10:00',
      '2026-01-20',
      '2026-01-23T09:00',
      ['2026-01-21', '2026-01-22', '2026-01-23'],
    ],
    ['over the end of a year', '2026-01-10T10:00', '2026-12-30', '2026-12-31T23:31', ['2026-12-31', '2027-01-01']],
    ['the clock was set back', '2026-01-10T10:00', '2026-01-20', '2026-01-15T12:00', []],
    [
      'deployed again after a pause: not the days between',
      '2026-03-01T10:00',
      '2026-01-20',
      '2026-03-01T23:30',
      ['2026-03-02'],
    ],
  ])('%s', (_, deployed, lastRunDate, now, expected) => {
    const generated = job({ kind: 'day' }, { deployedAt: berlin(deployed), lastRunDate });
    expect(dueRunDates(generated, berlin(now))).toEqual(expected);
  });

  test('within the effective dates only', () => {
    const generated = job({ kind: 'day' }, { lastRunDate: '2026-01-10' });
    const schedule = { ...generated.schedule, effectiveFrom: '2026-01-12', effectiveTo: '2026-01-13' };
    expect(dueRunDates({ ...generated, schedule }, berlin('2026-01-20T12:00'))).toEqual(['2026-01-12', '2026-01-13']);
  });

  test('the night is that of the schedule’s zone', () => {
    const generated = job({ kind: 'day' });
    const schedule = { ...generated.schedule, timeZone: 'Asia/Shanghai' };
    const night = Date.parse('2026-01-10T15:30Z');
    expect(dueRunDates({ ...generated, schedule }, night)).toEqual(['2026-01-11']);
    expect(dueRunDates(generated, night)).toEqual([]);
  });
});

test('an instance is made once, with all that is known of it', () => {
  const generated = job({ kind: 'day', time: '03:00' });
  const now = berlin('2026-01-10T23:30');
  const { instances: made } = generate(generated, now, new Set());
  expect(made).toEqual([
    {
      job: 'orders',
      cycleTime: '20260111030000',
      plannedAt: berlin('2026-01-11T03:00'),
      businessDate: '2026-01-10',
      kind: 'real',
      state: 'notRun',
      isFrozen: false,
      isExpired: false,
    },
  ]);
  expect(generate(generated, now, new Set(['scheduled/20260111030000/orders'])).instances).toEqual([]);
});

test.each<[InstancePolicy['recurrence'], object]>([
  ['normal', { kind: 'real', isFrozen: false }],
  ['skip', { kind: 'dryRun', isFrozen: false }],
  ['pause', { kind: 'real', isFrozen: true }],
])('recurrence %s', (recurrence, expected) => {
  const { instances: made } = generate(
    job({ kind: 'day' }, { policyOf: { recurrence } }),
    berlin('2026-01-10T23:30'),
    new Set(),
  );
  expect(made).toMatchObject([{ ...expected, state: 'notRun' }]);
});

describe('after three days of downtime', () => {
  const now = berlin('2026-01-23T02:30');
  const realOnes = (catchUp: InstancePolicy['catchUp']) => {
    const { instances: made } = generate(
      job(hourly, { lastRunDate: '2026-01-20', policyOf: { catchUp } }),
      now,
      new Set(),
    );
    expect(made).toHaveLength(72);
    expect(made.every(({ state, isExpired }) => (state === 'success') === isExpired)).toBe(true);
    const missed = made.filter(({ plannedAt, isExpired }) => plannedAt < now && !isExpired);
    expect(made.filter(({ plannedAt, isExpired }) => plannedAt >= now && !isExpired)).toHaveLength(21);
    return missed.map(({ cycleTime }) => cycleTime.slice(0, 10));
  };
  test('all missed ones run', () => expect(realOnes('all')).toHaveLength(51));
  test('only the latest missed one runs', () => expect(realOnes('latest')).toEqual(['2026012302']));
  test('none of the missed runs', () => expect(realOnes('none')).toEqual([]));
});

test('the latest of a weekly job is its last chosen day, not a dry run', () => {
  const weekly = job(
    { kind: 'week', weekdays: ['MON'] },
    { lastRunDate: '2026-01-15', policyOf: { catchUp: 'latest' } },
  );
  const { instances: made } = generate(weekly, berlin('2026-01-23T12:00'), new Set());
  expect(made.filter(({ isExpired }) => !isExpired).map(({ cycleTime }) => cycleTime)).toEqual(['20260119000000']);
});

describe('immediate generation', () => {
  const at = berlin('2026-01-10T10:00');
  const immediate = job(
    { kind: 'minute', every: 10, from: '09:50', to: '10:30' },
    { policyOf: { generation: 'immediate' } },
  );
  const brief = (made: readonly { cycleTime: string; isExpired: boolean; state: string }[]) =>
    made.map(
      ({ cycleTime, isExpired, state }) => `${cycleTime.slice(8, 12)} ${isExpired ? 'expired' : 'real'} ${state}`,
    );

  test('ten minutes ahead are real, earlier ones are complete', () => {
    expect(brief(generateOnDeployment(immediate, { at, existing: [] }).make)).toEqual([
      '0950 expired success',
      '1000 expired success',
      '1010 real notRun',
      '1020 real notRun',
      '1030 real notRun',
    ]);
  });

  test('waiting ones are replaced, started and nearer ones stay', () => {
    const existing = [
      { cycleTime: '20260110095000', plannedAt: berlin('2026-01-10T09:50'), state: 'success' },
      { cycleTime: '20260110100000', plannedAt: berlin('2026-01-10T10:00'), state: 'notRun' },
      { cycleTime: '20260110102000', plannedAt: berlin('2026-01-10T10:20'), state: 'waitTime' },
      { cycleTime: '20260110103000', plannedAt: berlin('2026-01-10T10:30'), state: 'running' },
      { cycleTime: '20260110114500', plannedAt: berlin('2026-01-10T11:45'), state: 'notRun' },
    ] as const;
    const { make, remove } = generateOnDeployment(immediate, { at, existing });
    expect(remove).toEqual(['20260110102000', '20260110114500']);
    expect(brief(make)).toEqual(['1010 real notRun', '1020 real notRun']);
  });

  test.each([
    ['2026-01-10T23:29:59', 5],
    ['2026-01-10T23:30:00', 0],
    ['2026-01-10T23:59:59', 0],
    ['2026-01-11T00:00:00', 5],
  ])('deployed at %s: %i instances', (text, count) => {
    expect(generateOnDeployment(immediate, { at: berlin(text), existing: [] }).make).toHaveLength(count);
  });

  test('jobs that begin the next day make none', () => {
    expect(generateOnDeployment(job(hourly), { at, existing: [] })).toEqual({ make: [], remove: [] });
  });
});

test.each([
  ['Europe/Berlin', '2026-03-20', '2026-04-05', 384], // run dates 21 March to 5 April
  ['America/New_York', '2026-10-25', '2026-11-10', 408], // 25 October, as it is still the 24th there, to 10 November
  ['Asia/Shanghai', '2027-12-20', '2028-03-05', 1848], // 21 December to 6 March
])('in %s any order of calls, with restarts in between, makes each instance once', (timeZone, from, to, count) => {
  const generated = job(hourly, { deployedAt: Date.parse(`${from}T00:00Z`) });
  const zoned = { ...generated, schedule: { ...generated.schedule, timeZone } };
  const end = Date.parse(`${to}T20:00Z`);
  const steps = Array.from(
    { length: 8 },
    (_, index) => zoned.deployedAt + ((end - zoned.deployedAt) * (index + 1)) / 8,
  );
  const once = makeAll(zoned, [end]);
  expect(once).toHaveLength(count);
  expect(new Set(once).size).toBe(count);
  expect(makeAll(zoned, steps)).toEqual(once);
  expect(makeAll(zoned, [end, ...steps])).toEqual(once);
  expect(
    makeAll(
      zoned,
      [4, 1, 7, 1].map((index) => steps[index]!),
    ),
  ).toEqual(once);
});

/** Keys of all instances; each call has forgotten what was the last run date, as after a crash. */
function makeAll(generated: GeneratedJob, calls: readonly number[]): readonly string[] {
  const made: string[] = [];
  for (const now of calls) {
    let lastRunDate: string | undefined;
    do {
      const { instances, runDates } = generate({ ...generated, lastRunDate }, now, new Set(made));
      made.push(...instances.map((each) => instanceKey(each)));
      lastRunDate = runDates.at(-1);
    } while (lastRunDate !== undefined);
  }
  return made.toSorted();
}
