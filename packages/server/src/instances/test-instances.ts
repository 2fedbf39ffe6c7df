/** Instances for tests, made as the scheduler makes them. */
import { instancePolicySchema, scheduleSchema, type InstancePolicy } from '../contract/schedule.ts';
import { addDays } from '../scheduler/dates.ts';
import { instanceKey } from '../scheduler/generation.ts';
import type { Ground } from '../subject.ts';
import { makeInstances, type InstanceToMake } from './make.ts';
import type { InstanceRow } from './rows.ts';

export interface TestInstance {
  readonly job: string;
  /** Default `2026-03-01`; the cycle time is 00:00 of the next day. */
  readonly businessDate?: string;
  /** `hhmmss` of the cycle time. */
  readonly time?: string;
  /** Names of jobs of the same business date that it waits for. */
  readonly after?: readonly string[];
  readonly projectId?: string;
  readonly policy?: Partial<InstancePolicy>;
  readonly more?: Partial<InstanceToMake>;
  /** Columns as they shall be, whatever led to that. */
  readonly columns?: Partial<InstanceRow>;
}

export const testDate = '2026-03-01';

/** Ids in the order of the wishes; all are made together, and get their columns afterwards. */
export async function makeTestInstances(ground: Ground, wanted: readonly TestInstance[]): Promise<readonly string[]> {
  const wishes = wanted.map(wish);
  const { store } = ground;
  const rows = await store.transaction(async (transaction) => {
    await makeInstances(ground, transaction, wishes);
    return transaction.selectFrom('instances').select(['id', 'key']).where('key', 'in', wishes.map(keyOf)).execute();
  });
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  const made = wishes.map((each) => ids.get(keyOf(each)) as string);
  for (const [index, { columns }] of wanted.entries())
    if (columns !== undefined)
      await store.database
        .updateTable('instances')
        .set(columns)
        .where('id', '=', made[index] as string)
        .execute();
  return made;
}

function keyOf({ job, time, scope }: InstanceToMake): string {
  return instanceKey({ job: job.id, cycleTime: time.cycleTime }, scope);
}

export function cycleTimeOf(businessDate: string, time = '000000'): string {
  return `${addDays(businessDate, 1).replaceAll('-', '')}${time}`;
}

function wish(instance: TestInstance): InstanceToMake {
  const { job, businessDate = testDate, time, after = [], projectId = 'project-p', policy = {}, more } = instance;
  const cycleTime = cycleTimeOf(businessDate, time);
  return {
    job: {
      id: `job-${job}`,
      projectId,
      name: job,
      schedule: scheduleSchema.parse({ cycle: { kind: 'day' } }),
      policy: { ...instancePolicySchema.parse({}), ...policy },
      parameters: 'day=$[yyyymmdd] password=hidden',
      priority: 1,
      group: 'default',
      ownerId: null,
    },
    time: { cycleTime, businessDate, plannedAt: Date.parse(`${addDays(businessDate, 1)}T00:00:00Z`), kind: 'real' },
    kind: 'scheduled',
    scope: 'scheduled',
    parents: after.map((parent) => ({
      key: instanceKey({ job: `job-${parent}`, cycleTime: cycleTimeOf(businessDate) }),
      kind: 'sameCycle',
      isRequired: true,
    })),
    ...more,
  };
}
