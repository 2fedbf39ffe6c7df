import type { Command } from 'commander';
import type { Issue } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings } from '../command/settings.ts';
import { checkJob } from '../job/check-job.ts';
import { issueLines, issueSummary } from '../job/issue-lines.ts';
import { addVariableOptions } from '../job/options.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { readJobFile } from '../job/read-job.ts';
import { styled, symbol } from '../terminal/screen.ts';

export function configure(command: Command): void {
  command
    .argument('<file>', 'job file; - reads standard input')
    .action(async (file: string, flags: VariableFlags & Record<string, unknown>) => {
      await perform('validate', flags, (context) => validate(file, flags, context), { file });
    });
  addVariableOptions(command);
  addSettings(command, remoteSettings);
}

async function validate(file: string, flags: VariableFlags, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/check.ts')).validateThere(file, flags, context);
  const { parsed, issues, name } = await checkJob(await readJobFile(file, flags, context), context);
  const { job } = parsed;
  const isValid = job !== undefined && !issues.some((issue) => issue.severity === 'error');
  const facts =
    job === undefined
      ? {}
      : { format: job.format, reader: job.reader.connector, writer: job.writer.connector, setting: job.setting };
  return verdictOutcome({ isValid, issues, name, facts }, context);
}

interface Verdict {
  readonly isValid: boolean;
  readonly issues: readonly Issue[];
  readonly name: string;
  /** Besides, for `--json`. */
  readonly facts: object;
}

export function verdictOutcome({ isValid, issues, name, facts }: Verdict, context: CommandContext): Outcome {
  const { look } = context.screen;
  const summary = `${name} is ${isValid ? 'valid' : 'not valid'}: ${issueSummary(issues)}`;
  const sign = isValid ? styled(symbol('ok', look), 'green', look) : styled(symbol('fail', look), 'red', look);
  return {
    summary,
    result: { isValid, ...facts, issues },
    lines: [...issueLines(issues, name, look), `${sign} ${summary}`],
    exitCode: isValid ? exitCodes.ok : exitCodes.invalid,
  };
}
