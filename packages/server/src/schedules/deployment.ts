/** What a deployment does to schedules and instances; all of it within the transaction of the deployment. */
import { issueOf, type Issue } from '@sluice/core';
import type { InstanceState } from '../contract/schedule.ts';
import { makeInstances } from '../instances/make.ts';
import type { JobRow } from '../jobs/jobs.ts';
import { readScript } from '../jobs/read-script.ts';
import type { VersionRow } from '../jobs/versions.ts';
import { addDays } from '../scheduler/dates.ts';
import { firstRunDate, generateOnDeployment, instanceKey } from '../scheduler/generation.ts';
import { instancesOfDay } from '../scheduler/instances-of-day.ts';
import { localTime } from '../scheduler/zones.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { loadCalendar, type DeployedJob, type StoreCalendar } from './calendar.ts';
import { checkDependencies } from './check-dependencies.ts';
import { scheduleErrors } from './errors.ts';
import { scheduledInstance } from './planned.ts';
import { rebindChildren } from './rebind-children.ts';
import { removeWaiting, waitingInstances } from './remove-waiting.ts';

/**
 * To be called when the job row names the new version.
 *
 * @returns warnings and notes.
 * @throws SluiceError SCHEDULES_UNKNOWN_PARENT, SCHEDULES_CYCLE, SCHEDULES_VALUES_MISSING
 */
export async function deploySchedule(
  ground: Ground,
  transaction: DatabaseTransaction,
  row: JobRow,
  { schedule, script, parameters }: VersionRow,
): Promise<readonly Issue[]> {
  if (schedule === null) {
    await undeploySchedule(ground, transaction, row);
    return [];
  }
  const { variables } = (await readScript(script, parameters)).facts;
  if (variables.length > 0) throw scheduleErrors.valuesMissing({ names: variables }).at({ path: 'parameters' });
  await transaction
    .insertInto('job_generations')
    .values({ job_id: row.id, deployed_at: ground.clock.now(), last_run_date: null })
    .onConflict((conflict) => conflict.column('job_id').doNothing())
    .execute();
  const calendar = await loadCalendar(transaction);
  const job = calendar.job(row.id);
  if (job === undefined) throw scheduleErrors.notScheduled({ name: row.name });
  const issues = await checkDependencies(transaction, calendar, job);
  await generateNow(ground, transaction, calendar, job);
  return [...issues, ...(await keptTimes(transaction, job))];
}

/** Instances that the night run made before stay as they are: who changed the times must know. */
async function keptTimes(transaction: DatabaseTransaction, job: DeployedJob): Promise<readonly Issue[]> {
  const kept = (await waitingInstances(transaction, job.id)).filter(({ cycle_time, planned_at }) => {
    const runDate = `${cycle_time.slice(0, 4)}-${cycle_time.slice(4, 6)}-${cycle_time.slice(6, 8)}`;
    const times = instancesOfDay(job.schedule, runDate, job.id);
    return !times.some(({ cycleTime, plannedAt }) => cycleTime === cycle_time && plannedAt === planned_at);
  });
  if (kept.length === 0) return [];
  const from = job.lastRunDate === undefined ? firstRunDate(job) : addDays(job.lastRunDate, 1);
  return [issueOf('note', scheduleErrors.keepsOldTimes({ count: kept.length, from }), { path: 'schedule' })];
}

/** Of the day of the deployment, for jobs that want it. */
async function generateNow(
  ground: Ground,
  transaction: DatabaseTransaction,
  calendar: StoreCalendar,
  job: DeployedJob,
): Promise<void> {
  const at = ground.clock.now();
  if (job.isHeld) return;
  const runDate = localTime(at, job.schedule.timeZone).date;
  const rows = await transaction
    .selectFrom('instances')
    .select(['cycle_time', 'planned_at', 'state'])
    .where('job_id', '=', job.id)
    .where('kind', '=', 'scheduled')
    .where('business_date', '=', addDays(runDate, -1))
    .execute();
  const existing = rows.map(({ cycle_time: cycleTime, planned_at: plannedAt, state }) => ({
    cycleTime,
    plannedAt,
    state: state as InstanceState,
  }));
  const { make, remove } = generateOnDeployment(job, { at, existing });
  const waiting = await waitingInstances(transaction, job.id);
  const gone = waiting.filter(({ cycle_time }) => remove.includes(cycle_time));
  await removeWaiting(ground, transaction, gone);
  await makeInstances(
    ground,
    transaction,
    make.map((each) => scheduledInstance(calendar, job, each)),
  );
  await rebindChildren(
    ground,
    transaction,
    calendar,
    gone.map(({ cycle_time: cycleTime }) => instanceKey({ job: job.id, cycleTime })),
  );
}

/** Nothing more is made of it, and what has not begun is removed. Running instances go on. */
export async function undeploySchedule(
  ground: Ground,
  transaction: DatabaseTransaction,
  { id }: JobRow,
): Promise<void> {
  await transaction.deleteFrom('job_generations').where('job_id', '=', id).execute();
  await removeWaiting(ground, transaction, await waitingInstances(transaction, id));
}

/** Others name it. Throws `SCHEDULES_IS_NEEDED`. */
export async function requireNotNeeded(transaction: DatabaseTransaction, row: JobRow): Promise<void> {
  if (row.deployed_version === null) return;
  const calendar = await loadCalendar(transaction);
  for (const { name, named, projectId, id } of calendar.jobs.values())
    if (id !== row.id && named.some((each) => calendar.find(each, projectId)?.id === row.id))
      throw scheduleErrors.isNeeded({ name: row.name, by: name });
}
