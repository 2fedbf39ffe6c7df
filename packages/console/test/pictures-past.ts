/** Instances and runs of two weeks, as the server would have stored them. */
import type { House } from './house.ts';
import { pictureJobs, type PictureJob } from './pictures-jobs.ts';

const dayMs = 86_400_000;
const days = 15;

type Instance = Readonly<Record<string, string | number | null>>;

/** Business date of so many days ago. */
export function dateOf(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
}

/** Instances and runs of the business dates before. */
export async function fillPast({ server, api }: House, running: ReadonlyMap<string, string>): Promise<void> {
  const { database } = server.ground.store;
  const jobs = await database.selectFrom('jobs').selectAll().execute();
  const ids = new Map(jobs.map(({ name, id }) => [name, id]));
  const group = (await database.selectFrom('resource_groups').select('id').executeTakeFirstOrThrow()).id;
  await api.resourceGroups.list();
  for (let daysAgo = days; daysAgo >= 1; daysAgo--) {
    const ended = new Map<string, { readonly at: number; readonly isGood: boolean }>();
    for (const job of pictureJobs) {
      const row = jobs.find(({ name }) => name === job.name);
      if (row === undefined) throw new Error(`no job ${job.name}`);
      const keyOf = (name: string) => `scheduled/${cycleTime(daysAgo, timeOf(name))}/${ids.get(name)}`;
      const before = (job.after ?? []).map((parent) => ended.get(parent));
      const run = running.get(job.name);
      const instance = instanceOf(server.ground, job, { daysAgo, before, row, key: keyOf(job.name), run });
      ended.set(job.name, { at: Number(instance['finished_at']), isGood: instance['state'] === 'success' });
      await database
        .insertInto('instances')
        .values(instance as never)
        .execute();
      for (const parent of job.after ?? [])
        await database
          .insertInto('instance_parents')
          .values({ child_id: String(instance['id']), parent_key: keyOf(parent), kind: 'sameCycle', is_required: 1 })
          .execute();
      if (instance['state'] === 'running')
        await database
          .updateTable('runs')
          .set({ instance_id: String(instance['id']), reason: 'schedule', job_version: 1, started_by: null })
          .where('id', '=', String(instance['run_id']))
          .execute();
      else if (instance['run_id'] !== null)
        await database
          .insertInto('runs')
          .values(runOf(server.ground, instance, { group, script: row.script, project: row.project_id }) as never)
          .execute();
    }
  }
}

function timeOf(name: string): string {
  return pictureJobs.find((job) => job.name === name)?.time ?? '00:00';
}

/** The run date is the day after the business date. */
function cycleTime(daysAgo: number, time: string): string {
  return `${dateOf(daysAgo - 1).replaceAll('-', '')}${time.replace(':', '')}00`;
}

interface Surroundings {
  readonly daysAgo: number;
  readonly before: readonly ({ readonly at: number; readonly isGood: boolean } | undefined)[];
  readonly row: { readonly id: string; readonly project_id: string; readonly owner_id: string | null };
  readonly key: string;
  /** Its run, when it goes on. */
  readonly run: string | undefined;
}

type Ground = House['server']['ground'];

function instanceOf({ keyring }: Ground, job: PictureJob, { daysAgo, before, row, key, run }: Surroundings): Instance {
  const plannedAt = Date.parse(`${dateOf(daysAgo - 1)}T${job.time}:00Z`);
  const waits = before.some((parent) => parent?.isGood !== true) || plannedAt > Date.now();
  const startedAt = Math.max(plannedAt, ...before.map((parent) => parent?.at ?? 0)) + 2_000;
  const factor = 0.8 + 0.45 * chance(`${job.name} ${daysAgo}`);
  const isBad = daysAgo === 1 ? job.latest === 'failure' : job.badDays?.includes(daysAgo) === true;
  const isRunning = daysAgo === 1 && job.latest === 'running';
  const isFrozen = daysAgo === 1 && job.latest === 'frozen';
  const isIdle = waits || isFrozen;
  const rows = Math.round(job.rows * (0.9 + 0.2 * chance(`rows ${job.name} ${daysAgo}`)));
  const state = isIdle ? 'notRun' : isRunning ? 'running' : isBad ? 'failure' : 'success';
  const id = newId(plannedAt - dayMs);
  const done = state === 'success';
  const isOver = done || state === 'failure';
  return {
    id,
    key,
    project_id: row.project_id,
    job_id: row.id,
    job_name: job.name,
    kind: 'scheduled',
    cycle_time: key.split('/')[1] ?? '',
    planned_at: plannedAt,
    business_date: dateOf(daysAgo),
    time_zone: 'UTC',
    cycle: 'day',
    is_dry_run: 0,
    is_expired: 0,
    state,
    is_frozen: Number(isFrozen),
    ignores_parents: 0,
    ignores_time: 0,
    attempt: isIdle ? 0 : state === 'failure' ? 2 : 1,
    retry_at: null,
    due_at: Date.now() + 365 * dayMs,
    policy: JSON.stringify({
      recurrence: 'normal',
      generation: 'nextDay',
      catchUp: 'all',
      rerun: 'always',
      retries: 1,
      retryIntervalMs: 180_000,
      timeoutMs: 14_400_000,
    }),
    parameters: keyring.encrypt(JSON.stringify({ day: dateOf(daysAgo) }), `instance ${id}`),
    shown_parameters: JSON.stringify({ day: dateOf(daysAgo) }),
    priority: 1,
    group_name: 'default',
    owner_id: row.owner_id,
    run_id: isIdle ? null : isRunning ? (run ?? null) : newId(startedAt),
    backfill_id: null,
    after_date: null,
    made_at: plannedAt - dayMs / 2,
    started_at: isIdle ? null : isRunning ? Date.now() - 5_000 : startedAt,
    finished_at: isOver ? startedAt + Math.round(job.seconds * 1_000 * factor * (done ? 1 : 0.3)) : null,
    rows_read: done ? rows : null,
    rows_written: done ? rows : null,
    rows_dirty: done ? 0 : null,
    error: isBad ? (job.error?.message ?? null) : null,
    version: 3,
  };
}

function runOf(
  { keyring, serverId }: Ground,
  instance: Instance,
  { group, script, project: projectId }: { readonly group: string; readonly script: string; readonly project: string },
): Instance {
  const id = String(instance['run_id']);
  const state = instance['state'] === 'success' ? 'succeeded' : 'failed';
  const error = pictureJobs.find(({ name }) => name === instance['job_name'])?.error;
  const { job_id, job_name, started_at, finished_at, rows_read, rows_written, rows_dirty } = instance;
  const day = String(instance['business_date']).replaceAll('-', '');
  return {
    id,
    project_id: projectId,
    job_id: job_id ?? null,
    job_name: job_name ?? '',
    job_version: 1,
    state,
    reason: 'schedule',
    group_id: group,
    priority: 1,
    environment: 'production',
    script,
    variables: keyring.encrypt('{}', `run ${id}`),
    shown_variables: String(instance['shown_parameters']),
    bizdate: day,
    cyctime: instance['cycle_time'] ?? '',
    started_by: null,
    queued_at: started_at ?? 0,
    started_at: started_at ?? 0,
    finished_at: finished_at ?? null,
    claimed_at: started_at ?? 0,
    server_id: serverId,
    lease_until: null,
    progress: null,
    attempts: 1,
    engine_run: null,
    stop: null,
    previous_id: null,
    instance_id: instance['id'] ?? '',
    rows_read: rows_read ?? null,
    rows_written: rows_written ?? null,
    rows_dirty: rows_dirty ?? null,
    bytes: rows_read === null ? null : Number(rows_read) * 164,
    error: state === 'failed' ? JSON.stringify(error) : null,
    replay: null,
  };
}

/** Between 0 and 1, always the same for a text. */
function chance(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let made = 0;

/** As the server makes them: they sort by time. */
export function newId(at: number): string {
  const digits = (value: number, count: number): string =>
    Array.from({ length: count }, (_, place) => alphabet[Math.floor(value / 32 ** (count - 1 - place)) % 32]).join('');
  return `${digits(at, 10)}${digits(++made, 6)}0123456789`;
}
