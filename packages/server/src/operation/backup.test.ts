import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { service, temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Store } from '../store/database.ts';
import { openStore } from '../store/open.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const dialects = ['sqlite', 'postgresql'] as const;
const open: Store[] = [];
const here = { stateFolder: temporaryFolder(), now: 7 };

async function newStore(dialect: (typeof dialects)[number]): Promise<Store> {
  const url =
    dialect === 'sqlite'
      ? `sqlite:${join(temporaryFolder(), 'store.sqlite')}`
      : (await (await service('postgresql')).newDatabase()).url;
  const store = await openStore(url);
  open.push(store);
  return store;
}
afterAll(() => Promise.all(open.map((store) => store.close())));

async function fill({ database }: Store, users: number): Promise<void> {
  for (let number = 0; number < users; number++)
    await database
      .insertInto('users')
      .values({
        id: `u${number}`,
        name: `Üser ${number}`,
        name_key: `üser ${number}`,
        display_name: 'it\'s "quoted"\n',
        email: null,
        password: null,
        is_administrator: 0,
        is_disabled: 0,
        created_at: 2 ** 45 + number,
        last_seen_at: null,
        version: 1,
      })
      .execute();
  await database
    .insertInto('projects')
    .values({
      id: 'p',
      name: 'p',
      name_key: 'p',
      title: '',
      description: '',
      time_zone: 'UTC',
      is_scheduling: 1,
      created_at: 1,
      version: 1,
    })
    .execute();
  await database.insertInto('members').values({ project_id: 'p', user_id: 'u0', role: 'owner' }).execute();
}

async function addRun({ database }: Store, id: string, state: string, engineRun: string | null): Promise<void> {
  await database
    .insertInto('runs')
    .values({
      id,
      project_id: 'p',
      job_id: null,
      job_name: id,
      job_version: null,
      state,
      reason: 'manual',
      group_id: 'g',
      priority: 1,
      environment: 'production',
      script: '{}',
      variables: '',
      shown_variables: '{}',
      bizdate: null,
      cyctime: null,
      started_by: null,
      queued_at: 1,
      started_at: null,
      finished_at: null,
      claimed_at: null,
      server_id: null,
      lease_until: null,
      attempts: 1,
      engine_run: engineRun,
      stop: null,
      progress: null,
      rows_read: null,
      rows_written: null,
      rows_dirty: null,
      bytes: null,
      error: null,
      previous_id: null,
      instance_id: null,
      replay: null,
    })
    .execute();
}

describe.each(dialects)('a backup of a store on %s', (dialect) => {
  let store: Store;
  const file = join(temporaryFolder(), 'backup.ndjson.gz');

  beforeAll(async () => {
    store = await newStore(dialect);
    await fill(store, 1_100);
  });

  test.each(dialects)('is restored into one on %s, every value as it was', async (other) => {
    expect(await backUp(store, file, 0)).toMatchObject({ rows: 1_102 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const target = await newStore(other);
    expect(await restore(target, file, { replace: false, ...here })).toEqual({ rows: 1_102, runsLost: 0 });
    const users = (from: Store) => from.database.selectFrom('users').selectAll().orderBy('id').execute();
    expect(await users(target)).toEqual(await users(store));
    expect(await target.database.selectFrom('members').selectAll().execute()).toEqual([
      { project_id: 'p', user_id: 'u0', role: 'owner' },
    ]);
  });

  test('ends runs that had begun and whose folder is not there; others wait on', async () => {
    const source = await newStore(dialect);
    const stateFolder = temporaryFolder();
    mkdirSync(join(stateFolder, 'runs', 'kept'), { recursive: true });
    for (const [id, state, engineRun] of [
      ['begun', 'running', 'gone'],
      ['here', 'running', 'kept'],
      ['again', 'queued', 'gone'],
      ['new', 'queued', null],
      ['over', 'succeeded', 'gone'],
    ] as const)
      await addRun(source, id, state, engineRun);
    await backUp(source, file, 0);
    const target = await newStore(dialect);
    expect(await restore(target, file, { replace: false, stateFolder, now: 7 })).toEqual({ rows: 5, runsLost: 2 });
    const rows = await target.database.selectFrom('runs').select(['id', 'state', 'error']).orderBy('id').execute();
    expect(rows.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'again failed',
      'begun failed',
      'here running',
      'new queued',
      'over succeeded',
    ]);
    expect(JSON.parse(rows[0]?.error ?? '{}')).toMatchObject({ code: 'OPERATION_STATE_MISSING', kind: 'environment' });
  });

  test('goes into a store with content only when that may be replaced', async () => {
    await backUp(store, file, 0);
    await expect(restore(store, file, { replace: false, ...here })).rejects.toMatchObject({
      code: 'OPERATION_NOT_EMPTY',
    });
    await store.database.updateTable('users').set({ email: 'changed@example.com' }).execute();
    await restore(store, file, { replace: true, ...here });
    const changed = await store.database.selectFrom('users').select('id').where('email', 'is not', null).execute();
    expect(changed).toEqual([]);
  });

  test('is refused when it is not whole, and nothing is left of it', async () => {
    await backUp(store, file, 0);
    const target = await newStore(dialect);
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    const broken = join(temporaryFolder(), 'broken.gz');
    const tryIt = async (bytes: Buffer) => {
      writeFileSync(broken, bytes);
      await expect(restore(target, broken, { replace: false, ...here })).rejects.toMatchObject({
        code: 'OPERATION_NO_BACKUP',
      });
    };
    await tryIt(readFileSync(file).subarray(0, 5_000));
    await tryIt(gzipSync(lines.slice(0, -1).join('\n')));
    await tryIt(gzipSync(lines.toSpliced(5, 1).join('\n')));
    await tryIt(gzipSync(lines.slice(1).join('\n')));
    await tryIt(Buffer.from('no gzip at all'));
    await expect(restore(target, '/nowhere/at/all', { replace: false, ...here })).rejects.toMatchObject({
      code: 'OPERATION_NO_BACKUP',
    });
    expect(await target.database.selectFrom('users').selectAll().execute()).toEqual([]);
  });
});
