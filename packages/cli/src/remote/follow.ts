import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress, RunReport } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodeOf, exitCodes } from '../command/exit-codes.ts';
import { progressDisplay } from '../job/progress-display.ts';
import { StopSignals } from '../job/stop-signals.ts';
import { errorLines } from '../terminal/error-block.ts';
import { finalBlock } from '../terminal/final-block.ts';
import { formatCount } from '../terminal/numbers.ts';
import type { Api, Remote } from './connect.ts';

export type RemoteRun = Awaited<ReturnType<Api['runs']['get']>>;

const lookEveryMs = 1_000;

/** Shows a run of a server until its end, as a run of this machine is shown. A signal stops the run there. */
export async function followRun(remote: Remote, id: string, context: CommandContext): Promise<Outcome> {
  const { settings, screen, logFormat, log } = context;
  const signals = new StopSignals(process, {
    timeoutSeconds: settings.timeout,
    drainTimeoutSeconds: settings.drainTimeout,
    say: (sentence) => (logFormat === 'json' ? log.warn(sentence) : screen.line(sentence)),
  });
  const at = { params: { project: remote.project, run: id } };
  const stop = (now: boolean) => () => void remote.api.runs.cancel({ ...at, body: { now } }).catch(() => undefined);
  signals.drain.addEventListener('abort', stop(false));
  signals.kill.addEventListener('abort', stop(true));
  const display = progressDisplay(context);
  display.begin();
  try {
    const run = await untilOver(remote, id, (progress) => display.show(progress));
    return await outcomeOf(run, remote, context, signals.received);
  } finally {
    display.end();
    signals.close();
  }
}

async function untilOver(remote: Remote, id: string, show: (progress: Progress) => void): Promise<RemoteRun> {
  for (;;) {
    const run = await remote.api.runs.get({ params: { project: remote.project, run: id } });
    if (run.progress !== undefined) show(run.progress as unknown as Progress);
    if (run.state !== 'queued' && run.state !== 'running') return run;
    await sleep(lookEveryMs);
  }
}

async function outcomeOf(
  run: RemoteRun,
  remote: Remote,
  context: CommandContext,
  signal: StopSignals['received'],
): Promise<Outcome> {
  const report = await reportOf(remote, run.id);
  if (report === undefined) return withoutReport(run, signal);
  const { screen, settings, logFormat } = context;
  if (logFormat === 'text') {
    if (!settings.quiet) screen.lines(finalBlock(report, screen.look, { stateFlag: remote.flag }));
    if (report.error !== undefined) screen.lines(errorLines(report.error, {}, screen.look));
  }
  return {
    summary: `${report.state}: ${formatCount(report.rowsWritten)} of ${formatCount(report.rowsRead)} rows written`,
    result: report,
    bare: report,
    exitCode: report.error === undefined ? exitCodes.ok : exitCodeOf(report.error.kind, signal),
  };
}

/** It ended before anything was read: cancelled in the queue, or its worker could not begin. */
function withoutReport(run: RemoteRun, signal: StopSignals['received']): Outcome {
  const reason = run.error === undefined ? '' : `: ${run.error.message}`;
  const kind = run.state === 'cancelled' ? 'cancelled' : ((run.error?.kind ?? 'environment') as 'environment');
  const summary = `${run.state}${reason}`;
  return { summary, result: run, lines: [summary], exitCode: exitCodeOf(kind, signal) };
}

/** As the engine wrote it, under the id that the server knows the run by. */
export async function reportOf(remote: Remote, id: string): Promise<RunReport | undefined> {
  const report = await remote.api.runs.report({ params: { project: remote.project, run: id } }).catch(() => undefined);
  if (report === undefined) return undefined;
  const { dirtyFolder, ...facts } = report as RunReport;
  return { ...facts, runId: id, ...(dirtyFolder === undefined ? {} : { dirtyFolder: `kept by ${remote.url}` }) };
}
