import type { Command } from 'commander';
import type { JsonValue } from '@sluice/core';
import { maskUrls, parseVariableArguments, printJson } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, runSettings } from '../command/settings.ts';
import { cliErrors } from '../errors.ts';
import { checkJob } from '../job/check-job.ts';
import { copyJob } from '../job/copy-job.ts';
import { tableOptions } from '../job/copy-table.ts';
import { executeJob } from '../job/execute.ts';
import { collect } from '../job/options.ts';
import type { ReadyJob } from '../job/read-job.ts';
import { jobFromText, requireJob } from '../job/read-job.ts';

interface CopyFlags {
  readonly table?: string;
  readonly columns?: string;
  readonly where?: string;
  readonly mode?: string;
  readonly preSql?: readonly string[];
  readonly createTable?: boolean;
  readonly key?: string;
  readonly header?: boolean;
  readonly format?: string;
  readonly reader?: readonly string[];
  readonly writer?: readonly string[];
  readonly parameter?: readonly string[];
  readonly maxDirty: string;
  readonly printJob?: boolean;
}

const examples = `
Examples:
  sluice copy 'sqlite:shop.db?table=orders' orders.csv --header
  sluice copy 'postgresql://me@db/shop/orders' 'sqlite:copy.db?table=orders' --where 'id > 100'
  sluice copy 'mysql://me@db/shop/orders' 'postgresql://me@dw/dw/orders' --create-table --key id --mode update
  cat orders.jsonl | sluice copy - 'sqlite:shop.db?table=orders' --format jsonl`;

export function configure(command: Command): void {
  command
    .argument('<source>', 'URL, path of a file or SQLite database, or - for standard input')
    .argument('<target>', 'URL, path of a file or SQLite database, or - for standard output')
    .option('--table <name>', 'table, where the URL names none; the target takes that of the source')
    .option('--columns <names>', 'columns, separated by commas; default: all')
    .option('--where <sql>', 'filter at the source')
    .option('--mode <mode>', 'write mode of the target')
    .option('--create-table', 'make the target table, with the columns of the source, where there is none')
    .option('--key <names>', 'primary key of that table, separated by commas')
    .option('--pre-sql <sql>', 'statement at the target before the first row; repeatable', collect)
    .option('--header', 'files have a first line of names')
    .option('--format <format>', 'of standard input and output: csv, text or jsonl')
    .option('--reader <name=value>', 'another option of the reader; repeatable', collect)
    .option('--writer <name=value>', 'another option of the writer; repeatable', collect)
    .option('-p, --parameter <name=value>', 'value of a variable in the URLs and in --where; repeatable', collect)
    .option('--max-dirty <number>', 'dirty records allowed', '0')
    .option('--print-job', 'print the job file instead of running it')
    .addHelpText('after', examples)
    .action((source: string, target: string, flags: CopyFlags & Record<string, unknown>) =>
      perform('copy', flags, (context) => copy(source, target, flags, context)),
    );
  addSettings(command, runSettings);
}

async function copy(source: string, target: string, flags: CopyFlags, context: CommandContext): Promise<Outcome> {
  const variables = parseVariableArguments(flags.parameter ?? []);
  const options = {
    ...flags,
    columns: listed(flags.columns),
    hasHeader: flags.header,
    reader: parseVariableArguments(flags.reader ?? []),
    writer: parseVariableArguments(flags.writer ?? []),
    variables,
  };
  const name = `copy ${maskUrls(source)} ${maskUrls(target)}`;
  const ready = async (script: Record<string, JsonValue>): Promise<ReadyJob> =>
    requireJob(await checkJob(jobFromText({ text: printJson(script), name, variables }, context), context));
  let script = await copyJob(source, target, options, context.connectors);
  if (flags.createTable === true) {
    const table = { primaryKey: listed(flags.key) ?? [], isInput: source === '-' };
    const more = await tableOptions(await ready(script), table, context);
    script = await copyJob(source, target, { ...options, writer: { ...options.writer, ...more } }, context.connectors);
  } else if (flags.key !== undefined) {
    throw cliErrors.usage({ message: '--key is for --create-table.', hint: 'Add it, or leave --key out.' });
  }
  if (flags.printJob === true)
    return { summary: 'the job of this copy', result: script, lines: [printJson(script).trimEnd()] };
  const whenTableMissing =
    flags.createTable === true ? {} : { whenTableMissing: '--create-table makes a target table that is missing' };
  return executeJob(await ready(script), context, whenTableMissing);
}

function listed(names: string | undefined): readonly string[] | undefined {
  return names?.split(',').map((name) => name.trim());
}
