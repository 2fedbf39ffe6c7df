import type { Command } from 'commander';
import type { Issue } from '@sluice/core';
import type { ColumnPlan, JobPlan } from '@sluice/engine';
import { explainJob } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, isRemote, remoteSettings } from '../command/settings.ts';
import { checkJob } from '../job/check-job.ts';
import { explainRequest } from '../job/explain-request.ts';
import { issueLines } from '../job/issue-lines.ts';
import { addVariableOptions } from '../job/options.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { readJobFile, requireJob, withPlaces } from '../job/read-job.ts';
import { formatAmount, formatBytes } from '../terminal/numbers.ts';
import type { Look, Style } from '../terminal/screen.ts';
import { styled, symbol } from '../terminal/screen.ts';
import { tableLines } from '../terminal/table.ts';

const maxSplitsShown = 20;

export function configure(command: Command): void {
  command
    .argument('<file>', 'job file; - reads standard input')
    .action(async (file: string, flags: VariableFlags & Record<string, unknown>) => {
      await perform('plan', flags, (context) => plan(file, flags, context), { file });
    });
  addVariableOptions(command);
  addSettings(command, ['channels']);
  addSettings(command, remoteSettings);
}

/** What a run of this job file would do, asked from here or from the server. */
export async function plan(file: string, flags: VariableFlags, context: CommandContext): Promise<Outcome> {
  if (isRemote(context)) return (await import('../remote/check.ts')).planThere(file, flags, context);
  const job = requireJob(await checkJob(await readJobFile(file, flags, context), context));
  return planOutcome(await withPlaces(job, () => explainJob(explainRequest(job, context))), job, context);
}

export function planOutcome(
  found: JobPlan,
  { issues, name }: { readonly issues: readonly Issue[]; readonly name: string },
  { screen: { look } }: CommandContext,
): Outcome {
  return {
    summary: planSummary(found),
    result: found,
    lines: [...issueLines(issues, name, look), ...planLines(found, look)],
  };
}

function planSummary(plan: JobPlan): string {
  const volume = [
    plan.estimatedRows === undefined ? undefined : `about ${formatAmount(plan.estimatedRows, 'row')}`,
    plan.estimatedBytes === undefined ? undefined : `about ${formatBytes(plan.estimatedBytes)}`,
  ].filter((part) => part !== undefined);
  const parts = [formatAmount(plan.splits.length, 'split'), `on ${formatAmount(plan.channels, 'channel')}`, ...volume];
  return `${plan.reader} to ${plan.writer}: ${parts.join(', ')}${plan.isDestructive ? '; deletes or replaces data' : ''}`;
}

/** The plan for people: columns with their verdicts, splits, what happens at the target, warnings, hash. */
export function planLines(plan: JobPlan, look: Look): string[] {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', styled(title, 'bold', look), ...lines.map((line) => `  ${line}`)];
  const warnings = plan.warnings.map((warning) => styled(`${symbol('warn', look)} ${warning}`, 'yellow', look));
  if (plan.isDestructive)
    warnings.unshift(styled(`${symbol('warn', look)} Existing data will be deleted or replaced.`, 'red', look));
  return [
    planSummary(plan),
    ...section('Columns', columnLines(plan.columns, look)),
    ...section('Transforms', plan.transforms),
    ...section('Splits', splitLines(plan)),
    ...section('At the target', plan.actions),
    ...section('Warnings', warnings),
    ...section('Notes', plan.notes),
    '',
    `plan ${plan.hash}  ${styled(`sluice run FILE --plan ${plan.hash} refuses when this changes`, 'dim', look)}`,
  ];
}

const verdictStyles: Partial<Record<ColumnPlan['verdict'], Style>> = {
  lossy: 'yellow',
  impossible: 'red',
  checked: 'cyan',
};

function columnLines(columns: readonly ColumnPlan[], look: Look): string[] {
  const type = (name: string, native: string | undefined): string =>
    native === undefined ? name : `${name} (${native})`;
  const rows = columns.map((column) => [
    column.source,
    type(column.sourceType, column.sourceNative),
    column.target,
    type(column.targetType, column.targetNative),
    column.verdict,
    column.note ?? '',
  ]);
  const lines = tableLines(
    ['source', 'type', 'target', 'type', 'verdict', 'note'].map((title) => ({ title, maxWidth: 48 })),
    rows,
  );
  return lines.map((line, index) => {
    const style = verdictStyles[columns[index - 2]?.verdict ?? 'exact'];
    return style === undefined ? line : styled(line, style, look);
  });
}

function splitLines({ splits }: JobPlan): string[] {
  const rows = splits
    .slice(0, maxSplitsShown)
    .map(({ label, estimatedRows, estimatedBytes }) => [
      label,
      estimatedRows === undefined ? 'unknown' : formatAmount(estimatedRows, 'row'),
      estimatedBytes === undefined ? 'unknown' : formatBytes(estimatedBytes),
    ]);
  const columns = [
    { title: 'split' },
    { title: 'estimate', align: 'right' },
    { title: 'size', align: 'right' },
  ] as const;
  const more = splits.length - maxSplitsShown;
  return [...tableLines(columns, rows), ...(more > 0 ? [`and ${more} more`] : [])];
}
