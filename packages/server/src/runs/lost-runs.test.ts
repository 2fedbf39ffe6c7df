import { service } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findGroup } from '../resource-groups/groups.ts';
import { TestHouse } from '../scheduler/test-house.ts';
import { newServerId } from '../store/server-id.ts';
import type { Ground } from '../subject.ts';
import { LostRuns } from './lost-runs.ts';
import { claim, enqueue } from './queue.ts';

const leaseMs = 20_000;
const nobody = (_id: string) => false;

describe.each(['sqlite', 'postgresql'] as const)('runs of another server on %s', (dialect) => {
  let house: TestHouse;
  /** The time of day jumps, the monotonic clock does not. */
  let jumpMs: number;
  let other: Ground;
  let lost: LostRuns;
  beforeEach(async () => {
    const url = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    house = await TestHouse.open(url, '2026-03-01T10:00:00Z');
    jumpMs = 0;
    const clock = { ...house.clock, monotonic: house.clock.monotonic, now: () => house.clock.now() + jumpMs };
    other = { ...house.ground, clock, serverId: 'server-2' };
    lost = new LostRuns(other, leaseMs);
  });
  afterEach(() => house.close());

  async function runOn(serverId: string): Promise<string> {
    const { id: groupId } = await findGroup(house.ground.store, 'default');
    await enqueue(house.ground, {
      projectId: 'project-p',
      jobId: null,
      jobName: 'orders',
      jobVersion: null,
      script: '{}',
      variables: {},
      reason: 'manual',
      groupId,
      priority: 1,
      environment: 'production',
      startedBy: null,
    });
    const now = house.clock.now();
    const run = await claim(house.ground.store, { groupId, serverId, slots: 9, now, leaseMs });
    return run?.id ?? '';
  }
  const renew = (id: string) =>
    house.ground.store.database
      .updateTable('runs')
      .set({ lease_until: house.clock.now() + leaseMs })
      .where('id', '=', id)
      .execute();
  const requeue = async (isAtWork = nobody) => (await lost.requeue(isAtWork)).map(({ id }) => id);

  test('are taken when their lease was not renewed for its whole length', async () => {
    const id = await runOn('server-1');
    expect(await requeue()).toEqual([]);
    house.clock.advance(10_000);
    await renew(id);
    expect(await requeue()).toEqual([]);
    house.clock.advance(19_999);
    expect(await requeue()).toEqual([]);
    house.clock.advance(1);
    expect(await requeue()).toEqual([id]);
    expect((await house.runs())[0]).toMatchObject({ state: 'queued', server_id: null });
  });

  test('are not taken because the clock of this one jumps ahead, and are when it was turned back', async () => {
    const id = await runOn('server-1');
    jumpMs = 86_400_000;
    expect(await requeue()).toEqual([]);
    jumpMs = -86_400_000;
    house.clock.advance(20_000);
    expect(await requeue()).toEqual([id]);
  });

  test('are taken at once when its process has ended on this machine', async () => {
    const [id, machine] = newServerId(1).split('.');
    const run = await runOn([id, machine, 2 ** 30, 1].join('.'));
    await runOn(newServerId(1));
    expect(await requeue()).toEqual([run]);
  });

  test('a run of this server whose outcome could not be stored is taken at once; one at work is not', async () => {
    const run = await runOn('server-2');
    expect(await requeue((each) => each === run)).toEqual([]);
    expect(await requeue()).toEqual([run]);
  });

  test('the folder of a run is known before it begins, and stays the same for those who go on', async () => {
    const id = await runOn('server-2');
    expect((await house.runs())[0]?.engine_run).toBe(`20260301T100000-${id}`);
    await requeue();
    house.clock.advance(60_000);
    const again = await house.take();
    expect(again).toMatchObject({ id, attempts: 2, engine_run: `20260301T100000-${id}` });
  });
});
