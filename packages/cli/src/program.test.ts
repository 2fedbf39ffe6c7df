import { expect, test } from 'vitest';
import { buildProgram } from './program.ts';

test('help shows the defaults of settings that take a value', async () => {
  const program = await buildProgram((entry) => entry.name === 'run');
  const run = program.commands.find((command) => command.name() === 'run');
  expect(run?.options.find(({ long }) => long === '--memory')?.description).toBe(
    'data buffers of the whole run (default: 256MiB)',
  );
  expect(run?.options.find(({ long }) => long === '--quiet')?.description).toBe('only errors on standard error');
});

test('commands without a summary of their own do not exist', async () => {
  const program = await buildProgram(() => true);
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  expect(all.filter((command) => command.summary() === '').map((command) => command.name())).toEqual([]);
});
