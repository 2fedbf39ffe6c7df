import { resolveAssignments } from '@sluice/core';
import { findGroup } from '../resource-groups/groups.ts';
import { findJob, type JobRow } from '../jobs/jobs.ts';
import { findVersion } from '../jobs/versions.ts';
import { readScript } from '../jobs/read-script.ts';
import { zoneOf } from '../projects/zone.ts';
import { addDays } from '../scheduler/dates.ts';
import { localTime } from '../scheduler/zones.ts';
import type { Ground } from '../subject.ts';
import { runServiceErrors } from './errors.ts';
import { enqueue, variablesOf, type RunRow } from './queue.ts';

export interface StartRequest {
  readonly projectId: string;
  readonly jobName: string;
  readonly userId: string;
  readonly what: 'deployed' | 'draft';
  readonly environment: 'production' | 'development';
  readonly group?: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly bizdate?: string | undefined;
  readonly cyctime?: string | undefined;
}

/** Queues a run of a job, asked for by a person. */
export async function startRun(ground: Ground, request: StartRequest): Promise<RunRow> {
  const { database } = ground.store;
  const job = await findJob(database, request.projectId, request.jobName);
  const { script, parameters, number } = await scriptOf(ground, job, request.what);
  const times = await timesOf(ground, request);
  const { values } = resolveAssignments(parameters, {
    businessDate: times.bizdate,
    ...(times.cyctime === undefined ? {} : { cycleTime: times.cyctime }),
  });
  const variables = { ...values, ...request.variables };
  const missing = (await readScript(script, parameters)).facts.variables.filter((name) => !(name in variables));
  if (missing.length > 0) throw runServiceErrors.valuesMissing({ names: missing });
  const group = await findGroup(ground.store, request.group ?? job.group_name);
  return enqueue(ground, {
    projectId: request.projectId,
    jobId: job.id,
    jobName: job.name,
    jobVersion: number,
    script,
    variables,
    ...times,
    reason: 'manual',
    groupId: group.id,
    priority: job.priority,
    environment: request.environment,
    startedBy: request.userId,
  });
}

/** The script that a run takes. Throws `RUNS_NOT_DEPLOYED`. */
export async function scriptOf({ store }: Ground, job: JobRow, what: 'deployed' | 'draft') {
  if (what === 'draft') return { script: job.script, parameters: job.parameters, number: null };
  if (job.deployed_version === null) throw runServiceErrors.notDeployed({ job: job.name });
  return findVersion(store.database, job, job.deployed_version);
}

/** Without a date: yesterday, where the project is. */
export async function timesOf(
  { store, clock }: Ground,
  { bizdate, cyctime, projectId }: Pick<StartRequest, 'bizdate' | 'cyctime' | 'projectId'>,
) {
  if (bizdate !== undefined || cyctime !== undefined)
    return { ...(cyctime === undefined ? {} : { cyctime }), bizdate: bizdate ?? dayBefore(cyctime ?? '') };
  const { date } = localTime(clock.now(), await zoneOf(store.database, projectId));
  return { bizdate: addDays(date, -1).replaceAll('-', '') };
}

/** `20260301…` → `20260228` */
function dayBefore(day: string): string {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6, 8)].map(Number) as [
    number,
    number,
    number,
  ];
  return new Date(Date.UTC(year, month - 1, date - 1)).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Queues a run with the script and the values of an earlier one. */
export async function repeatRun(
  ground: Ground,
  run: RunRow,
  userId: string,
  replay?: { readonly engineRun: string; readonly file?: string },
): Promise<RunRow> {
  return enqueue(ground, {
    projectId: run.project_id,
    jobId: run.job_id,
    jobName: run.job_name,
    jobVersion: run.job_version,
    script: run.script,
    variables: variablesOf(ground, run),
    ...(run.bizdate === null ? {} : { bizdate: run.bizdate }),
    ...(run.cyctime === null ? {} : { cyctime: run.cyctime }),
    reason: replay === undefined ? 'manual' : 'replay',
    groupId: run.group_id,
    priority: run.priority,
    environment: run.environment as 'production' | 'development',
    startedBy: userId,
    previousId: run.id,
    ...(replay === undefined ? {} : { replay }),
  });
}
