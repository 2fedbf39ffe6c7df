import type { Command } from 'commander';
import type { JsonValue } from '@sluice/core';
import { typeName } from '@sluice/core';
import type { Preview } from '@sluice/engine';
import { previewJob } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { checkJob } from '../job/check-job.ts';
import { explainRequest } from '../job/explain-request.ts';
import { addVariableOptions } from '../job/options.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { readJobFile, requireJob, withPlaces } from '../job/read-job.ts';
import { formatAmount } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';

const maxRows = 10_000;

export function configure(command: Command): void {
  command
    .argument('<file>', 'job file; - reads standard input')
    .option('--rows <number>', 'how many rows', '10')
    .action(async (file: string, flags: VariableFlags & { rows: string } & Record<string, unknown>) => {
      await perform('preview', flags, (context) => preview(file, flags, context), { file });
    });
  addVariableOptions(command);
}

async function preview(
  file: string,
  flags: VariableFlags & { rows: string },
  context: CommandContext,
): Promise<Outcome> {
  const rows = wholeNumber('--rows', flags.rows, maxRows);
  const job = requireJob(await checkJob(await readJobFile(file, flags, context), context));
  const found = await withPlaces(job, () => previewJob(explainRequest(job, context), rows));
  const summary = previewSummary(found);
  const columns = found.schema.columns.map((column) => ({
    name: column.name,
    type: typeName(column.type),
    nativeType: column.nativeType,
  }));
  return {
    summary,
    result: { columns, rows: found.rows, isWhole: found.isWhole, dirty: found.dirty, filtered: found.filtered },
    lines: [...previewLines(found), '', summary],
    isData: true,
  };
}

/** Says what bounded the preview: never leaves it open. */
export function previewSummary({ rows, isWhole, dirty, filtered }: Preview): string {
  const bound = isWhole ? 'this is everything' : 'stopped there, there may be more';
  const left = [dirty > 0 ? `${dirty} unreadable` : '', filtered > 0 ? `${filtered} filtered out` : ''].filter(
    (part) => part !== '',
  );
  return `${formatAmount(rows.length, 'row')}, ${bound}${left.length === 0 ? '' : ` (${left.join(', ')} on the way)`}`;
}

export function previewLines({ schema, rows }: Preview): string[] {
  const columns = schema.columns.map((column) => ({ title: `${column.name} ${typeName(column.type)}`, maxWidth: 40 }));
  return tableLines(
    columns,
    rows.map((row) => row.map(cellText)),
  );
}

/** NULL and an empty text look different. */
function cellText(value: JsonValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
