import { Command } from 'commander';
import { exitCodeMeanings, exitCodes } from './command/exit-codes.ts';
import { addSettings, commonSettings } from './command/settings.ts';
import type { CommandEntry } from './commands/index.ts';
import { commandTable } from './commands/index.ts';

/**
 * The whole command line. Only the commands that `isWanted` says yes to are loaded; of the others the name and the
 * summary are known.
 */
export async function buildProgram(isWanted: (entry: CommandEntry) => boolean): Promise<Command> {
  const program = new Command('sluice')
    .description('Moves data in batches between databases and files. Loses nothing, says what it did.')
    .usage('<command> [options]')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .option('--version', 'print the version')
    .option('--json', 'with --version: as JSON')
    .addHelpText('after', () => `\nStart with: sluice init\n\nExit codes:\n${exitCodeLines().join('\n')}`);
  for (const entry of commandTable) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (!isWanted(entry)) continue;
    (await entry.load())(command);
    if (command.commands.length > 0) command.helpCommand(false);
    declareShared(command);
  }
  return program;
}

function exitCodeLines(): string[] {
  return Object.entries(exitCodeMeanings).map(
    ([name, meaning]) => `  ${String(exitCodes[name as keyof typeof exitCodes]).padEnd(12)}  ${meaning}`,
  );
}

/** The settings that all commands share, on the commands that do something. */
function declareShared(command: Command): void {
  const subcommands = command.commands;
  for (const subcommand of subcommands) declareShared(subcommand);
  if (subcommands.length > 0) return;
  command.option('--json', 'print the answer as JSON on standard output');
  addSettings(command, commonSettings);
}
