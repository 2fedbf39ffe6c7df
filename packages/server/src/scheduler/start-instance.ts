/** Begins an attempt of an instance: a dry run succeeds, a real one gets a run in the queue of its group. */
import { asSluiceError } from '@sluice/core';
import { changeInstance, type History, type InstanceUpdate } from '../instances/advance.ts';
import { parametersOf } from '../instances/make.ts';
import type { InstanceRow } from '../instances/rows.ts';
import { enqueue, type NewRun } from '../runs/queue.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';

interface DeployedVersion {
  readonly number: number;
  readonly script: string;
  /** Of the job, as it is called now. */
  readonly name: string;
}

/** What instances need to begin, read once for many of them. */
export interface StartMeans {
  /** By job: what is in production now. */
  readonly versions: ReadonlyMap<string, DeployedVersion>;
  /** Ids of resource groups by name in lower case. */
  readonly groups: ReadonlyMap<string, string>;
}

export async function loadMeans(
  transaction: DatabaseTransaction,
  rows: readonly { readonly job_id: string }[],
): Promise<StartMeans> {
  const jobs = [...new Set(rows.map(({ job_id }) => job_id))];
  const versions = await transaction
    .selectFrom('jobs as j')
    .innerJoin('job_versions as v', (join) =>
      join.onRef('v.job_id', '=', 'j.id').onRef('v.number', '=', 'j.deployed_version'),
    )
    .select(['j.id', 'j.name', 'v.number', 'v.script'])
    .where('j.id', 'in', jobs)
    .execute();
  const groups = await transaction.selectFrom('resource_groups').select(['id', 'name_key']).execute();
  return {
    versions: new Map(versions.map(({ id, ...version }) => [id, version])),
    groups: new Map(groups.map(({ id, name_key }) => [name_key, id])),
  };
}

const reasons: Readonly<Record<string, NewRun['reason']>> = {
  scheduled: 'schedule',
  backfill: 'backfill',
  test: 'test',
};

/**
 * The change of the instance and the run are of one transaction, so that an attempt never has two runs. What cannot
 * begin (no deployed version, no group, unreadable parameters) fails with the reason.
 *
 * @throws SluiceError INSTANCES_CHANGED_MEANWHILE; nothing is done then.
 */
export async function startInstance(
  ground: Ground,
  transaction: DatabaseTransaction,
  row: InstanceRow,
  means: StartMeans,
): Promise<{ readonly after: InstanceRow } & History> {
  const change = async (update: InstanceUpdate, text: string) => ({
    after: await changeInstance(ground, transaction, row, update, { text }),
    text,
  });
  const fail = (error: string) => change({ state: 'failure', error }, `It could not begin: ${error}`);
  if (row.is_dry_run === 1) return change({ state: 'success' }, 'A dry run: nothing was executed.');
  const version = means.versions.get(row.job_id);
  if (version === undefined) return fail('its job is not deployed any more. Deploy the job, then rerun the instance.');
  const groupId = means.groups.get(row.group_name.toLowerCase());
  if (groupId === undefined) return fail(`the resource group "${row.group_name}" does not exist any more.`);
  const variables = readParameters(ground, row);
  if (typeof variables === 'string') return fail(`its parameters cannot be read. ${variables}`);
  const runId = newId(ground.clock.now());
  const attempt = row.attempt + 1;
  const started = await change({ state: 'waitResource', runId, attempt }, `Attempt ${attempt} was put into the queue.`);
  await enqueue(ground, { ...runOf(row, version), id: runId, variables, groupId }, transaction);
  return started;
}

function runOf(row: InstanceRow, version: DeployedVersion): Omit<NewRun, 'variables' | 'groupId'> {
  return {
    projectId: row.project_id,
    jobId: row.job_id,
    jobName: version.name,
    jobVersion: version.number,
    script: version.script,
    bizdate: row.business_date.replaceAll('-', ''),
    cyctime: row.cycle_time,
    reason: reasons[row.kind] ?? 'schedule',
    priority: row.priority,
    environment: 'production',
    startedBy: null,
    instanceId: row.id,
    ...(row.run_id === null ? {} : { previousId: row.run_id }),
  };
}

/** A text tells why not. */
function readParameters(ground: Ground, row: InstanceRow): Readonly<Record<string, string>> | string {
  try {
    return parametersOf(ground, row);
  } catch (error) {
    return asSluiceError(error).message;
  }
}
