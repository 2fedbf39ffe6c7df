import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '@sluice/engine';
import { service, temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settingsRoutes } from '../contract/settings.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { settingsSubject } from '../settings/installation.ts';
import { newId } from '../store/ids.ts';
import { Lease } from '../store/lease.ts';
import { startTestServer, type TestServer } from '../test-server.ts';
import { Cleaner } from './retention.ts';

const contract = { settings: settingsRoutes };
const dayMs = 24 * 3_600_000;

describe.each(['sqlite', 'postgresql'] as const)('retention on %s', (dialect) => {
  const dataFolder = temporaryFolder();
  const stateFolder = join(dataFolder, 'state');
  let server: TestServer<typeof contract>;

  beforeAll(async () => {
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url;
    server = await startTestServer({
      contract,
      databaseUrl,
      dataFolder,
      subjects: (ground) => [settingsSubject(ground)],
    });
  });
  afterAll(() => server.server.close());

  const ground = () => server.server.ground;
  const database = () => ground().store.database;

  /** Cleans once; nothing of it may fail. */
  async function clean(): Promise<void> {
    const warnings: unknown[] = [];
    const warn = (message: string, fields?: unknown): void => void warnings.push([message, fields]);
    await new Cleaner({ ...ground(), log: { ...ground().log, warn } }).clean();
    expect(warnings).toEqual([]);
  }

  async function addInstance(id: string, job: string, days: number, state = 'success'): Promise<void> {
    const at = Date.now() - days * dayMs;
    const time = new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');
    await database()
      .insertInto('instances')
      .values({
        id,
        key: `scheduled/${time}/${job}`,
        project_id: 'p',
        job_id: job,
        job_name: job,
        kind: 'scheduled',
        cycle_time: time,
        planned_at: at,
        due_at: at,
        business_date: '2026-01-01',
        time_zone: 'UTC',
        cycle: 'day',
        is_dry_run: 0,
        is_expired: 0,
        state,
        is_frozen: 0,
        ignores_parents: 0,
        ignores_time: 0,
        attempt: 1,
        retry_at: null,
        policy: '{}',
        parameters: '',
        shown_parameters: '{}',
        priority: 1,
        group_name: 'default',
        owner_id: null,
        run_id: null,
        backfill_id: null,
        after_date: null,
        made_at: at,
        started_at: at,
        finished_at: state === 'success' ? at : null,
        rows_read: null,
        rows_written: null,
        rows_dirty: null,
        error: null,
        version: 1,
      })
      .execute();
  }

  /** A run that ended so many days ago, with its folder. */
  async function addRun(name: string, days: number, more: { state?: string; rows_dirty?: number } = {}): Promise<void> {
    const endedAt = Date.now() - days * dayMs;
    const stamp = new Date(endedAt).toISOString().slice(0, 19).replace(/[-:]/g, '');
    const folder = runFolder(stateFolder, `${stamp}-${name}`);
    mkdirSync(folder.dirty, { recursive: true });
    for (const file of [folder.log, join(folder.path, 'report.json'), join(folder.dirty, '0001.ndjson')])
      writeFileSync(file, '{}\n');
    const { state = 'succeeded', rows_dirty = 0 } = more;
    await database()
      .insertInto('runs')
      .values({
        id: name,
        project_id: 'p',
        job_id: null,
        job_name: name,
        job_version: null,
        state,
        reason: 'manual',
        group_id: 'g',
        priority: 1,
        environment: 'production',
        script: '',
        variables: '',
        shown_variables: '{}',
        bizdate: null,
        cyctime: null,
        started_by: null,
        queued_at: endedAt,
        started_at: endedAt,
        finished_at: state === 'running' ? null : endedAt,
        server_id: null,
        lease_until: null,
        attempts: 1,
        engine_run: folder.runId,
        stop: null,
        progress: null,
        rows_read: null,
        rows_written: null,
        rows_dirty,
        bytes: null,
        error: null,
        previous_id: null,
        replay: null,
      })
      .execute();
  }

  const filesOf = async (name: string) => {
    const row = await database().selectFrom('runs').select('engine_run').where('id', '=', name).executeTakeFirst();
    if (row === undefined) return undefined;
    const { log, dirty } = runFolder(stateFolder, row.engine_run ?? '');
    return { log: existsSync(log), dirty: existsSync(dirty) };
  };

  test('settings have defaults, are changed in part, and tell when somebody else changed them', async () => {
    const api = server.as('installation').settings;
    const before = await api.get();
    expect(before.retention).toMatchObject({ runs: 30, audit: 365 });
    const change = { retention: { runs: 60, logs: 7, dirtyRecords: 90 } };
    const after = await api.update({ body: change, ifMatch: before.version });
    expect(after.retention).toEqual({ ...before.retention, ...change.retention });
    await expect(api.update({ body: change, ifMatch: before.version })).rejects.toMatchObject({
      problem: { code: 'HTTP_CHANGED' },
    });
    await expect(server.as('owner').settings.get()).rejects.toMatchObject({ problem: { status: 403 } });
    await expect(api.update({ body: { retention: { logs: 0 } }, ifMatch: after.version })).rejects.toMatchObject({
      problem: { status: 400 },
    });
  });

  test('logs go after their days, runs after theirs, dirty records keep their run; what runs stays', async () => {
    await addRun('recent', 1);
    await addRun('week', 10);
    await addRun('old', 70);
    await addRun('dirty', 70, { rows_dirty: 3 });
    await addRun('dirty-old', 95, { rows_dirty: 3 });
    await addRun('running', 200, { state: 'running' });
    const orphan = runFolder(stateFolder, '20200101T000000-abcdef').path;
    mkdirSync(orphan, { recursive: true });
    await clean();
    expect(await filesOf('recent')).toEqual({ log: true, dirty: true });
    expect(await filesOf('week')).toEqual({ log: false, dirty: true });
    expect(await filesOf('old')).toBeUndefined();
    expect(await filesOf('dirty')).toEqual({ log: false, dirty: true });
    expect(await filesOf('dirty-old')).toBeUndefined();
    expect(await filesOf('running')).toEqual({ log: true, dirty: true });
    expect(existsSync(orphan)).toBe(false);
  });

  test('the audit log keeps its days', async () => {
    const record = (days: number) => {
      const clock = { ...ground().clock, now: () => Date.now() - days * dayMs };
      return createAuditLog({ ...ground(), clock }).record({
        action: `test.${days}`,
        caller: undefined,
        address: '',
        projectId: undefined,
        outcome: 'done',
        requestId: newId(0),
      });
    };
    for (const days of [1, 364, 366]) await record(days);
    await clean();
    const rows = await database().selectFrom('audit').select('action').orderBy('id').execute();
    expect(rows.map(({ action }) => action)).toEqual(['test.364', 'test.1']);
  });

  test('of instances the latest of each job stays, and whatever an unfinished one waits for', async () => {
    await addInstance('old', 'daily', 50);
    await addInstance('awaited', 'daily', 45);
    await addInstance('recent', 'daily', 2);
    await addInstance('yearly', 'yearly', 300);
    await addInstance('waiting', 'other', 44, 'notRun');
    const awaited = await database()
      .selectFrom('instances')
      .select('key')
      .where('id', '=', 'awaited')
      .executeTakeFirst();
    await database()
      .insertInto('instance_parents')
      .values({ child_id: 'waiting', parent_key: awaited?.key ?? '', kind: 'sameCycle', is_required: 1 })
      .execute();
    await clean();
    const left = await database().selectFrom('instances').select('id').orderBy('id').execute();
    expect(left.map(({ id }) => id)).toEqual(['awaited', 'recent', 'waiting', 'yearly']);
  });

  test('one server cleans at a time', async () => {
    await addRun('waiting', 80);
    const other = new Lease({ ...ground(), serverId: 'other' }, { name: 'retention', ttlMs: 60_000 });
    expect(await other.hold()).toBe(true);
    await clean();
    expect(await filesOf('waiting')).toBeDefined();
    await other.release();
    await clean();
    expect(await filesOf('waiting')).toBeUndefined();
  });
});
