import type { Command } from 'commander';
import type { JobOrigin } from '@sluice/engine';
import { loadResume, openRunFolder, readJson } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, runSettings } from '../command/settings.ts';
import { cliErrors } from '../errors.ts';
import { executeJob } from '../job/execute.ts';
import { addJobOfRunOptions } from '../job/options.ts';
import type { JobOfRunFlags } from '../job/read-job.ts';
import { readJobOfRun, requireJob } from '../job/read-job.ts';
import { aboutRunId, runIdOf } from '../job/run-id.ts';
import { formatAmount } from '../terminal/numbers.ts';

export function configure(command: Command): void {
  command
    .argument('<run>', aboutRunId)
    .action(async (runId: string, flags: JobOfRunFlags & Record<string, unknown>) => {
      await perform('resume', flags, (context) => resume(runIdOf(runId, context), flags, context));
    });
  addJobOfRunOptions(command);
  addSettings(command, runSettings);
}

async function resume(runId: string, flags: JobOfRunFlags, context: CommandContext): Promise<Outcome> {
  const folder = openRunFolder(context.stateFolder, runId);
  const { origin } = readJson(folder, 'run.json') as unknown as { origin?: JobOrigin };
  if (origin === undefined) throw cliErrors.jobOfRunInvalid({ file: folder.path });
  const job = requireJob(await readJobOfRun(origin, runId, flags, context));
  const { done, plan, doubtful } = loadResume(folder, job.fingerprint);
  const rows = [...done.values()].reduce((sum, outcome) => sum + outcome.commit.rowsWritten, 0);
  const kept = `${formatAmount(done.size, 'split')} with ${formatAmount(rows, 'row')}`;
  const left = plan.splits.length - done.size;
  const unsure = doubtful.length === 0 ? '' : `, ${doubtful.length} of them in doubt: the target is asked`;
  const sentence = `Resuming ${runId}: ${kept} are kept, ${left} of ${plan.splits.length} are left${unsure}.`;
  if (context.logFormat === 'json')
    context.log.info(sentence, { runId, tasksKept: done.size, rowsKept: rows, tasksLeft: left });
  else if (!context.settings.quiet) context.screen.line(sentence);
  return executeJob(job, context, { resumeRunId: runId });
}
