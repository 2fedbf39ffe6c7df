/** Makes the instances that are due to be made, for all deployed jobs. */
import { asSluiceError } from '@sluice/core';
import { makeInstances } from '../instances/make.ts';
import { loadCalendar, type DeployedJob, type StoreCalendar } from '../schedules/calendar.ts';
import { scheduledInstance } from '../schedules/planned.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import { isLeaseLost, type Lease } from '../store/lease.ts';
import type { Ground } from '../subject.ts';
import { runDateOf } from './dependencies.ts';
import { dueRunDates, generate, type NewInstance } from './generation.ts';
import { localTime } from './zones.ts';

/** Instances of one transaction; a job of one date is never divided. */
const instancesAtOnce = 500;
const none: ReadonlySet<string> = new Set();

/** All instances of a job for one run date: written together with the note that the date is made. */
interface Portion {
  readonly job: DeployedJob;
  readonly runDate: string;
  readonly instances: readonly NewInstance[];
}

/**
 * Number of instances made. Each portion is a transaction of its own, so that a server that dies has lost nothing and
 * the next one goes on where it ended.
 *
 * @param beat called between transactions; a long generation keeps the lease with it.
 */
export async function generateDue(ground: Ground, lease: Lease, beat: () => Promise<void>): Promise<number> {
  const calendar = await loadCalendar(ground.store.database);
  const target: Target = { ground, lease, calendar, failed: new Set() };
  const now = ground.clock.now();
  let count = 0;
  let batch: Portion[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const portions = batch;
    [batch, size] = [[], 0];
    count += await writeAll(target, portions);
    await beat();
  };
  for (const job of calendar.jobs.values()) {
    try {
      for (const portion of portionsOf(job, now)) {
        batch.push(portion);
        size += Math.max(1, portion.instances.length);
        if (size >= instancesAtOnce) await flush();
      }
    } catch (error) {
      setAside(target, job, error);
    }
  }
  if (batch.length > 0) await flush();
  return count;
}

interface Target {
  readonly ground: Ground;
  readonly lease: Lease;
  readonly calendar: StoreCalendar;
  /** Jobs that could not be written: their later dates must wait too. */
  readonly failed: Set<string>;
}

/** In one transaction, which is quick; when that fails each by itself, so that one job cannot hold the others. */
async function writeAll(target: Target, portions: readonly Portion[]): Promise<number> {
  const open = portions.filter(({ job }) => !target.failed.has(job.id));
  if (open.length === 0) return 0;
  try {
    return await writeTogether(target, open);
  } catch (error) {
    const [first] = open;
    if (open.length === 1 && first !== undefined) {
      setAside(target, first.job, error);
      return 0;
    }
    if (isLeaseLost(error)) throw error;
  }
  let count = 0;
  for (const portion of open) count += await writeAll(target, [portion]);
  return count;
}

async function writeTogether({ ground, lease, calendar }: Target, portions: readonly Portion[]): Promise<number> {
  return ground.store.transaction(async (transaction) => {
    await lease.require(transaction);
    return write(ground, transaction, calendar, portions);
  });
}

/** Goes on with the other jobs; the next look tries this one again. */
function setAside({ ground, failed }: Target, { id, name }: DeployedJob, error: unknown): void {
  if (isLeaseLost(error)) throw error;
  failed.add(id);
  ground.log.error('instances of a job could not be made', { job: name, error: asSluiceError(error).message });
}

/** Run dates of a job that are due, in order. */
function* portionsOf(job: DeployedJob, now: number): Generator<Portion> {
  const due = dueRunDates(job, now);
  if (due.length === 0) return;
  if (job.isHeld) {
    // Days that end while the project is switched off have no instances.
    const today = localTime(now, job.schedule.timeZone).date;
    const over = due.findLast((date) => date < today);
    if (over !== undefined) yield { job, runDate: over, instances: [] };
    return;
  }
  let last = job.lastRunDate;
  for (let count = 0; count < due.length;) {
    const { instances, runDates } = generate(last === undefined ? job : { ...job, lastRunDate: last }, now, none);
    const byDate = Map.groupBy(instances, runDateOf);
    for (const runDate of runDates) yield { job, runDate, instances: byDate.get(runDate) ?? [] };
    last = runDates.at(-1);
    count += runDates.length;
  }
}

/** Jobs that were deployed anew or taken out since the calendar was read are left for the next look. */
async function write(
  ground: Ground,
  transaction: DatabaseTransaction,
  calendar: StoreCalendar,
  portions: readonly Portion[],
): Promise<number> {
  const present = await presentVersions(ground, transaction, portions);
  const valid = portions.filter(({ job }) => present.get(job.id) === `${job.version} ${job.deployedAt}`);
  const made = await makeInstances(
    ground,
    transaction,
    valid.flatMap(({ job, instances }) => instances.map((each) => scheduledInstance(calendar, job, each))),
  );
  const lastDates = new Map(valid.map(({ job, runDate }) => [job.id, runDate]));
  for (const [runDate, entries] of Map.groupBy(lastDates, ([, date]) => date)) {
    await transaction
      .updateTable('job_generations')
      .set({ last_run_date: runDate })
      .where(
        'job_id',
        'in',
        entries.map(([id]) => id),
      )
      .execute();
  }
  return made.length;
}

async function presentVersions(
  { store }: Ground,
  transaction: DatabaseTransaction,
  portions: readonly Portion[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(portions.map(({ job }) => job.id))];
  const query = transaction
    .selectFrom('job_generations as g')
    .innerJoin('jobs as j', 'j.id', 'g.job_id')
    .select(['g.job_id', 'g.deployed_at', 'j.deployed_version'])
    .where('g.job_id', 'in', ids)
    .orderBy('g.job_id');
  const rows = await (store.dialect === 'postgresql' ? query.forUpdate() : query).execute();
  return new Map(rows.map((row) => [row.job_id, `${row.deployed_version} ${row.deployed_at}`]));
}
