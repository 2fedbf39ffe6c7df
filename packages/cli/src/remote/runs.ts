import { randomUUID } from 'node:crypto';
import type { CommandContext, Outcome } from '../command/context.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { listOutcome, showOutcome, type RunSummary } from '../commands/runs.ts';
import { formatAmount } from '../terminal/numbers.ts';
import { connect, type Remote } from './connect.ts';
import { followRun, reportOf, type RemoteRun } from './follow.ts';
import { valuesOf } from './values.ts';

export interface RemoteRunFlags extends VariableFlags {
  readonly draft?: boolean;
}

/** Runs a job that the server keeps. */
export async function runJobOfServer(job: string, flags: RemoteRunFlags, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await remote.api.runs.start({
    params: { project: remote.project, job },
    body: {
      ...valuesOf(flags),
      ...(flags.draft === true ? { what: 'draft' as const, environment: 'development' as const } : {}),
    },
    idempotencyKey: randomUUID(),
  });
  return followRun(remote, run.id, context);
}

export async function listRuns(limit: number, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const { items } = await remote.api.runs.list({
    params: { project: remote.project },
    query: { limit: Math.min(limit, 500) },
  });
  return listOutcome(items.map(summaryOf), items.length, `No runs in the project ${remote.project} of ${remote.url}.`);
}

export async function showRun(given: string, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const id = await runIdOf(given, remote);
  const run = await remote.api.runs.get({ params: { project: remote.project, run: id } });
  const summary = summaryOf(run);
  const report = run.finishedAt === undefined ? undefined : await reportOf(remote, id);
  const { numbers: _, ...facts } = summary;
  return showOutcome({ ...facts, ...(report === undefined ? {} : { report }) }, remote.flag, context.screen);
}

export async function showRunLog(given: string, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const id = await runIdOf(given, remote);
  const all: object[] = [];
  for (let after = 0; ;) {
    const { items } = await remote.api.runs.log({
      params: { project: remote.project, run: id },
      query: { after, limit: 10_000 },
    });
    all.push(...items.map(({ at, level, message, fields }) => ({ time: at, level, message, ...fields })));
    const last = items.at(-1);
    if (last === undefined) break;
    after = last.line;
  }
  return { summary: formatAmount(all.length, 'line'), result: all, lines: all.map((line) => JSON.stringify(line)) };
}

/** `last` is the newest run of the project. */
export async function runIdOf(given: string, { api, project }: Remote): Promise<string> {
  if (given !== 'last') return given;
  const { items } = await api.runs.list({ params: { project }, query: { limit: 1 } });
  return items[0]?.id ?? given;
}

function summaryOf(run: RemoteRun): RunSummary {
  const { id, job = '', state, queuedAt, startedAt, finishedAt, rowsRead, rowsWritten, rowsDirty } = run;
  const base = { runId: id, job, state, startedAt: startedAt ?? queuedAt };
  if (finishedAt === undefined || startedAt === undefined) return base;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const numbers = { seconds, rowsRead: rowsRead ?? 0, rowsWritten: rowsWritten ?? 0, rowsDirty: rowsDirty ?? 0 };
  return { ...base, numbers };
}
