import { randomUUID } from 'node:crypto';
import type { CommandContext, Outcome } from '../command/context.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { listOutcome, showOutcome, type RunSummary } from '../commands/runs.ts';
import { formatAmount } from '../terminal/numbers.ts';
import { connect, type Remote } from './connect.ts';
import { followRun, reportOf, type RemoteRun } from './follow.ts';
import { itemsOf } from './pages.ts';
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

export interface RemoteRunFilter {
  readonly job?: string;
  readonly state?: string;
}

export async function listRuns(limit: number, filter: RemoteRunFilter, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const { job, state } = filter;
  const ofState = state === undefined ? {} : { state: state as RemoteRun['state'] };
  const wanted = { ...(job === undefined ? {} : { job }), ...ofState };
  const { project } = remote;
  const page = (query: object) => remote.api.runs.list({ params: { project }, query: { ...wanted, ...query } });
  const items = await itemsOf(page, { most: limit });
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

export async function cancelRun(given: string, now: boolean, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const { state, ...facts } = await remote.api.runs.cancel({ params: { project: remote.project, run }, body: { now } });
  const sentence = state === 'cancelled' ? `${run}: cancelled` : `${run}: it is told to stop`;
  return { summary: sentence, result: { ...facts, state }, lines: [sentence] };
}

/** Shown until its end, as a new run is. */
export async function rerunRun(given: string, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const { id } = await remote.api.runs.rerun({ params: { project: remote.project, run } });
  return followRun(remote, id, context);
}

export async function resumeRun(
  given: string,
  inDoubt: 'keep' | 'repeat' | undefined,
  context: CommandContext,
): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const { id } = await remote.api.runs.resume({ params: { project: remote.project, run }, body: { inDoubt } });
  return followRun(remote, id, context);
}

export async function showScript(given: string, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const result = await remote.api.runs.configuration({ params: { project: remote.project, run } });
  const lines = (result.script ?? 'The script cannot be read.').split('\n');
  return { summary: `script of ${run}`, result, lines };
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
