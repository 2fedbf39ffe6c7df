import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instanceRoutes } from '../contract/instances.ts';
import { instanceKey } from '../scheduler/generation.ts';
import { ensureBuiltIn } from '../resource-groups/groups.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { instanceSubject } from './subject.ts';
import { cycleTimeOf, makeTestInstances } from './test-instances.ts';
import { giveRun } from './test-runs.ts';

const contract = { instances: instanceRoutes };

describe.each(['sqlite', 'postgresql'] as const)('looking at instances on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      subjects: (ground) => [instanceSubject(ground, { wake: () => undefined })],
    });
    await ensureBuiltIn(server.server.ground);
  });
  afterAll(() => server.server.close());

  const viewer = () => server.as('viewer').instances;
  const at = (instance: string, project = 'p') => ({ params: { project, instance } });
  const make: (...wanted: Parameters<typeof makeTestInstances>[1]) => Promise<readonly string[]> = (...wanted) =>
    makeTestInstances(server.server.ground, wanted);

  test('an instance tells its parameters without secrets, and is hidden from other projects', async () => {
    const [id = ''] = await make({ job: 'plain' });
    const detail = await viewer().get(at(id));
    expect(detail).toMatchObject({
      job: 'plain',
      state: 'waitTime',
      cycle: 'day',
      mostAttempts: 4,
      parameters: { day: '20260302', password: '******' },
      waiting: [],
    });
    await expect(viewer().get(at(id, 'q'))).rejects.toMatchObject({ problem: { status: 404 } });
  });

  test('it says why it waits: parents in each state, missing ones, frozen, time', async () => {
    const [failed = '', frozen] = await make(
      { job: 'w-failed', columns: { state: 'failure' } },
      { job: 'w-frozen', columns: { is_frozen: 1 } },
      { job: 'w-done', columns: { state: 'success' } },
    );
    const [child = ''] = await make({
      job: 'w-child',
      after: ['w-failed', 'w-frozen', 'w-done', 'w-missing'],
      columns: { is_frozen: 1, planned_at: Date.parse('2999-01-01T00:00:00Z') },
    });
    const { waiting, state } = await viewer().get(at(child));
    expect(state).toBe('notRun');
    expect(waiting.map(({ code, parent }) => [code, parent])).toEqual([
      ['frozen', undefined],
      ['parentFailed', failed],
      ['parentFrozen', frozen],
      ['parentMissing', undefined],
      ['time', undefined],
    ]);
    expect(waiting[1]?.text).toBe('Parent w-failed of 20260302000000 failed.');
    expect(waiting[4]?.until).toBe('2999-01-01T00:00:00.000Z');
  });

  test('a parent that need not exist does not hold it', async () => {
    const key = instanceKey({ job: 'job-never', cycleTime: cycleTimeOf('2026-02-28') });
    const parents = [{ key, kind: 'previousSelf', isRequired: false }] as const;
    const [id = ''] = await make({ job: 'first-of-its-kind', more: { parents } });
    expect(await viewer().get(at(id))).toMatchObject({ state: 'waitTime', waiting: [] });
  });

  test('a date of a backfill waits for the date before', async () => {
    const more = { kind: 'backfill', scope: 'bf', backfillId: 'bf', ignoresTime: true } as const;
    const [first = '', second = ''] = await make(
      { job: 'serial', businessDate: '2026-02-01', more },
      { job: 'serial', businessDate: '2026-02-02', more: { ...more, afterDate: '2026-02-01' } },
    );
    const reasons = async () => (await viewer().get(at(second))).waiting.map(({ text }) => text);
    expect(await reasons()).toEqual(['The backfill of 2026-02-01 is not finished.']);
    await server.server.ground.store.database
      .updateTable('instances')
      .set({ state: 'failure' })
      .where('id', '=', first)
      .execute();
    expect(await reasons()).toEqual(['The backfill of 2026-02-01 failed.']);
  });

  test('each operation is offered, or refused with what to do instead', async () => {
    const [id = ''] = await make({ job: 'offered', columns: { state: 'failure' } });
    const { operations } = await viewer().get(at(id));
    expect(operations.filter(({ isAllowed }) => isAllowed).map(({ operation }) => operation)).toEqual([
      'rerun',
      'rerunDescendants',
      'setSuccess',
    ]);
    const refusals = Object.fromEntries(operations.map(({ operation, refusal }) => [operation, refusal]));
    expect(refusals['kill']).toBe('Cannot kill it: it has failed already.');
    expect(refusals['resume']).toContain('Rerun it.');
    await giveRun(server.server.ground, id, 'failure', { state: 'failed', engine_run: 'e1' });
    mkdirSync(join(server.server.ground.settings.dataFolder, 'state', 'runs', 'e1'), { recursive: true });
    const again = await viewer().get(at(id));
    expect(again.operations.find(({ operation }) => operation === 'resume')).toEqual({
      operation: 'resume',
      isAllowed: true,
    });
    expect(again.runs).toHaveLength(1);
  });

  test('the graph shows levels, dashed edges to other cycles, and counts what it hides', async () => {
    const [top = '', middle = '', , leaf = '', yesterday = ''] = await make(
      { job: 'g-top' },
      { job: 'g-middle', after: ['g-top'] },
      { job: 'g-aside', after: ['g-top'] },
      { job: 'g-leaf', after: ['g-middle'] },
      { job: 'g-middle', businessDate: '2026-02-28' },
    );
    const key = instanceKey({ job: 'job-g-middle', cycleTime: cycleTimeOf('2026-02-28') });
    await server.server.ground.store.database
      .insertInto('instance_parents')
      .values({ child_id: middle, parent_key: key, kind: 'previousSelf', is_required: 0 })
      .execute();
    const graph = await viewer().graph({ ...at(middle), query: { up: 1, down: 0 } });
    const shown = graph.nodes.map(({ id, level, hiddenParents, hiddenChildren }) => [
      id,
      level,
      hiddenParents,
      hiddenChildren,
    ]);
    expect(shown.toSorted()).toEqual(
      [
        [middle, 0, 0, 1],
        [top, -1, 0, 1],
        [yesterday, -1, 0, 0],
      ].toSorted(),
    );
    expect(new Set(graph.edges)).toEqual(
      new Set([
        { parent: top, child: middle, isCrossCycle: false },
        { parent: yesterday, child: middle, isCrossCycle: true },
      ]),
    );
    expect(graph.isCut).toBe(false);
    const whole = await viewer().graph({ ...at(top), query: { up: 0, down: 5 } });
    expect(whole.nodes.find(({ id }) => id === leaf)?.level).toBe(2);
  });

  test('a graph stops at 500 instances and says so', async () => {
    const children = Array.from({ length: 510 }, (_, index) => ({ job: `fan-${index}`, after: ['fan'] }));
    const [top = ''] = await make({ job: 'fan' }, ...children);
    const graph = await viewer().graph({ ...at(top), query: { down: 2 } });
    expect(graph.nodes).toHaveLength(500);
    expect(graph.isCut).toBe(true);
    expect(graph.nodes[0]).toMatchObject({ id: top, hiddenChildren: 11 });
  });

  test('descendants come parents first', async () => {
    const ids = await make(
      { job: 'd-1' },
      { job: 'd-4', after: ['d-3', 'd-2'] },
      { job: 'd-3', after: ['d-2'] },
      { job: 'd-2', after: ['d-1'] },
    );
    const { items, isCut } = await viewer().descendants(at(ids[0] ?? ''));
    expect(items.map(({ job }) => job)).toEqual(['d-2', 'd-3', 'd-4']);
    expect(isCut).toBe(false);
  });

  test('instances of other projects are counted, not shown', async () => {
    const key = instanceKey({ job: 'job-foreign', cycleTime: cycleTimeOf('2026-03-01') });
    const [, own = ''] = await make(
      { job: 'foreign', projectId: 'project-q' },
      { job: 'own', more: { parents: [{ key, kind: 'sameCycle', isRequired: true }] } },
    );
    const { nodes } = await viewer().graph({ ...at(own), query: { up: 1 } });
    expect(nodes.map(({ job, hiddenParents }) => [job, hiddenParents])).toEqual([['own', 1]]);
  });
});
