import { type Command, Option } from 'commander';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, remoteSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { collect } from '../job/options.ts';
import type * as remote from '../remote/backfills.ts';

type Flags = Record<string, unknown>;
type Remote = typeof remote;

interface StartFlags extends Flags {
  readonly from: string;
  readonly to?: string;
  readonly name?: string;
  readonly groups: string;
  readonly order: 'ascending' | 'descending';
  readonly descendants: 'none' | 'all';
  readonly choose?: string[];
  readonly dryRun?: string[];
  readonly atTimes?: boolean;
  readonly preview?: boolean;
}

export function configure(command: Command): void {
  const add = (name: string, summary: string) => command.command(name).summary(summary);
  const id = '<backfill>';
  add('list', 'backfills, the latest first')
    .option('--job <name>', 'with this job')
    .option('--limit <number>', 'at most so many', '50')
    .action((flags: { job?: string; limit: string } & Flags) =>
      remotely('backfills list', flags, ({ listBackfills }, context) =>
        listBackfills(flags.job, wholeNumber('--limit', flags.limit), context),
      ),
    );
  add('show', 'how far a backfill is')
    .argument(id, 'its id')
    .action((backfill: string, flags: Flags) =>
      remotely('backfills show', flags, ({ showBackfill }, context) => showBackfill(backfill, context)),
    );
  addStart(command);
  add('stop', 'begin nothing more of a backfill, and kill what runs')
    .argument(id, 'its id')
    .action((backfill: string, flags: Flags) =>
      remotely('backfills stop', flags, ({ stopBackfill }, context) => stopBackfill(backfill, context)),
    );
  for (const each of command.commands) addSettings(each, remoteSettings);
}

function addStart(command: Command): void {
  command
    .command('start')
    .summary('make and run instances for business dates')
    .argument('<job...>', 'names of deployed jobs with a schedule')
    .requiredOption('--from <yyyy-mm-dd>', 'first business date')
    .option('--to <yyyy-mm-dd>', 'last business date; default: the first')
    .option('--name <text>', 'name of the backfill')
    .option('--groups <number>', 'dates that run side by side', '1')
    .addOption(new Option('--order <order>', 'of the dates').choices(['ascending', 'descending']).default('ascending'))
    .addOption(
      new Option('--descendants <which>', 'what waits for the jobs runs too').choices(['none', 'all']).default('none'),
    )
    .option('--choose <job>', 'of the descendants: this one runs too; repeatable', collect)
    .option('--dry-run <job>', 'only for the order; repeatable', collect)
    .option('--at-times', 'each at the time of its cycle, instead of at once')
    .option('--preview', 'say what would be made, make nothing')
    .action((jobs: string[], flags: StartFlags) =>
      remotely('backfills start', flags, ({ startBackfill, previewBackfill }, context) =>
        (flags.preview === true ? previewBackfill : startBackfill)(bodyOf(jobs, flags), context),
      ),
    );
}

function bodyOf(jobs: string[], flags: StartFlags) {
  const { from, to = from, name, groups, order, choose, dryRun = [], atTimes } = flags;
  return {
    jobs,
    ranges: [{ from, to }],
    groups: wholeNumber('--groups', groups, 10),
    order,
    dryRun,
    ignoreTimes: atTimes !== true,
    ...(choose === undefined ? { descendants: flags.descendants } : { descendants: 'chosen' as const, chosen: choose }),
    ...(name === undefined ? {} : { name }),
  };
}

async function remotely(
  name: string,
  flags: Flags,
  work: (there: Remote, context: CommandContext) => Promise<Outcome>,
): Promise<void> {
  await perform(name, flags, async (context) => work(await import('../remote/backfills.ts'), context));
}
