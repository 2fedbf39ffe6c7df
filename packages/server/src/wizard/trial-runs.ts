import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import { findJob } from '../jobs/jobs.ts';
import type { TestRunResult } from '../worker/trial-run.ts';
import { workJobOf } from './drafts.ts';
import { performWork } from './perform.ts';
import type { SideContext } from './sides.ts';

type Request = z.output<typeof wizardRoutes.testRun.body>;
type Reply = z.output<typeof wizardRoutes.testRun.reply>;

const memoryBytes = 128 * 1024 * 1024;

/** Moves a sample of a job's rows into a place of its own. A run that fails is an answer. */
export async function testJob(jobName: string, request: Request, context: SideContext): Promise<Reply> {
  const { ground, needs, projectId, signal } = context;
  const row = await findJob(ground.store.database, projectId, jobName);
  const { script = row.script, parameters = row.parameters, rows } = request;
  const job = await workJobOf(ground, needs, { ...request, projectId, name: row.name, script, parameters });
  const workers = await needs.workersOf(request.group ?? row.group_name);
  const work = { kind: 'testRun', job, rows, memoryBytes } as const;
  const { report, dirty } = (await performWork(workers, work, signal)) as unknown as TestRunResult;
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

function errorOf({ code, message, suggestion, path }: NonNullable<TestRunResult['report']['error']>) {
  return {
    code,
    message,
    ...(suggestion === undefined ? {} : { hint: suggestion }),
    ...(path === undefined ? {} : { path }),
  };
}
