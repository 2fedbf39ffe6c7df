import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiError } from '../contract/client.ts';
import { instanceRoutes, type InstanceOperation } from '../contract/instances.ts';
import { ensureBuiltIn } from '../resource-groups/groups.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import type { InstanceChanged } from './advance.ts';
import { instanceSubject } from './subject.ts';
import { makeTestInstances } from './test-instances.ts';
import { giveRun } from './test-runs.ts';

const contract = { instances: instanceRoutes };

describe.each(['sqlite', 'postgresql'] as const)('operations on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  let wakes = 0;
  const told: InstanceChanged[] = [];
  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      subjects: (ground) => [
        instanceSubject(ground, { wake: () => void wakes++, onInstanceChanged: (changed) => void told.push(changed) }),
      ],
    });
    await ensureBuiltIn(server.server.ground);
  });
  afterAll(() => server.server.close());

  const ground = () => server.server.ground;
  const operator = () => server.as('operator').instances;
  const at = (instance: string) => ({ params: { project: 'p', instance } });
  const make: (...wanted: Parameters<typeof makeTestInstances>[1]) => Promise<readonly string[]> = (...wanted) =>
    makeTestInstances(ground(), wanted);
  const operate = (id: string, operation: InstanceOperation, descendants?: string[]) =>
    operator().operate({
      ...at(id),
      body: { operation, ...(descendants === undefined ? {} : { descendants }) },
    });
  const stateOf = async (id: string) => (await operator().get(at(id))).state;
  const runStates = (id: string) =>
    ground().store.database.selectFrom('runs').select(['state', 'stop']).where('id', '=', id).executeTakeFirstOrThrow();

  test('a queued run leaves the queue when its instance is killed; a running one is told to end', async () => {
    const [queued = '', running = ''] = await make({ job: 'k-1' }, { job: 'k-2' });
    const first = await giveRun(ground(), queued, 'waitResource', { state: 'queued' });
    const second = await giveRun(ground(), running, 'running', { state: 'running' });
    const before = wakes;
    expect(await operate(queued, 'kill')).toMatchObject({ state: 'failure', error: 'Killed by operator.' });
    expect(await operate(running, 'kill')).toMatchObject({ state: 'failure' });
    expect(await runStates(first)).toEqual({ state: 'cancelled', stop: 'kill' });
    expect(await runStates(second)).toEqual({ state: 'running', stop: 'kill' });
    expect(wakes).toBe(before + 2);
    expect(told.at(-1)).toMatchObject({ before: { state: 'running' }, after: { state: 'failure' }, text: 'Killed.' });
  });

  test('the history names who did it, and so does the audit log', async () => {
    const [id = ''] = await make({ job: 'history', columns: { state: 'failure' } });
    const { history } = await operate(id, 'setSuccess');
    expect(history[0]).toMatchObject({ by: 'operator', text: 'Set to success.' });
    expect(server.audited.at(-1)).toMatchObject({
      action: 'instances.operate',
      target: 'instance history of 20260302000000',
      before: { state: 'failure' },
      after: { operation: 'setSuccess', state: 'success' },
      outcome: 'done',
    });
  });

  test('what is not allowed is refused with the reason and changes nothing', async () => {
    const [id = ''] = await make({ job: 'refused', columns: { state: 'success' } });
    await expect(operate(id, 'kill')).rejects.toMatchObject({
      problem: {
        status: 409,
        code: 'OPERATION_NOT_ALLOWED',
        detail: 'Cannot kill it: it has succeeded.',
        hint: 'It is possible for instances that are waiting for their time, waiting for a slot, running.',
      },
    });
    expect((await operator().get(at(id))).history).toEqual([]);
    expect(server.audited.at(-1)).toMatchObject({ outcome: 'refused', code: 'OPERATION_NOT_ALLOWED' });
  });

  test('a rerun goes to the queue whatever its parents do, and begins its attempts anew', async () => {
    const [, id = ''] = await make({ job: 'r-parent' }, { job: 'r-child', after: ['r-parent'] });
    await giveRun(ground(), id, 'failure', { state: 'failed' });
    expect(await operate(id, 'rerun')).toMatchObject({ state: 'waitResource', attempt: 0, waiting: [] });
  });

  test('a rerun waits until the killed run has ended', async () => {
    const [id = ''] = await make({ job: 'ending' });
    const run = await giveRun(ground(), id, 'running', { state: 'running' });
    await operate(id, 'kill');
    await expect(operate(id, 'rerun')).rejects.toMatchObject({ problem: { status: 409, code: 'INSTANCES_RUN_ENDS' } });
    await ground().store.database.updateTable('runs').set({ state: 'cancelled' }).where('id', '=', run).execute();
    expect((await operate(id, 'rerun')).state).toBe('waitResource');
  });

  test('a rerun of a dry run needs no slot', async () => {
    const [id = ''] = await make({ job: 'dry', columns: { state: 'failure', is_dry_run: 1 } });
    expect((await operate(id, 'rerun')).state).toBe('waitTime');
  });

  test('a resume continues the failed run from its checkpoint', async () => {
    const [id = ''] = await make({ job: 'resumed' });
    const run = await giveRun(ground(), id, 'failure', { state: 'failed', engine_run: 'e', attempts: 3 });
    await expect(operate(id, 'resume')).rejects.toMatchObject({ problem: { status: 409, code: 'RUNS_STATE_GONE' } });
    mkdirSync(join(ground().settings.dataFolder, 'state', 'runs', 'e'), { recursive: true });
    expect(await operate(id, 'resume')).toMatchObject({ state: 'waitResource', run, attempt: 1 });
    expect((await runStates(run)).state).toBe('queued');
    const [other = ''] = await make({ job: 'not-resumed', columns: { state: 'failure' } });
    await expect(operate(other, 'resume')).rejects.toMatchObject({ problem: { code: 'INSTANCES_NOTHING_TO_RESUME' } });
  });

  test('children go on when their parent is set to success', async () => {
    const [parent = '', child = ''] = await make(
      { job: 's-parent', columns: { state: 'failure' } },
      { job: 's-child', after: ['s-parent'] },
    );
    expect(await stateOf(child)).toBe('notRun');
    await operate(parent, 'setSuccess');
    expect(await stateOf(child)).toBe('waitTime');
  });

  test('a frozen instance leaves the queue; unfrozen after its parents it has failed, before them it goes on', async () => {
    const [id = '', parent = '', child = ''] = await make(
      { job: 'f-1' },
      { job: 'f-parent' },
      { job: 'f-child', after: ['f-parent'] },
    );
    const run = await giveRun(ground(), id, 'waitResource', { state: 'queued' });
    expect(await operate(id, 'freeze')).toMatchObject({ isFrozen: true, state: 'waitResource', attempt: 0 });
    expect((await runStates(run)).state).toBe('cancelled');
    expect(await operate(id, 'unfreeze')).toMatchObject({ isFrozen: false, state: 'failure' });
    await operate(child, 'freeze');
    expect(await operate(child, 'unfreeze')).toMatchObject({ state: 'notRun', isFrozen: false });
    await operate(child, 'freeze');
    await ground().store.database.updateTable('instances').set({ state: 'success' }).where('id', '=', parent).execute();
    expect(await operate(child, 'unfreeze')).toMatchObject({ state: 'failure', isFrozen: false });
  });

  test('a running instance that is frozen goes on, and its children wait until it is unfrozen', async () => {
    const [parent = '', child = ''] = await make({ job: 'h-parent' }, { job: 'h-child', after: ['h-parent'] });
    const run = await giveRun(ground(), parent, 'running', { state: 'running' });
    await operate(parent, 'freeze');
    expect(await runStates(run)).toEqual({ state: 'running', stop: null });
    await ground().store.database.updateTable('instances').set({ state: 'success' }).where('id', '=', parent).execute();
    expect((await operator().get(at(child))).waiting[0]?.code).toBe('parentFrozen');
    await operate(parent, 'unfreeze');
    expect(await stateOf(child)).toBe('waitTime');
  });

  test('without its dependencies an instance does not wait for parents', async () => {
    const [, child = ''] = await make({ job: 'x-parent' }, { job: 'x-child', after: ['x-parent'] });
    expect((await operate(child, 'removeDependencies')).state).toBe('waitTime');
  });

  test('chosen descendants are rerun in order; what lies between stays as it is', async () => {
    const [top = '', middle = '', leaf = '', far = ''] = await make(
      { job: 't-top', columns: { state: 'success' } },
      { job: 't-middle', after: ['t-top'], columns: { state: 'success' } },
      { job: 't-leaf', after: ['t-middle'], columns: { state: 'failure' } },
      { job: 't-far', after: ['t-leaf'], columns: { state: 'success' } },
    );
    expect((await operate(top, 'rerunDescendants', [middle, leaf])).state).toBe('waitResource');
    expect(await Promise.all([middle, leaf, far].map(stateOf))).toEqual(['notRun', 'notRun', 'success']);
    expect((await operator().get(at(leaf))).history[0]?.text).toBe('Rerun with t-top of 20260302000000.');
    expect(server.audited.at(-1)).toMatchObject({ after: { with: 2 } });
  });

  test('a chosen descendant whose parents are done goes on at once', async () => {
    const [top = '', , leaf = ''] = await make(
      { job: 'u-top', columns: { state: 'success' } },
      { job: 'u-middle', after: ['u-top'], columns: { state: 'success' } },
      { job: 'u-leaf', after: ['u-middle'], columns: { state: 'failure' } },
    );
    await operate(top, 'rerunDescendants', [leaf]);
    expect(await stateOf(leaf)).toBe('waitTime');
  });

  test('one descendant that cannot be rerun refuses all of them and is named', async () => {
    const [top = '', running = '', done = ''] = await make(
      { job: 'v-top', columns: { state: 'success' } },
      { job: 'v-running', after: ['v-top'], columns: { state: 'running' } },
      { job: 'v-done', after: ['v-top'], columns: { state: 'success' } },
    );
    await expect(operate(top, 'rerunDescendants', [running, done])).rejects.toMatchObject({
      problem: { status: 409, code: 'INSTANCES_DESCENDANTS_REFUSED', detail: expect.stringContaining('v-running of') },
    });
    expect(await Promise.all([top, done].map(stateOf))).toEqual(['success', 'success']);
    const [stranger = ''] = await make({ job: 'v-stranger', columns: { state: 'success' } });
    await expect(operate(top, 'rerunDescendants', [stranger])).rejects.toMatchObject({
      problem: { code: 'INSTANCES_NO_DESCENDANT', path: 'descendants' },
    });
    await expect(operate(top, 'rerunDescendants')).rejects.toMatchObject({
      problem: { code: 'INSTANCES_DESCENDANTS_MISSING' },
    });
  });

  test('many at once: each has its own outcome', async () => {
    const [failed = '', running = ''] = await make(
      { job: 'm-1', columns: { state: 'failure' } },
      { job: 'm-2', columns: { state: 'running' } },
    );
    const { items } = await operator().operateMany({
      params: { project: 'p' },
      body: { operation: 'setSuccess', instances: [failed, running, 'missing', failed] },
    });
    expect(items).toMatchObject([
      { instance: failed, ok: true },
      { instance: running, ok: false, problem: { code: 'OPERATION_NOT_ALLOWED', status: 409 } },
      { instance: 'missing', ok: false, problem: { code: 'HTTP_NOT_FOUND', status: 404 } },
    ]);
    expect(server.audited.at(-1)).toMatchObject({ after: { operation: 'setSuccess', done: [failed] } });
  });

  test('of several people who do the same at once one succeeds, and the others hear why not', async () => {
    const [parent = '', child = ''] = await make(
      { job: 'o-parent', columns: { state: 'failure' } },
      { job: 'o-child', after: ['o-parent'] },
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => operate(parent, 'setSuccess')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = outcomes.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as ApiError).problem.code] : [],
    );
    for (const code of codes) expect(['OPERATION_NOT_ALLOWED', 'INSTANCES_CHANGED_MEANWHILE']).toContain(code);
    expect((await operator().get(at(parent))).history).toHaveLength(1);
    expect(await stateOf(child)).toBe('waitTime');
  });

  test('who may look may not operate', async () => {
    const [id = ''] = await make({ job: 'roles', columns: { state: 'failure' } });
    for (const role of ['viewer', 'developer'] as const) {
      expect((await server.as(role).instances.get(at(id))).job).toBe('roles');
      await expect(
        server.as(role).instances.operate({ ...at(id), body: { operation: 'rerun' } }),
      ).rejects.toMatchObject({ problem: { status: 403 } });
    }
    await expect(
      server.as('operator').instances.operate({
        params: { project: 'q', instance: id },
        body: { operation: 'rerun' },
      }),
    ).rejects.toMatchObject({ problem: { status: 404 } });
  });
});
