import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Issue, Job, JsonValue } from '@sluice/core';
import { parseJob, printJson, toDatax, toScript } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { cliErrors } from '../errors.ts';
import { issueLines } from '../job/issue-lines.ts';
import { readAll } from '../terminal/streams.ts';
import { readTextFile } from '../job/read-text.ts';
import { requireJob } from '../job/read-job.ts';

interface ConvertFlags {
  readonly to?: 'script' | 'datax';
  readonly output?: string;
}

export function configure(command: Command): void {
  command
    .argument('<file>', 'job file; - reads standard input')
    .addOption(
      new Option('--to <format>', 'default: datax for a script, script for all others').choices(['script', 'datax']),
    )
    .option('-o, --output <file>', 'write there instead of standard output')
    .action(async (file: string, flags: ConvertFlags & Record<string, unknown>) => {
      await perform('convert', flags, (context) => convert(file, flags, context), { file });
    });
}

/** Variables stay in the job as they are. */
async function convert(file: string, flags: ConvertFlags, context: CommandContext): Promise<Outcome> {
  const text = file === '-' ? await readAll(context.input()) : readTextFile(file);
  const parsed = parseJob(text, { allowUnknownVariables: true, fileName: file });
  const { job } = requireJob({ parsed, issues: parsed.issues, name: file, fingerprint: '', origin: { variables: {} } });
  const { output, to = job.format.startsWith('script') ? 'datax' : 'script' } = flags;
  const printed = to === 'script' ? toScript(job) : toDatax(job);
  const converted = printJson(printed);
  const again = parseJob(converted, { allowUnknownVariables: true });
  const differences = differencesBetween(job, again.job);
  const { screen, settings } = context;
  const findings = [...parsed.issues, ...again.issues.filter((issue) => !isKnown(issue, parsed.issues))];
  if (!settings.quiet && !context.wantsJson) screen.lines([...issueLines(findings, file, screen.look), ...differences]);
  if (output !== undefined) writeText(output, converted);
  return {
    summary: `${file} converted from ${job.format} to ${to}: ${differences.length === 0 ? 'nothing is lost' : differences.join('; ')}`,
    result: {
      job: printed,
      differences,
      issues: findings,
      ...(output === undefined ? {} : { file: output }),
    },
    lines: output === undefined ? [converted.trimEnd()] : [`${output} written.`],
    isData: true,
  };
}

function isKnown(issue: Issue, known: readonly Issue[]): boolean {
  return known.some(({ code, message }) => code === issue.code && message === issue.message);
}

/** What the converted file, read again, says differently. */
function differencesBetween(before: Job, after: Job | undefined): string[] {
  if (after === undefined) return ['the converted job is not valid'];
  const stepOf = (job: Job, side: 'reader' | 'writer'): JsonValue => job[side].parameter as JsonValue;
  const parts: readonly (readonly [string, unknown, unknown])[] = [
    ['reader parameters', stepOf(before, 'reader'), stepOf(after, 'reader')],
    ['writer parameters', stepOf(before, 'writer'), stepOf(after, 'writer')],
    [
      'transforms',
      before.transforms.map(({ name, parameter }) => ({ name, parameter })),
      after.transforms.map(({ name, parameter }) => ({ name, parameter })),
    ],
    ...Object.keys({ ...before.setting, ...after.setting }).map(
      (name) => [`setting ${name}`, before.setting[name as never], after.setting[name as never]] as const,
    ),
  ];
  return parts
    .filter(([, left, right]) => JSON.stringify(left) !== JSON.stringify(right))
    .map(([name, left, right]) =>
      name.startsWith('setting')
        ? `${name} was ${JSON.stringify(left) ?? 'not set'}, is ${JSON.stringify(right) ?? 'not set'}`
        : `${name} differ`,
    );
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw cliErrors.fileNotWritable({ file, reason: (error as Error).message }, error);
  }
}
