/** What an alert says, gathered from the store. */
import type { ErrorReport } from '@sluice/core';
import type { AlertFacts } from '../contract/alert.ts';
import type { Ground } from '../subject.ts';
import type { Alert } from './alerts-for.ts';
import type { Seen } from './seen.ts';

export async function factsOf(ground: Ground, projectName: string, seen: Seen, alert: Alert): Promise<AlertFacts> {
  const { watched, businessDate, runId, attempt, mostAttempts, rowsRead } = seen;
  const { startedAt, endedAt, rowsWritten, rowsDirty, plan, kind, phase } = watched;
  const now = ground.clock.now();
  const error = phase === 'failed' || phase === 'retrying' ? await errorOf(ground, seen) : undefined;
  return {
    trigger: alert.trigger,
    at: new Date(now).toISOString(),
    project: projectName,
    rule: alert.rule.name,
    job: seen.jobName,
    kind,
    state: seen.state,
    ...defined({
      instance: kind === 'manual' ? undefined : watched.id,
      run: runId,
      businessDate,
      cycleTime: plan?.cycleTime,
      timeZone: plan?.timeZone,
      attempt,
      mostAttempts,
      deadline: alert.deadline === undefined ? undefined : new Date(alert.deadline).toISOString(),
      limit: alert.limit,
      average: alert.average,
      rowsRead,
      rowsWritten,
      rowsDirty,
      durationMs: startedAt === undefined ? undefined : (endedAt ?? now) - startedAt,
      error,
      link: linkOf(ground, projectName, seen),
    }),
  };
}

/** The engine's own words when the run has them: they come with a hint. */
async function errorOf({ store }: Ground, { runId, error }: Seen): Promise<AlertFacts['error']> {
  const run =
    runId === undefined
      ? undefined
      : await store.database.selectFrom('runs').select('error').where('id', '=', runId).executeTakeFirst();
  if (run === undefined || run.error === null) return error === undefined ? undefined : { message: error };
  const { code, message, suggestion } = JSON.parse(run.error) as ErrorReport;
  return { code, message, ...(suggestion === undefined ? {} : { hint: suggestion }) };
}

/** To the page of the console. */
function linkOf({ settings }: Ground, projectName: string, { watched }: Seen): string | undefined {
  if (settings.publicUrl === undefined) return undefined;
  const page = watched.kind === 'manual' ? 'runs' : 'instances';
  const path = `/projects/${encodeURIComponent(projectName)}/${page}/${encodeURIComponent(watched.id)}`;
  return `${settings.publicUrl.replace(/\/$/, '')}${path}`;
}

/** The members that are there. */
function defined<T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
