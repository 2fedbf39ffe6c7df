import { findJob } from '../jobs/jobs.ts';
import { addDays } from '../scheduler/dates.ts';
import { loadCalendar } from '../schedules/calendar.ts';
import { scheduleErrors } from '../schedules/errors.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { instanceErrors } from './errors.ts';
import { makeInstances } from './make.ts';
import { findInstance, type InstanceRow } from './rows.ts';

export interface TestRequest {
  readonly projectId: string;
  readonly jobName: string;
  readonly businessDate: string;
  readonly userName: string;
}

/**
 * One instance of the deployed version with the real parameters of a business date, which waits for nobody and runs at
 * once; of schedules within the day the first one. On off-days it is a dry run, as the scheduled one would be.
 */
export async function startTest(
  ground: Ground,
  { projectId, jobName, businessDate, userName }: TestRequest,
): Promise<InstanceRow> {
  const { database } = ground.store;
  const { id: jobId, name } = await findJob(database, projectId, jobName);
  const calendar = await loadCalendar(database);
  const job = calendar.job(jobId);
  if (job === undefined) throw scheduleErrors.notScheduled({ name });
  const [time] = calendar.instancesOf(jobId, addDays(businessDate, 1));
  if (time === undefined) throw instanceErrors.noTime({ job: name, businessDate }).at({ path: 'businessDate' });
  const now = ground.clock.now();
  const scope = newId(now);
  return ground.store.transaction(async (transaction) => {
    const wanted = { job, time, scope, parents: [], kind: 'test', ignoresParents: true, ignoresTime: true } as const;
    const [id = ''] = await makeInstances(ground, transaction, [wanted]);
    await transaction
      .insertInto('instance_events')
      .values({ id: newId(now), instance_id: id, at: now, user_name: userName, text: 'Made as a test.' })
      .execute();
    return findInstance(transaction, projectId, id);
  });
}
