import { type Command, Option } from 'commander';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { addSettings, remoteSettings } from '../command/settings.ts';
import { wholeNumber } from '../command/whole-number.ts';
import type * as remote from '../remote/jobs.ts';
import type { JobFilter, PushFlags } from '../remote/jobs.ts';

type Flags = Record<string, unknown>;
type Remote = typeof remote;

const job = '<job>';
const aboutJob = 'name of a job of the server';
const comment = '--comment <text>';

/** Jobs of a server; what local files are for is said by run, validate and plan. */
export function configure(command: Command): void {
  const add: Add = (name, summary) => command.command(name).summary(summary);
  addLooks(add);
  addFiles(add);
  addVersions(add);
  for (const each of command.commands) addSettings(each, remoteSettings);
}

type Add = (name: string, summary: string) => Command;

function addLooks(add: Add): void {
  add('list', 'jobs of the project')
    .option('--search <text>', 'in name, description and tags')
    .option('--folder <path>', 'in this folder and below')
    .option('--owner <user>', 'of this user')
    .addOption(new Option('--state <state>', 'in this state').choices(['draft', 'submitted', 'deployed', 'undeployed']))
    .option('--limit <number>', 'at most so many', '1000')
    .action((flags: JobFilter & { limit: string } & Flags) => {
      const { search, folder, owner, state } = flags;
      const given = Object.entries({ search, folder, owner, state }).filter(([, value]) => value !== undefined);
      return remotely('jobs list', flags, ({ listJobs }, context) =>
        listJobs(Object.fromEntries(given), wholeNumber('--limit', flags.limit), context),
      );
    });
  add('show', 'the script of a job; with --json everything about it')
    .argument(job, aboutJob)
    .option('--number <version>', 'of this version, instead of the draft')
    .action((name: string, flags: { number?: string } & Flags) =>
      remotely('jobs show', flags, ({ showJob }, context) => showJob(name, numberOf(flags), context)),
    );
  add('versions', 'versions of a job')
    .argument(job, aboutJob)
    .action((name: string, flags: Flags) =>
      remotely('jobs versions', flags, ({ listVersions }, context) => listVersions(name, context)),
    );
}

function addFiles(add: Add): void {
  add('push', 'make a job of a file, or change the one of that name')
    .argument('<file>', 'job file (script 2.0, script 1.0 or DataX), - for standard input')
    .option('--name <job>', 'name of the job; default: that of the file')
    .option('--folder <path>', 'folder of the job')
    .option('--description <text>', 'what it is for')
    .option('--params <assignments>', 'its parameters, such as "day=$[yyyymmdd-1]"')
    .option('--submit', 'keep it as a version')
    .option('--deploy', 'submit it and put it into production')
    .option(comment, 'of the version')
    .action((file: string, flags: PushFlags & Flags) =>
      remotely('jobs push', flags, ({ pushJob }, context) => pushJob(file, flags, context), file),
    );
  add('import', 'make jobs of many files')
    .argument('<file...>', 'job files')
    .option('--folder <path>', 'folder of the jobs', '')
    .action((files: string[], flags: { folder: string } & Flags) =>
      remotely('jobs import', flags, ({ importJobs }, context) => importJobs(files, flags.folder, context)),
    );
}

function addVersions(add: Add): void {
  add('submit', 'keep the draft as a version')
    .argument(job, aboutJob)
    .option(comment, 'of the version')
    .action((name: string, flags: { comment?: string } & Flags) =>
      remotely('jobs submit', flags, ({ submitJob }, context) => submitJob(name, flags.comment, context)),
    );
  add('deploy', 'put a version into production')
    .argument(job, aboutJob)
    .option('--number <version>', 'this version, instead of the latest')
    .action((name: string, flags: { number?: string } & Flags) =>
      remotely('jobs deploy', flags, ({ deployJob }, context) => deployJob(name, numberOf(flags), context)),
    );
  add('undeploy', 'take a job out of production')
    .argument(job, aboutJob)
    .action((name: string, flags: Flags) =>
      remotely('jobs undeploy', flags, ({ undeployJob }, context) => undeployJob(name, context)),
    );
  add('restore', 'make a version the draft again')
    .argument(job, aboutJob)
    .argument('<version>', 'number of the version')
    .action((name: string, number: string, flags: Flags) =>
      remotely('jobs restore', flags, ({ restoreVersion }, context) =>
        restoreVersion(name, wholeNumber('The version', number), context),
      ),
    );
  add('delete', 'delete a job that is not deployed')
    .argument(job, aboutJob)
    .action((name: string, flags: Flags) =>
      remotely('jobs delete', flags, ({ deleteJob }, context) => deleteJob(name, context)),
    );
}

function numberOf({ number }: { readonly number?: string }): number | undefined {
  return number === undefined ? undefined : wholeNumber('--number', number);
}

/** What talks to servers is loaded when it is needed. */
async function remotely(
  name: string,
  flags: Flags,
  work: (there: Remote, context: CommandContext) => Promise<Outcome>,
  file?: string,
): Promise<void> {
  const options = file === undefined || file === '-' ? {} : { file };
  await perform(name, flags, async (context) => work(await import('../remote/jobs.ts'), context), options);
}
