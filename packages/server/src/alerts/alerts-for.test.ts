import { describe, expect, test } from 'vitest';
import type { AlertTrigger } from '../contract/alert.ts';
import { alertsFor, type Moment, type Rule, type Watched } from './alerts-for.ts';
import { deadlineOf } from './deadline.ts';

const at = (text: string): number => Date.parse(text);
const noon = at('2026-11-21T12:00:00Z');

const instance: Watched = {
  kind: 'scheduled',
  id: 'i1',
  jobId: 'j1',
  folder: 'sales/daily',
  phase: 'failed',
  isReal: true,
  occurrence: '1',
  madeAt: at('2026-11-20T23:00:00Z'),
  plan: { cycleTime: '20261121020000', timeZone: 'Europe/Berlin', plannedAt: at('2026-11-21T01:00:00Z') },
  startedAt: at('2026-11-21T01:00:00Z'),
  endedAt: at('2026-11-21T01:30:00Z'),
  rowsWritten: 900,
  rowsDirty: 3,
};

function rule(triggers: readonly AlertTrigger[], changes: Partial<Rule> = {}): Rule {
  return {
    id: 'r1',
    name: 'Rule',
    isEnabled: true,
    scope: { kind: 'project' },
    triggers: [...triggers],
    instanceKinds: ['scheduled'],
    coversManualRuns: false,
    mostPerDay: 100,
    leastIntervalMinutes: 0,
    heldBack: 'summary',
    since: 0,
    ...changes,
  };
}

interface Case {
  readonly watched?: Partial<Watched>;
  readonly moment?: Moment;
  readonly rules?: Partial<Rule>;
  readonly past?: readonly number[];
}

function found(triggers: readonly AlertTrigger[], { watched, moment, rules, past = [] }: Case = {}) {
  const alerts = alertsFor(
    { ...instance, ...watched },
    moment ?? { kind: 'ended', at: noon },
    [rule(triggers, rules)],
    { rowsWritten: past },
  );
  return alerts.map(({ trigger, key, deadline, limit, average }) => ({ trigger, key, deadline, limit, average }));
}
const kinds = (...input: Parameters<typeof found>) => found(...input).map(({ trigger }) => trigger);

describe('what has ended', () => {
  test('an attempt that is retried has failed, the last one is exhausted', () => {
    const both: AlertTrigger[] = [{ kind: 'failed' }, { kind: 'exhausted' }];
    expect(kinds(both, { watched: { phase: 'retrying' } })).toEqual(['failed']);
    expect(kinds(both)).toEqual(['exhausted']);
    expect(kinds([{ kind: 'failed' }])).toEqual(['failed']);
    expect(kinds(both, { watched: { phase: 'succeeded' } })).toEqual([]);
  });

  test('an alert has the same key when it is found again, another one after a rerun', () => {
    expect(found([{ kind: 'exhausted' }])).toEqual([{ trigger: 'exhausted', key: 'r1/i1/exhausted/1' }]);
    expect(found([{ kind: 'exhausted' }], { watched: { occurrence: '2' } })[0]?.key).toBe('r1/i1/exhausted/2');
  });

  test('dry runs, and instances made as complete, tell no success', () => {
    const success: AlertTrigger[] = [{ kind: 'succeeded' }, { kind: 'rowsFewerThan', rows: 1_000 }];
    expect(kinds(success, { watched: { phase: 'succeeded' } })).toEqual(['succeeded', 'rowsFewerThan']);
    expect(kinds(success, { watched: { phase: 'succeeded', isReal: false } })).toEqual([]);
  });

  test('limits are passed, not reached', () => {
    const triggers: AlertTrigger[] = [
      { kind: 'dirtyAbove', rows: 3 },
      { kind: 'rowsFewerThan', rows: 900 },
      { kind: 'runsLongerThan', minutes: 30 },
    ];
    const watched = { phase: 'succeeded' } as const;
    expect(found(triggers, { watched })).toEqual([]);
    const worse = { ...watched, rowsDirty: 4, rowsWritten: 899, endedAt: at('2026-11-21T01:30:01Z') };
    expect(found(triggers, { watched: worse })).toMatchObject([
      { trigger: 'dirtyAbove', limit: 3 },
      { trigger: 'rowsFewerThan', limit: 900 },
      { trigger: 'runsLongerThan', limit: 30 },
    ]);
  });

  test.each([
    ['a third less', 600, [900], ['rowsChangedBy']],
    ['a third more', 1_200, [900], ['rowsChangedBy']],
    ['within the limit', 721, [900, 900], []],
    ['exactly the limit', 720, [900], []],
    ['something after nothing', 1, [0, 0], ['rowsChangedBy']],
    ['nothing after nothing', 0, [0], []],
    ['the first one ever', 5, [], []],
  ])('rows changed by more than 20 %%: %s', (_, rowsWritten, past, expected) => {
    const watched = { phase: 'succeeded', rowsWritten } as const;
    expect(kinds([{ kind: 'rowsChangedBy', percent: 20 }], { watched, past })).toEqual(expected);
  });

  test('a rule counts for what happens after it was saved', () => {
    expect(kinds([{ kind: 'exhausted' }], { rules: { since: noon } })).toEqual(['exhausted']);
    expect(kinds([{ kind: 'exhausted' }], { rules: { since: noon + 1 } })).toEqual([]);
  });
});

describe('whom a rule covers', () => {
  test.each([
    [{ kind: 'project' }, true],
    [{ kind: 'job', jobId: 'j1' }, true],
    [{ kind: 'job', jobId: 'j2' }, false],
    [{ kind: 'folder', folder: 'sales' }, true],
    [{ kind: 'folder', folder: 'sales/daily' }, true],
    [{ kind: 'folder', folder: 'sale' }, false],
    [{ kind: 'folder', folder: 'sales/daily/eu' }, false],
  ] as const)('%j: %s', (scope, isCovered) => {
    expect(kinds([{ kind: 'failed' }], { rules: { scope } })).toEqual(isCovered ? ['failed'] : []);
  });

  test('backfills, tests and manual runs only when they are chosen', () => {
    for (const kind of ['backfill', 'test'] as const) {
      expect(kinds([{ kind: 'failed' }], { watched: { kind } })).toEqual([]);
      expect(kinds([{ kind: 'failed' }], { watched: { kind }, rules: { instanceKinds: [kind] } })).toEqual(['failed']);
    }
    const { plan: _, ...manual } = { ...instance, kind: 'manual' as const };
    expect(alertsFor(manual, { kind: 'ended', at: noon }, [rule([{ kind: 'failed' }])], { rowsWritten: [] })).toEqual(
      [],
    );
    const covering = rule([{ kind: 'failed' }], { coversManualRuns: true });
    expect(alertsFor(manual, { kind: 'ended', at: noon }, [covering], { rowsWritten: [] })).toHaveLength(1);
  });
});

describe('the clock', () => {
  const byEight: AlertTrigger[] = [{ kind: 'unfinished', by: '08:00' }];
  // 08:00 in Berlin in winter.
  const eight = at('2026-11-21T07:00:00Z');
  const look = (now: number, since = now - 60_000): Moment => ({ kind: 'clock', at: now, since });

  test('unfinished is told once the time is reached, by the clock of the schedule', () => {
    const watched = { phase: 'waiting' } as const;
    expect(found(byEight, { watched, moment: look(eight - 1) })).toEqual([]);
    expect(found(byEight, { watched, moment: look(eight) })).toEqual([
      { trigger: 'unfinished', key: 'r1/i1/unfinished', deadline: eight },
    ]);
    expect(found(byEight, { watched, moment: look(eight + 60_000) })).toEqual([]);
  });

  test('a failed instance is not finished either, a successful one and a dry run are no matter', () => {
    expect(kinds(byEight, { moment: look(eight) })).toEqual(['unfinished']);
    expect(kinds(byEight, { watched: { phase: 'succeeded' }, moment: look(eight) })).toEqual([]);
    expect(kinds(byEight, { watched: { phase: 'waiting', isReal: false }, moment: look(eight) })).toEqual([]);
  });

  test('after a pause of the server the deadlines in between are told, also of instances made late', () => {
    const watched = { phase: 'waiting' } as const;
    expect(kinds(byEight, { watched, moment: look(eight + 36e5, eight - 36e5) })).toEqual(['unfinished']);
    const madeLate = { ...watched, madeAt: eight + 36e5 - 1_000 };
    expect(kinds(byEight, { watched: madeLate, moment: look(eight + 36e5) })).toEqual(['unfinished']);
  });

  test('an instance that is planned for later is not late', () => {
    const plan = { cycleTime: '20261121220000', timeZone: 'Europe/Berlin', plannedAt: at('2026-11-21T21:00:00Z') };
    expect(kinds(byEight, { watched: { phase: 'waiting', plan }, moment: look(eight) })).toEqual([]);
  });

  test('a run that lasts too long is told while it runs', () => {
    const longRun: AlertTrigger[] = [{ kind: 'runsLongerThan', minutes: 90 }];
    const { endedAt: _, ...running } = { ...instance, phase: 'running' as const };
    const began = instance.startedAt ?? 0;
    const look1 = alertsFor({ ...running, endedAt: undefined }, look(began + 90 * 60_000), [rule(longRun)], {
      rowsWritten: [],
    });
    expect(look1).toEqual([]);
    const look2 = alertsFor({ ...running, endedAt: undefined }, look(began + 90 * 60_000 + 1), [rule(longRun)], {
      rowsWritten: [],
    });
    expect(look2).toMatchObject([{ trigger: 'runsLongerThan', key: 'r1/i1/runsLongerThan', limit: 90 }]);
  });

  test('what has ended is not told by the clock', () => {
    expect(kinds([{ kind: 'exhausted' }, { kind: 'failed' }], { moment: look(eight) })).toEqual([]);
  });
});

test.each([
  ['00:00', '2026-11-20T23:00:00Z'],
  ['23:59', '2026-11-21T22:59:00Z'],
  ['24:00', '2026-11-21T23:00:00Z'],
  ['32:30', '2026-11-22T07:30:00Z'],
  ['47:59', '2026-11-22T22:59:00Z'],
])('%s of the run date is %s', (by, instant) => {
  expect(deadlineOf('20261121020000', 'Europe/Berlin', by)).toBe(at(instant));
});

test.each([
  ['summer time begins', '20260329000000', '02:30', '2026-03-29T01:00:00Z'],
  ['summer time begins on the day after', '20260328000000', '32:00', '2026-03-29T06:00:00Z'],
  ['summer time ends', '20261025000000', '08:00', '2026-10-25T07:00:00Z'],
])('a deadline when %s', (_, cycleTime, by, instant) => {
  expect(deadlineOf(cycleTime, 'Europe/Berlin', by)).toBe(at(instant));
});
