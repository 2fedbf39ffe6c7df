import type { Command } from 'commander';
import type { Settings } from '@sluice/server';
import {
  backUpServer,
  describeSettings,
  readSettings,
  restoreServer,
  rotateServerKey,
  startServer,
} from '@sluice/server';
import type { Outcome } from '../command/context.ts';
import { perform, type Flags } from '../command/perform.ts';
import { settingTable } from '../command/settings.ts';
import { formatAmount } from '../terminal/numbers.ts';

const tolerant = { toleratesBrokenConfig: true };

export function configure(command: Command): void {
  const start = command
    .command('start', { isDefault: true })
    .summary('serve the API, work on runs, keep schedules; also without the word start')
    .action((flags: Flags) => perform('server start', flags, () => serve(settingsOf(flags)), tolerant));
  const backup = command
    .command('backup')
    .summary('write the store to a file, while servers work')
    .argument('<file>', 'file that is made, readable by its owner')
    .action((file: string, flags: Flags) =>
      perform('server backup', flags, () => backUp(settingsOf(flags), file), tolerant),
    );
  const restore = command
    .command('restore')
    .summary('fill a store from a backup')
    .argument('<file>', 'file of a backup')
    .option('--replace', 'delete everything in the store first')
    .action((file: string, flags: Flags) =>
      perform('server restore', flags, () => fillFrom(settingsOf(flags), file, flags['replace'] === true), tolerant),
    );
  const rotate = command
    .command('rotate-key')
    .summary('put a new key in front and encrypt all secrets with it, while servers work')
    .option('--keep-key', 'only encrypt with the key that is the first already')
    .action((flags: Flags) =>
      perform('server rotate-key', flags, () => rotateKey(settingsOf(flags), flags['keepKey'] === true), tolerant),
    );
  addServerSettings(start, () => true);
  for (const each of [backup, restore, rotate])
    addServerSettings(each, (name) => ['dataFolder', 'keyFile'].includes(name));
}

/** Flags for the settings of the server, except those that hold secrets: these come from the environment. */
function addServerSettings(command: Command, isWanted: (name: string) => boolean): void {
  for (const { name, variable, help, default: byDefault, isSecret } of describeSettings()) {
    if (isSecret || name in settingTable || !isWanted(name)) continue;
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const told = byDefault === undefined ? '' : ` (default: ${byDefault})`;
    command.option(`--${flag} <value>`, `${help.replace(/\.$/, '')}${told}; also ${variable}`);
  }
}

function settingsOf(flags: Flags): Settings {
  return readSettings(process.env, flags);
}

/** Until a signal comes. */
async function serve(settings: Settings): Promise<Outcome> {
  const server = await startServer(settings);
  process.stderr.write(`Sluice listens on ${server.url}; stop it with Ctrl+C.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        // A second one does not wait.
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
  await server.close();
  return { summary: 'The server has stopped.' };
}

async function backUp(settings: Settings, file: string): Promise<Outcome> {
  const report = await backUpServer(settings, file);
  const summary = `${formatAmount(report.rows, 'row')} of ${formatAmount(report.tables, 'table')} written to ${file}`;
  return {
    summary,
    result: report,
    lines: [summary, ...report.notIncluded.map((path) => `not included, keep it besides: ${path}`)],
  };
}

async function fillFrom(settings: Settings, file: string, replace: boolean): Promise<Outcome> {
  const { rows, runsLost } = await restoreServer(settings, file, { replace });
  const summary = `${formatAmount(rows, 'row')} restored from ${file}`;
  const lost = `${formatAmount(runsLost, 'run')} had begun and cannot go on, because the folder state has nothing of them`;
  return {
    summary,
    result: { rows, runsLost },
    lines: [
      summary,
      'Secrets need the key file that the backup was made with.',
      ...(runsLost === 0 ? [] : [`${lost}: they count as failed.`]),
    ],
  };
}

async function rotateKey(settings: Settings, keepKey: boolean): Promise<Outcome> {
  const { reencrypted } = await rotateServerKey(settings, keepKey);
  const summary = `${formatAmount(reencrypted, 'secret')} encrypted with the ${keepKey ? 'first' : 'new'} key`;
  return {
    summary,
    result: { reencrypted },
    lines: [summary, 'The old keys stay in the file: older backups need them.'],
  };
}
