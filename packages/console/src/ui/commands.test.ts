import { expect, test } from 'vitest';
import { commands, commandText, shellWord } from './commands.ts';

interface Command {
  readonly commands: readonly Command[];
  name(): string;
  action(work: (...given: unknown[]) => void): Command;
  parseAsync(words: readonly string[], from: { readonly from: 'user' }): Promise<unknown>;
}

/** The command line itself; not imported by name, because pages know nothing of it. */
async function program(): Promise<Command> {
  const path = new URL('../../../cli/src/program.ts', import.meta.url).pathname;
  const { buildProgram } = (await import(path)) as { buildProgram: (isWanted: () => boolean) => Promise<Command> };
  return buildProgram(() => true);
}

const values = ['orders', 'public.orders'] as const;

test.each(Object.entries(commands))('%s is a command that exists', async (_, make) => {
  const words = (make as (...given: string[]) => readonly string[])(...values);
  const taken: string[] = [];
  const line = await program();
  for (const command of line.commands.flatMap((each) => [each, ...each.commands]))
    command.action(() => taken.push(command.name()));
  await line.parseAsync([...words, '--server', 'http://127.0.0.1:7070', '--project', 'shop'], { from: 'user' });
  const [first, second] = words;
  expect([[first], [second]]).toContainEqual(taken);
});

test('what a shell would take apart is quoted', () => {
  expect(commandText(commands.run('0abc'), 'http://127.0.0.1:7070', 'shop')).toBe(
    'sluice runs show 0abc --server http://127.0.0.1:7070 --project shop',
  );
  expect(shellWord('daily orders')).toBe("'daily orders'");
  expect(shellWord("it's")).toBe("'it'\\''s'");
});
