/** What an instance waits for, read from the store for `readinessOf`. */
import type { InstanceState } from '../contract/schedule.ts';
import { countIn } from '../runs/queue.ts';
import { readinessOf, type ParentState, type Surroundings, type WaitingReason } from '../scheduler/readiness.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { policyOf, stateOf, type InstanceRow } from './rows.ts';
import type { OperatedInstance } from '../scheduler/transitions.ts';

interface StoredParent extends ParentState {
  /** Undefined: it does not exist. */
  readonly id?: string;
}

export interface StoredReason extends WaitingReason {
  /** Instance that it waits for. */
  readonly parentId?: string;
}

/** Why it has not begun; empty for instances that run or have ended. */
export async function waitingOf(ground: Ground, row: InstanceRow): Promise<readonly StoredReason[]> {
  const { database } = ground.store;
  if (!isUnbegun(row)) return [];
  const [parents, surroundings] = await Promise.all([parentsOf(database, row), surroundingsOf(ground, row)]);
  const { reasons } = readinessOf(
    {
      state: stateOf(row),
      kind: row.is_dry_run === 1 ? 'dryRun' : 'real',
      plannedAt: row.planned_at,
      isFrozen: row.is_frozen === 1,
      ignoresParents: row.ignores_parents === 1,
      ignoresTime: row.ignores_time === 1,
      ...(row.retry_at === null ? {} : { retryAt: row.retry_at }),
    },
    parents,
    surroundings,
  );
  return reasons.map((reason) => {
    const { parent } = reason;
    const id = parents.find((each) => each.job === parent?.job && each.cycleTime === parent.cycleTime)?.id;
    return id === undefined ? reason : { ...reason, parentId: id };
  });
}

/** What `operate` asks of an instance. */
export async function operatedOf(
  database: Database | DatabaseTransaction,
  row: InstanceRow,
): Promise<OperatedInstance> {
  const isFrozen = row.is_frozen === 1;
  return {
    state: stateOf(row),
    isFrozen,
    // Counts only when it is unfrozen.
    areParentsDone: isFrozen && (await areParentsDone(database, row)),
    rerun: policyOf(row).rerun,
  };
}

async function areParentsDone(database: Database | DatabaseTransaction, row: InstanceRow): Promise<boolean> {
  if (row.ignores_parents === 1) return true;
  const parents = await parentsOf(database, row);
  if (!parents.every(({ state, isFrozen }) => state === 'success' && isFrozen !== true)) return false;
  return (await earlierDaysOf(database, row)).every(({ state }) => state === 'success');
}

/** Parents that count: those that exist, and those that must. */
async function parentsOf(database: Database | DatabaseTransaction, row: InstanceRow): Promise<readonly StoredParent[]> {
  const rows = await database
    .selectFrom('instance_parents')
    .leftJoin('instances as parent', 'parent.key', 'instance_parents.parent_key')
    .select([
      'instance_parents.parent_key',
      'instance_parents.is_required',
      'parent.id',
      'parent.job_name',
      'parent.cycle_time',
      'parent.state',
      'parent.is_frozen',
    ])
    .where('instance_parents.child_id', '=', row.id)
    .orderBy('instance_parents.parent_key')
    .execute();
  const missing = await namesOfKeys(
    database,
    rows.filter(({ id }) => id === null).map(({ parent_key }) => parent_key),
  );
  return [...new Map(rows.map((each) => [each.parent_key, each])).values()].flatMap((each): StoredParent[] => {
    if (each.id === null) return each.is_required === 1 ? [missing(each.parent_key)] : [];
    return [
      {
        id: each.id,
        job: each.job_name ?? '',
        cycleTime: each.cycle_time ?? '',
        state: each.state as InstanceState,
        isFrozen: each.is_frozen === 1,
      },
    ];
  });
}

/** A key is `<scope>/<cycle time>/<job id>`. */
async function namesOfKeys(database: Database | DatabaseTransaction, keys: readonly string[]) {
  const jobOf = (key: string): string => key.split('/')[2] ?? '';
  const jobs = [...new Set(keys.map(jobOf))];
  const rows =
    jobs.length === 0 ? [] : await database.selectFrom('jobs').select(['id', 'name']).where('id', 'in', jobs).execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (key: string): StoredParent => ({
    job: names.get(jobOf(key)) ?? 'of a deleted job',
    cycleTime: key.split('/')[1] ?? '',
  });
}

async function surroundingsOf(ground: Ground, row: InstanceRow): Promise<Surroundings> {
  const { database } = ground.store;
  const [group, project, earlierDays, atWork] = await Promise.all([
    database
      .selectFrom('resource_groups')
      .select(['id', 'slots', 'is_draining'])
      .where('name_key', '=', row.group_name.toLowerCase())
      .executeTakeFirst(),
    database.selectFrom('projects').select('is_scheduling').where('id', '=', row.project_id).executeTakeFirst(),
    earlierDaysOf(database, row),
    database
      .selectFrom('instances')
      .select('id')
      .where('job_id', '=', row.job_id)
      .where('cycle_time', '=', row.cycle_time)
      .where('kind', '=', 'scheduled')
      .where('state', 'in', ['waitResource', 'running'])
      .executeTakeFirst(),
  ]);
  const isOpen = group !== undefined && group.is_draining === 0;
  return {
    now: ground.clock.now(),
    group: row.group_name,
    freeSlots: isOpen ? group.slots - (await countIn(database, group.id, 'running')) : 0,
    isProjectScheduling: project?.is_scheduling !== 0,
    isScheduledAtWork: row.kind !== 'scheduled' && atWork !== undefined,
    earlierDays,
  };
}

/** Of a backfill: the date before in the same group. */
async function earlierDaysOf(
  database: Database | DatabaseTransaction,
  { backfill_id, after_date }: InstanceRow,
): Promise<NonNullable<Surroundings['earlierDays']>> {
  if (backfill_id === null || after_date === null) return [];
  const rows = await database
    .selectFrom('instances')
    .select('state')
    .distinct()
    .where('backfill_id', '=', backfill_id)
    .where('business_date', '=', after_date)
    .execute();
  const states = rows.map(({ state }) => state);
  const isDone = states.every((state) => state === 'success');
  const state = states.includes('failure') ? 'failure' : isDone ? 'success' : 'running';
  return [{ businessDate: after_date, state }];
}

function isUnbegun({ state }: InstanceRow): boolean {
  return state === 'notRun' || state === 'waitTime' || state === 'waitResource';
}
