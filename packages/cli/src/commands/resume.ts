import { type Command, Option } from 'commander';
import type { JobOrigin } from '@sluice/engine';
import { loadResume, openRunFolder, readJson } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings, runSettings } from '../command/settings.ts';
import { cliErrors } from '../errors.ts';
import { executeJob } from '../job/execute.ts';
import { addJobOfRunOptions } from '../job/options.ts';
import type { JobOfRunFlags } from '../job/read-job.ts';
import { readJobOfRun, requireJob } from '../job/read-job.ts';
import { aboutRunId, runIdOf } from '../job/run-id.ts';
import { formatAmount } from '../terminal/numbers.ts';

interface ResumeFlags extends JobOfRunFlags {
  readonly inDoubt?: 'keep' | 'repeat';
}

export function configure(command: Command): void {
  command.argument('<run>', aboutRunId).action(async (runId: string, flags: ResumeFlags & Record<string, unknown>) => {
    await perform('resume', flags, async (context) => {
      if (isRemote(context)) return resumeThere(runId, flags, context);
      return resume(runIdOf(runId, context), flags, context);
    });
  });
  addJobOfRunOptions(command);
  command.addOption(
    new Option(
      '--in-doubt <answer>',
      'splits that were being committed and whose target cannot tell: keep takes them as written, repeat writes them again',
    ).choices(['keep', 'repeat']),
  );
  addSettings(command, runSettings);
  addSettings(command, remoteSettings);
}

/** A server goes on with the job and the values that it has. */
async function resumeThere(runId: string, flags: ResumeFlags, context: CommandContext): Promise<Outcome> {
  if (flags.job !== undefined || flags.parameter !== undefined)
    throw cliErrors.usage({
      message: 'A run of a server is resumed with the job and the values that it began with.',
      hint: 'Leave out --job and --parameter, or run it again with sluice runs rerun.',
    });
  return (await import('../remote/runs.ts')).resumeRun(runId, flags.inDoubt, context);
}

async function resume(runId: string, flags: ResumeFlags, context: CommandContext): Promise<Outcome> {
  const folder = openRunFolder(context.stateFolder, runId);
  const { origin } = readJson(folder, 'run.json') as unknown as { origin?: JobOrigin };
  if (origin === undefined) throw cliErrors.jobOfRunInvalid({ file: folder.path });
  const job = requireJob(await readJobOfRun(origin, runId, flags, context));
  const { done, plan, doubtful } = loadResume(folder, job.fingerprint);
  const rows = [...done.values()].reduce((sum, outcome) => sum + outcome.commit.rowsWritten, 0);
  const kept = `${formatAmount(done.size, 'split')} with ${formatAmount(rows, 'row')}`;
  const left = plan.splits.length - done.size;
  const unsure = doubtful.length === 0 ? '' : `, ${doubtful.length} of them in doubt`;
  const sentence = `Resuming ${runId}: ${kept} are kept, ${left} of ${plan.splits.length} are left${unsure}.`;
  if (context.logFormat === 'json')
    context.log.info(sentence, { runId, tasksKept: done.size, rowsKept: rows, tasksLeft: left });
  else if (!context.settings.quiet) context.screen.line(sentence);
  const { inDoubt } = flags;
  return executeJob(job, context, { resumeRunId: runId, ...(inDoubt === undefined ? {} : { inDoubt }) });
}
