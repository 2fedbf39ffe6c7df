import type { Command } from 'commander';
import { createInterface } from 'node:readline';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform, type Flags } from '../command/perform.ts';
import { cliErrors } from '../errors.ts';
import { clientOf } from '../remote/connect.ts';
import { addressOf, storeToken } from '../remote/tokens.ts';
import { readAll } from '../terminal/streams.ts';

export function configure(command: Command): void {
  command
    .argument('<url>', 'address of a server')
    .option('--remove', 'forget the token for this server')
    .action((url: string, flags: Flags) =>
      perform('login', flags, (context) => (flags['remove'] === true ? logout(url, context) : login(url, context)), {
        toleratesBrokenConfig: true,
      }),
    );
}

/** The token comes from SLUICE_TOKEN, from the keyboard, or from a pipe; never from the command line, which others see. */
async function login(given: string, context: CommandContext): Promise<Outcome> {
  const url = addressOf(given);
  const token = context.environment['SLUICE_TOKEN'] || (await readToken(url, context));
  if (token === '') throw cliErrors.noToken({ url });
  context.secrets.learn({ token }, context.environment);
  const { user, projects } = await clientOf(url, { authorization: `Bearer ${token}` }).people.me();
  const file = storeToken(url, token, context.environment);
  const summary = `${user.name} may work on ${url}; the token is kept in ${file}`;
  const lines = projects.map(({ name, role }) => `project ${name}: ${role}`);
  return { summary, result: { url, user: user.name, projects, file }, lines: [summary, ...lines] };
}

async function logout(given: string, { environment }: CommandContext): Promise<Outcome> {
  const url = addressOf(given);
  const file = storeToken(url, undefined, environment);
  const summary = `The token for ${url} is forgotten.`;
  return { summary, result: { url, file }, lines: [summary] };
}

async function readToken(url: string, { input }: CommandContext): Promise<string> {
  if (!process.stdin.isTTY) return (await readAll(input())).trim();
  process.stderr.write(`Make a token in the console (${url}, My account) and paste it here; it is not shown.\n`);
  const lines = createInterface({ input: process.stdin, terminal: true });
  return new Promise((resolve) => {
    lines.once('line', (line) => resolve(line.trim()));
    lines.once('close', () => resolve(''));
  }).finally(() => lines.close()) as Promise<string>;
}
