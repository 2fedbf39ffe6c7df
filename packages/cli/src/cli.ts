import type { CommanderError } from 'commander';
import { buildProgram } from './program.ts';

/** Runs the command line. Sets `process.exitCode`; resolves when everything is done and written. */
export async function runCli(argv: readonly string[]): Promise<void> {
  const name = argv.find((argument) => !argument.startsWith('-'));
  const program = await buildProgram((entry) => entry.name === name);
  if (name === undefined && argv.includes('--version')) return printVersion(argv.includes('--json'));
  if (argv.length === 0) return void process.stdout.write(program.helpInformation());
  try {
    await program.parseAsync(jsonLast(argv, name), { from: 'user' });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    if (error.exitCode === 0) return;
    await refuse(name ?? '', error, argv);
  }
}

/** `sluice --json runs list` means `sluice runs list --json`. */
function jsonLast(argv: readonly string[], name: string | undefined): string[] {
  const before = name === undefined ? [] : argv.slice(0, argv.indexOf(name));
  if (!before.includes('--json')) return [...argv];
  return [...before.filter((argument) => argument !== '--json'), ...argv.slice(before.length), '--json'];
}

async function printVersion(wantsJson: boolean): Promise<void> {
  const { version } = await import('./version.ts');
  const facts = version();
  process.stdout.write(wantsJson ? `${JSON.stringify(facts)}\n` : `sluice ${facts.version} (Node ${facts.node})\n`);
}

function isCommanderError(error: unknown): error is CommanderError {
  return (
    error instanceof Error && 'exitCode' in error && 'code' in error && String(error.code).startsWith('commander.')
  );
}

/** What the parser refused, as an error like any other. */
async function refuse(command: string, error: CommanderError, argv: readonly string[]): Promise<void> {
  const { perform } = await import('./command/perform.ts');
  const { cliErrors } = await import('./errors.ts');
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  const isHelp = error.code === 'commander.help';
  const known = cliErrors.usage({
    message: isHelp ? `sluice ${command} needs a subcommand.` : sentence(first),
    hint: suggestion || `sluice ${command}${command === '' ? '' : ' '}--help shows what it takes.`,
  });
  await perform(
    command,
    { json: argv.includes('--json'), color: !argv.includes('--no-color') },
    async () => {
      throw known;
    },
    { toleratesBrokenConfig: true },
  );
}

function sentence(text: string): string {
  const clean = text.trim().replace(/\.$/, '');
  return `${clean.charAt(0).toUpperCase()}${clean.slice(1)}.`;
}
