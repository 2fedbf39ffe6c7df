import type { Command } from 'commander';
import { explainJob } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings, runSettings } from '../command/settings.ts';
import { cliErrors } from '../errors.ts';
import { checkJob } from '../job/check-job.ts';
import { executeJob } from '../job/execute.ts';
import { explainRequest } from '../job/explain-request.ts';
import { addVariableOptions } from '../job/options.ts';
import type { ReadyJob, VariableFlags } from '../job/read-job.ts';
import { readJobFile, requireJob } from '../job/read-job.ts';

interface RunFlags extends VariableFlags {
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly dataxLog?: boolean;
  readonly draft?: boolean;
}

export function configure(command: Command): void {
  command
    .argument(
      '<file>',
      'job file (script 2.0, script 1.0 or DataX), - for standard input; with --server: name of a job',
    )
    .option('--draft', 'with --server: the job as it is being edited, against development data sources')
    .option('--plan <hash>', 'refuse to run when sluice plan would print another hash now')
    .option('--dry-run', 'print the plan, as sluice plan does, and run nothing')
    .option('--datax-log', 'end with the closing block of a DataX log')
    .action(async (file: string, flags: RunFlags & Record<string, unknown>) => {
      const isInput = file === '-';
      await perform('run', flags, (context) => run(file, flags, context), isInput ? {} : { file });
    });
  addVariableOptions(command);
  addSettings(command, runSettings);
  addSettings(command, remoteSettings);
}

async function run(file: string, flags: RunFlags, context: CommandContext) {
  if (flags.dryRun === true) return (await import('./plan.ts')).plan(file, flags, context);
  if (isRemote(context)) return (await import('../remote/runs.ts')).runJobOfServer(file, flags, context);
  const job = requireJob(await checkJob(await readJobFile(file, flags, context), context));
  if (flags.plan !== undefined) await requirePlan(job, flags.plan, context);
  return executeJob(job, context, { wantsDataxBlock: flags.dataxLog === true });
}

/** A plan that was approved must still be the plan. */
async function requirePlan(file: ReadyJob, expected: string, context: CommandContext): Promise<void> {
  const { hash } = await explainJob(explainRequest(file, context));
  if (hash !== expected) throw cliErrors.planChanged({ expected, found: hash });
}
