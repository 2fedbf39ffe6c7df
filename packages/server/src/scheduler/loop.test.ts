import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { service, temporaryFolder } from '@sluice/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { changeInstance, type InstanceChanged } from '../instances/advance.ts';
import { parametersOf } from '../instances/make.ts';
import { resumeRun } from '../runs/control.ts';
import { variablesOf } from '../runs/queue.ts';
import { TestHouse } from './test-house.ts';

const daily = { schedule: { cycle: { kind: 'day', time: '02:00' }, timeZone: 'UTC' } } as const;
const hourly = { schedule: { cycle: { kind: 'hour', hours: { from: 0, to: 23 } }, timeZone: 'UTC' } } as const;

describe.each(['sqlite', 'postgresql'] as const)('the scheduler on %s', (dialect) => {
  const open: TestHouse[] = [];
  const told: InstanceChanged[] = [];
  async function house(start = '2026-03-01T10:00:00Z'): Promise<TestHouse> {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    told.length = 0;
    const made = await TestHouse.open(url, start, { onInstanceChanged: (changed) => void told.push(changed) });
    open.push(made);
    return made;
  }
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  test('the night run makes the next day; an instance begins at its time and ends with its run', async () => {
    const here = await house();
    await here.deploy('orders', { parameters: 'day=$[yyyymmdd-1] token=abc', schedule: daily });
    await here.tick();
    expect(await here.states('orders')).toEqual([]);
    here.at('2026-03-01T23:30:00Z');
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 waitTime']);
    here.at('2026-03-02T01:59:59Z');
    await here.tick();
    expect(await here.runs()).toEqual([]);
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 waitResource']);
    const [queued] = await here.runs();
    expect(queued).toMatchObject({
      reason: 'schedule',
      environment: 'production',
      bizdate: '20260301',
      job_version: 1,
    });
    expect(queued).toMatchObject({ cyctime: '20260302020000', shown_variables: '{"day":"20260301","token":"******"}' });
    expect(variablesOf(here.ground, queued!)).toEqual({ day: '20260301', token: 'abc' });
    here.at('2026-03-02T02:01:00Z');
    const run = await here.take();
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 running']);
    here.at('2026-03-02T02:03:00Z');
    await here.end(run!, { state: 'succeeded', rowsRead: 102, rowsWritten: 100, rowsDirty: 2 });
    await here.tick();
    const [instance] = await here.instances('orders');
    expect(instance).toMatchObject({ state: 'success', rows_read: 102, rows_written: 100, rows_dirty: 2, attempt: 1 });
    expect(instance?.started_at).toBe(Date.parse('2026-03-02T02:01:00Z'));
    expect(instance?.finished_at).toBe(Date.parse('2026-03-02T02:03:00Z'));
    expect(await here.history(instance)).toEqual([
      'Attempt 1 was put into the queue.',
      'Attempt 1 began.',
      'It succeeded.',
    ]);
    expect(told.map(({ before, after }) => `${before.state} ${after.state}`)).toEqual([
      'waitTime waitResource',
      'waitResource running',
      'running success',
    ]);
  });

  test('a child begins only when its parents have succeeded; a failed one holds it, set to success it goes on', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: { ...daily, policy: { retries: 0 } } });
    await here.deploy('totals', { schedule: { ...daily, dependencies: [{ kind: 'sameCycle', job: 'orders' }] } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    expect(await here.states('totals')).toEqual(['20260302020000 notRun']);
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.work({ state: 'failed', error: { code: 'X', message: 'Table "orders"\ndoes not exist.' } });
    await here.tick();
    const [parent] = await here.instances('orders');
    expect(parent).toMatchObject({ state: 'failure', error: 'Table "orders" does not exist.' });
    expect(await here.states('totals')).toEqual(['20260302020000 notRun']);
    await here.ground.store.transaction((transaction) =>
      changeInstance(here.ground, transaction, parent!, { state: 'success' }, { text: 'Set.', userName: 'ann' }),
    );
    expect(await here.states('totals')).toEqual(['20260302020000 waitTime']);
    await here.tick();
    expect(await here.work()).toBe(1);
    expect(await here.states('totals')).toEqual(['20260302020000 success']);
  });

  test('a failed attempt is repeated after the pause, so often as the policy says', async () => {
    const here = await house();
    const policy = { retries: 2, retryIntervalMs: 60_000 };
    await here.deploy('orders', { schedule: { ...daily, policy } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    const failed = { state: 'failed', error: { message: 'No route to host.' } } as const;
    for (const instant of ['02:00:00', '02:01:00', '02:02:00']) {
      here.at(`2026-03-02T${instant}Z`);
      await here.tick();
      expect(await here.work(failed)).toBe(1);
      await here.tick();
      expect(await here.work(failed)).toBe(0);
    }
    const [instance] = await here.instances('orders');
    expect(instance).toMatchObject({ state: 'failure', attempt: 3, error: 'No route to host.' });
    const runs = await here.runs();
    expect(runs.map(({ previous_id }) => previous_id)).toEqual([null, runs[0]?.id, runs[1]?.id]);
    expect(new Set(runs.map(({ instance_id }) => instance_id))).toEqual(new Set([instance?.id]));
  });

  test('an attempt that lasts too long is killed and not repeated', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: { ...daily, policy: { timeoutMs: 60_000 } } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    here.at('2026-03-02T05:00:00Z');
    const run = await here.take();
    await here.tick();
    expect((await here.runs())[0]?.stop).toBeNull();
    here.at('2026-03-02T05:01:00Z');
    await here.tick();
    expect((await here.runs())[0]?.stop).toBe('kill');
    await here.end(run!, { state: 'cancelled' });
    await here.tick();
    const [instance] = await here.instances('orders');
    expect(instance).toMatchObject({ state: 'failure', error: 'It ran longer than 60 s and was killed.' });
  });

  test('a run that somebody cancels in the queue fails its instance', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.ground.store.database
      .updateTable('runs')
      .set({ state: 'cancelled', finished_at: here.clock.now() })
      .execute();
    here.at('2026-03-02T02:00:10Z');
    await here.tick();
    expect((await here.instances('orders'))[0]).toMatchObject({ state: 'failure', error: 'It was killed.' });
  });

  test('off-days are dry runs: they succeed at their time without a run, and let children go on', async () => {
    const here = await house();
    await here.deploy('weekly', {
      schedule: { schedule: { cycle: { kind: 'week', weekdays: ['FRI'], time: '01:00' }, timeZone: 'UTC' } },
    });
    await here.deploy('totals', { schedule: { ...daily, dependencies: [{ kind: 'sameCycle', job: 'weekly' }] } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T01:00:00Z');
    await here.tick();
    expect(await here.states('weekly')).toEqual(['20260302010000 success']);
    expect(await here.states('totals')).toEqual(['20260302020000 waitTime']);
    expect(await here.runs()).toEqual([]);
  });

  test('a job that waits for its own previous cycle begins its first one, and the second after it', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: { ...hourly, dependencies: [{ kind: 'previousSelf' }] } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    const [first, second] = await here.states('orders');
    expect([first, second]).toEqual(['20260302000000 waitTime', '20260302010000 notRun']);
    here.at('2026-03-02T01:00:00Z');
    await here.tick();
    expect(await here.work()).toBe(1);
    await here.tick();
    expect(await here.work()).toBe(1);
    expect((await here.states('orders'))[2]).toBe('20260302020000 waitTime');
  });

  test('what was missed while no server ran is caught up by the policy of each job', async () => {
    const here = await house();
    for (const catchUp of ['all', 'latest', 'none'] as const)
      await here.deploy(catchUp, { schedule: { ...daily, policy: { catchUp } } });
    here.at('2026-03-04T10:00:00Z');
    await here.tick();
    expect(await here.states('all')).toEqual([
      '20260302020000 waitResource',
      '20260303020000 waitResource',
      '20260304020000 waitResource',
    ]);
    expect(await here.states('latest')).toEqual([
      '20260302020000 success',
      '20260303020000 success',
      '20260304020000 waitResource',
    ]);
    expect(await here.states('none')).toEqual([
      '20260302020000 success',
      '20260303020000 success',
      '20260304020000 success',
    ]);
    const expired = (await here.instances('none')).map(({ is_expired }) => is_expired);
    expect(expired).toEqual([1, 1, 1]);
    expect(await here.runs()).toHaveLength(4);
  });

  test('a project that is switched off is still; days that end meanwhile have no instances', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    const scheduling = (flag: number) =>
      here.ground.store.database
        .updateTable('projects')
        .set({ is_scheduling: flag })
        .where('id', '=', 'project-p')
        .execute();
    await scheduling(0);
    here.at('2026-03-04T09:00:00Z');
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 waitTime']);
    await scheduling(1);
    here.at('2026-03-04T09:01:00Z');
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 waitResource', '20260304020000 waitResource']);
  });

  test('an instance whose job left production fails with the reason; waiting ones of the schedule are removed', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: { ...daily, policy: { retries: 1 } } });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.work({ state: 'failed' });
    here.at('2026-03-02T23:31:00Z');
    await here.tick();
    await here.work({ state: 'failed' });
    expect(await here.states('orders')).toEqual(['20260302020000 failure', '20260303020000 waitTime']);
    const [begun] = await here.instances('orders');
    await here.undeploy('orders');
    expect(await here.states('orders')).toEqual(['20260302020000 failure']);
    await here.ground.store.transaction((transaction) =>
      changeInstance(here.ground, transaction, begun!, { state: 'waitResource', attempt: 0 }, { text: 'Rerun.' }),
    );
    await here.tick();
    const [instance] = await here.instances('orders');
    expect(instance?.error).toBe('its job is not deployed any more. Deploy the job, then rerun the instance.');
    expect(instance?.state).toBe('failure');
  });

  test('an instance keeps the parameters it was made with and runs the script that is deployed', async () => {
    const here = await house();
    await here.deploy('orders', { parameters: 'a=old', schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    await here.deploy('orders', { parameters: 'a=new', schedule: daily });
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    const [run] = await here.runs();
    expect(run?.job_version).toBe(2);
    expect(variablesOf(here.ground, run!)).toEqual({ a: 'old' });
    expect(parametersOf(here.ground, (await here.instances('orders'))[0]!)).toEqual({ a: 'old' });
  });

  test('a test instance waits while the scheduled one of the same job and time is at work', async () => {
    const here = await house('2026-03-01T23:40:00Z');
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-02T23:30:00Z');
    await here.tick();
    here.at('2026-03-03T02:00:00Z');
    await here.tick();
    const [scheduled] = await here.instances('orders');
    const { keyring, store } = here.ground;
    const id = `${scheduled!.id}t`;
    const parameters = keyring.encrypt('{}', `instance ${id}`);
    const own = { id, parameters, key: `t/${scheduled!.key}`, kind: 'test', state: 'waitTime', due_at: 0 };
    await store.database
      .insertInto('instances')
      .values({ ...scheduled!, ...own, run_id: null, attempt: 0 })
      .execute();
    await here.tick();
    expect(await here.runs()).toHaveLength(1);
    const run = await here.take();
    await here.tick();
    expect(await here.runs()).toHaveLength(1);
    await here.end(run!, { state: 'succeeded' });
    await here.tick();
    expect((await here.runs()).map(({ reason }) => reason).toSorted()).toEqual(['schedule', 'test']);
  });

  test('a frozen instance stays where it is', async () => {
    const here = await house();
    await here.deploy('paused', { schedule: { ...daily, policy: { recurrence: 'pause' } } });
    await here.deploy('child', { schedule: { ...daily, dependencies: [{ kind: 'sameCycle', job: 'paused' }] } });
    here.at('2026-03-02T03:00:00Z');
    await here.tick();
    expect(await here.states('paused')).toEqual(['20260302020000 notRun']);
    expect(await here.states('child')).toEqual(['20260302020000 notRun']);
    expect(await here.runs()).toEqual([]);
  });

  test('a wake-up that was lost is made good within a minute', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    await here.deploy('totals', { schedule: { ...daily, dependencies: [{ kind: 'sameCycle', job: 'orders' }] } });
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.ground.store.database
      .updateTable('instances')
      .set({ state: 'success' })
      .where('job_name', '=', 'orders')
      .execute();
    await here.tick();
    expect(await here.states('totals')).toEqual(['20260302020000 notRun']);
    here.at('2026-03-02T02:01:00Z');
    await here.tick();
    expect(await here.states('totals')).toEqual(['20260302020000 waitResource']);
  });

  test('a failed run that a person resumes brings its instance back', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: { ...daily, policy: { retries: 0 } } });
    here.at('2026-03-02T02:00:00Z');
    await here.tick();
    await here.work({ state: 'failed' });
    expect(await here.states('orders')).toEqual(['20260302020000 failure']);
    await here.ground.store.database.updateTable('runs').set({ engine_run: 'r' }).execute();
    const dataFolder = temporaryFolder();
    mkdirSync(join(dataFolder, 'state', 'runs', 'r'), { recursive: true });
    const settings = { ...here.ground.settings, dataFolder };
    const [failed] = await here.runs();
    await here.ground.store.transaction((within) => resumeRun({ ...here.ground, settings }, failed!, within));
    const run = await here.take();
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 running']);
    await here.end(run!, { state: 'succeeded' });
    await here.tick();
    expect(await here.states('orders')).toEqual(['20260302020000 success']);
  });

  test('a person who was quicker wins: the change of a state that is past is refused as a whole', async () => {
    const here = await house();
    await here.deploy('orders', { schedule: daily });
    here.at('2026-03-01T23:31:00Z');
    await here.tick();
    const [read] = await here.instances('orders');
    const change = (text: string) =>
      here.ground.store.transaction((transaction) =>
        changeInstance(here.ground, transaction, read!, { isFrozen: true }, { text, userName: 'ann' }),
      );
    await change('Frozen.');
    await expect(change('Frozen again.')).rejects.toMatchObject({ code: 'INSTANCES_CHANGED_MEANWHILE' });
    expect(await here.history(read)).toEqual(['Frozen.']);
  });
});
