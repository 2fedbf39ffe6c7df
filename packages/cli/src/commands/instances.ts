import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, remoteSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import { collect } from '../job/options.ts';
import type * as remote from '../remote/instances.ts';

type Flags = Record<string, unknown>;
type Remote = typeof remote;

interface ListFlags extends Flags {
  readonly job?: string;
  readonly state?: string[];
  readonly kind?: 'scheduled' | 'backfill' | 'test';
  readonly date?: string;
  readonly backfill?: string;
  readonly limit: string;
}

const states = ['notRun', 'waitTime', 'waitResource', 'running', 'success', 'failure'];

/** Operations by their command. */
const operations = {
  kill: { operation: 'kill', summary: 'end what runs; it counts as failed' },
  rerun: { operation: 'rerun', summary: 'run again from the beginning' },
  resume: { operation: 'resume', summary: 'go on from the checkpoint of the last run' },
  'set-success': { operation: 'setSuccess', summary: 'count as succeeded, so that children go on' },
  freeze: { operation: 'freeze', summary: 'keep from beginning, with everything that waits for it' },
  unfreeze: { operation: 'unfreeze', summary: 'let a frozen one go on' },
  'remove-dependencies': { operation: 'removeDependencies', summary: 'wait for parents no longer' },
} as const;

export function configure(command: Command): void {
  command
    .command('list')
    .summary('instances, the latest first')
    .option('--job <name>', 'of this job')
    .option('--state <state>', `in this state: ${states.join(', ')}; repeatable`, stateOf)
    .addOption(new Option('--kind <kind>', 'made for this').choices(['scheduled', 'backfill', 'test']))
    .option('--date <yyyy-mm-dd>', 'of this business date')
    .option('--backfill <id>', 'of this backfill')
    .option('--limit <number>', 'at most so many', '50')
    .action((flags: ListFlags) =>
      remotely('instances list', flags, ({ listInstances }, context) =>
        listInstances(queryOf(flags), wholeNumber('--limit', flags.limit), context),
      ),
    );
  command
    .command('show')
    .summary('an instance: why it waits, its runs, what happened to it')
    .argument('<instance>', 'its id')
    .action((instance: string, flags: Flags) =>
      remotely('instances show', flags, ({ showInstance }, context) => showInstance(instance, context)),
    );
  addOperations(command);
  command
    .command('test')
    .summary('run the deployed version now, with the parameters of a date')
    .argument('<job>', 'name of a job of the server')
    .argument('<yyyy-mm-dd>', 'business date')
    .action((job: string, date: string, flags: Flags) =>
      remotely('instances test', flags, ({ testInstance }, context) => testInstance(job, date, context)),
    );
  for (const each of command.commands) addSettings(each, remoteSettings);
}

function addOperations(command: Command): void {
  for (const [name, { operation, summary }] of Object.entries(operations))
    command
      .command(name)
      .summary(summary)
      .argument('<instance...>', 'their ids')
      .action((instances: string[], flags: Flags) =>
        remotely(`instances ${name}`, flags, ({ operateInstances }, context) =>
          operateInstances(operation, instances, context),
        ),
      );
}

function stateOf(value: string, before?: string[]): string[] {
  if (!states.includes(value)) throw new InvalidArgumentError(`It is one of ${states.join(', ')}.`);
  return collect(value, before);
}

function queryOf({ job, state, kind, date, backfill }: ListFlags) {
  return {
    ...(job === undefined ? {} : { job }),
    ...(state === undefined ? {} : { state: state.join(',') }),
    ...(kind === undefined ? {} : { kind }),
    ...(date === undefined ? {} : { businessDateFrom: date, businessDateTo: date }),
    ...(backfill === undefined ? {} : { backfill }),
  };
}

async function remotely(
  name: string,
  flags: Flags,
  work: (there: Remote, context: CommandContext) => Promise<Outcome>,
): Promise<void> {
  await perform(name, flags, async (context) => work(await import('../remote/instances.ts'), context));
}
