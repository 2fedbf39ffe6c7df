import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '@sluice/core';
import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceOperations, type InstanceOperation } from '../contract/instances.ts';
import { settleRun } from '../scheduler/settle-run.ts';
import { operate, refusalOf } from '../scheduler/transitions.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { descendantsOf } from './graph.ts';
import { operateInstance } from './operations.ts';
import type { InstanceRow } from './rows.ts';
import { makeTestInstances } from './test-instances.ts';
import { giveRun } from './test-runs.ts';
import { operatedOf } from './waiting.ts';

/** Numbers from 0 up to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const contract = {};
const jobs = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe.each([
  ['sqlite', 3],
  ['postgresql', 1],
] as const)('random operations on random graphs on %s', (dialect, graphs) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({ contract, databaseUrl, subjects: () => [] });
  });
  afterAll(() => server.server.close());

  const ground = () => server.server.ground;
  const database = () => ground().store.database;
  const rowsOf = async (projectId: string): Promise<ReadonlyMap<string, InstanceRow>> => {
    const rows = await database().selectFrom('instances').selectAll().where('project_id', '=', projectId).execute();
    return new Map(rows.map((row) => [row.id, row]));
  };

  /** What the scheduler and the workers might do next. */
  async function live(projectId: string, random: () => number): Promise<void> {
    const rows = [...(await rowsOf(projectId)).values()];
    const pick = rows[Math.floor(random() * rows.length)] as InstanceRow;
    const mayBegin = pick.state === 'waitTime' || (pick.state === 'waitResource' && pick.run_id === null);
    if (mayBegin && pick.is_frozen === 0) await giveRun(ground(), pick.id, 'waitResource', { state: 'queued' });
    const runs = await database().selectFrom('runs').selectAll().where('project_id', '=', projectId).execute();
    for (const { id, state, stop } of runs) {
      if (random() < 0.5) continue;
      if (state === 'queued')
        await database().updateTable('runs').set({ state: 'running', claimed_at: 1 }).where('id', '=', id).execute();
      mkdirSync(join(ground().settings.dataFolder, 'state', 'runs', id), { recursive: true });
      const ended = stop === 'kill' ? 'cancelled' : random() < 0.5 ? 'failed' : 'succeeded';
      if (state === 'running')
        await database()
          .updateTable('runs')
          .set({ state: ended, finished_at: 2, engine_run: id })
          .where('id', '=', id)
          .execute();
      await settleRun(ground(), id);
    }
  }

  /** Carries an operation out and compares everything that has changed with the table of transitions. */
  async function check(projectId: string, row: InstanceRow, operation: InstanceOperation, chosen: readonly string[]) {
    const operated = await operatedOf(database(), row);
    const refusal = refusalOf(operation, operated);
    const before = await rowsOf(projectId);
    const order = { projectId, instanceId: row.id, operation, descendants: chosen, userName: 'somebody' };
    const error = await operateInstance(ground(), order).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const after = await rowsOf(projectId);
    if (error !== undefined) {
      expect(error).toBeInstanceOf(SluiceError);
      if (refusal !== undefined && operation !== 'rerunDescendants')
        expect((error as SluiceError).code).toBe(refusal.code);
      expect(after).toEqual(before);
      return;
    }
    expect(refusal).toBeUndefined();
    for (const [id, now] of after) {
      const then = before.get(id) as InstanceRow;
      if (id === row.id) expect(expectedStates(operation, then, operated)).toContain(now.state);
      else if (chosen.includes(id)) expect(['notRun', 'waitTime']).toContain(now.state);
      else if (now.state !== then.state) expect([then.state, now.state]).toEqual(['notRun', 'waitTime']);
      if (now.state === 'waitTime' && then.state === 'notRun') await expectReleased(now);
    }
  }

  function expectedStates(operation: InstanceOperation, then: InstanceRow, operated: Parameters<typeof operate>[1]) {
    const name = operation === 'rerunDescendants' ? 'rerun' : operation;
    const { state = then.state } = operate(name, operated);
    return state === 'notRun' ? ['notRun', 'waitTime'] : [state];
  }

  async function expectReleased(row: InstanceRow): Promise<void> {
    if (row.ignores_parents === 1) return;
    const parents = await database()
      .selectFrom('instance_parents')
      .innerJoin('instances', 'instances.key', 'instance_parents.parent_key')
      .select(['instances.state', 'instances.is_frozen'])
      .where('child_id', '=', row.id)
      .execute();
    for (const parent of parents) expect(parent).toEqual({ state: 'success', is_frozen: 0 });
  }

  /** Never two runs at work for one instance, and none in the queue for a frozen one. */
  async function expectRunsInOrder(projectId: string): Promise<void> {
    const runs = await database()
      .selectFrom('runs')
      .innerJoin('instances', 'instances.id', 'runs.instance_id')
      .select(['runs.instance_id', 'runs.state', 'runs.stop', 'instances.is_frozen', 'instances.run_id', 'runs.id'])
      .where('runs.project_id', '=', projectId)
      .where('runs.state', 'in', ['queued', 'running'])
      .execute();
    expect(new Set(runs.map(({ instance_id }) => instance_id)).size).toBe(runs.length);
    for (const run of runs) expect(run.state === 'queued' && run.is_frozen === 1).toBe(false);
  }

  test('no operation reaches a state that its table forbids, and a refused one changes nothing', async () => {
    let carriedOut = 0;
    for (let seed = 1; seed <= graphs; seed++) {
      const random = randomOf(seed);
      const projectId = `project-${seed}`;
      const ids = await makeTestInstances(
        ground(),
        jobs.map((job, index) => ({
          job: `${job}-${seed}`,
          projectId,
          after: jobs
            .slice(0, index)
            .filter(() => random() < 0.35)
            .map((parent) => `${parent}-${seed}`),
        })),
      );
      for (let step = 0; step < 30; step++) {
        await live(projectId, random);
        const rows = await rowsOf(projectId);
        const row = rows.get(ids[Math.floor(random() * ids.length)] as string) as InstanceRow;
        const operation = instanceOperations[Math.floor(random() * instanceOperations.length)] as InstanceOperation;
        const below = await descendantsOf(database(), row);
        const chosen =
          operation === 'rerunDescendants' ? below.rows.map(({ id }) => id).filter(() => random() < 0.6) : [];
        const versions = [...rows.values()].reduce((sum, { version }) => sum + version, 0);
        await check(projectId, row, operation, chosen);
        const now = [...(await rowsOf(projectId)).values()].reduce((sum, { version }) => sum + version, 0);
        carriedOut += now > versions ? 1 : 0;
        await expectRunsInOrder(projectId);
      }
    }
    // Otherwise nothing was tested.
    expect(carriedOut).toBeGreaterThan(graphs * 5);
  });
});
