import { asSluiceError } from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import { findJob } from '../jobs/jobs.ts';
import { findGroup } from '../resource-groups/groups.ts';
import { workerErrors } from '../worker/errors.ts';
import type { TestRunResult } from '../worker/trial-run.ts';
import type { TestRunWork, Workers } from '../worker/work.ts';
import { forgetTrial, longestTrialMs, rememberTrial, removeAbandonedTrials } from './abandoned-trials.ts';
import { workJobOf } from './drafts.ts';
import { performWork } from './perform.ts';
import type { SideContext } from './sides.ts';

type Request = z.output<typeof wizardRoutes.testRun.body>;
type Reply = z.output<typeof wizardRoutes.testRun.reply>;

const megabyte = 1024 * 1024;
/** A sample needs no more; a group may allow less. */
const mostMemoryBytes = 128 * megabyte;

/** Moves a sample of a job's rows into a place of its own. A run that fails is an answer. */
export async function testJob(jobName: string, request: Request, context: SideContext): Promise<Reply> {
  const { ground, needs, projectId, signal } = context;
  const row = await findJob(ground.store.database, projectId, jobName);
  const { script = row.script, parameters = row.parameters, rows } = request;
  const draft = { ...request, projectId, name: row.name, script, parameters };
  const job = await workJobOf(ground, needs, draft);
  const group = await findGroup(ground.store, request.group ?? row.group_name);
  const workers = await needs.workersOf(group.name);
  const memoryBytes = Math.min(mostMemoryBytes, group.memory_mb * megabyte);
  void removeAbandonedTrials(ground, needs);
  // With the times of now: names of tables may hold them.
  const { bizdate, cyctime } = job;
  const runId = await rememberTrial(ground, { ...draft, bizdate, cyctime }, group.name);
  const work = { kind: 'testRun', job, runId, rows, memoryBytes } as const;
  const ended = AbortSignal.any([signal, AbortSignal.timeout(longestTrialMs)]);
  const { report, dirty } = await performTrial(workers, work, ended).catch(async (error: unknown) => {
    // Refused: nothing was begun. Of a lost worker nobody knows what it left.
    if (asSluiceError(error).code !== workerErrors.lost.code) await forgetTrial(ground, runId);
    throw error;
  });
  if (report.trial?.isRemoved !== false) await forgetTrial(ground, runId);
  const { state, rowsRead, rowsWritten, rowsDirty, trial, error } = report;
  return {
    state,
    rowsRead,
    rowsWritten,
    rowsDirty,
    ...(trial === undefined ? {} : { place: trial.place }),
    isRemoved: trial?.isRemoved ?? true,
    notes: [...report.notes, ...(trial?.notes ?? []), ...(trial?.problem === undefined ? [] : [trial.problem])],
    dirty: dirty as unknown as Reply['dirty'],
    ...(error === undefined ? {} : { error: errorOf(error) }),
  };
}

async function performTrial(workers: Workers, work: TestRunWork, ended: AbortSignal): Promise<TestRunResult> {
  return (await performWork(workers, work, ended)) as unknown as TestRunResult;
}

function errorOf({ code, message, suggestion, path, values }: NonNullable<TestRunResult['report']['error']>) {
  return {
    code,
    message,
    ...(suggestion === undefined ? {} : { hint: suggestion }),
    ...(path === undefined ? {} : { path }),
    ...(values === undefined ? {} : { values }),
  };
}
