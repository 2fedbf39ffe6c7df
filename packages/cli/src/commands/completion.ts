import type { Command } from 'commander';
import { Argument } from 'commander';
import type { Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { bashScript, fishScript, zshScript } from '../completion/scripts.ts';
import { completionTree } from '../completion/tree.ts';
import { buildProgram } from '../program.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

type Shell = keyof typeof scripts;

export function configure(command: Command): void {
  command
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      '\nbash: eval "$(sluice completion bash)"   zsh: eval "$(sluice completion zsh)"   fish: sluice completion fish | source',
    )
    .action((shell: Shell, flags: Record<string, unknown>) =>
      perform('completion', flags, () => completion(shell), { toleratesBrokenConfig: true }),
    );
}

async function completion(shell: Shell): Promise<Outcome> {
  const script = scripts[shell](completionTree(await buildProgram(() => true)));
  return { summary: `completion script for ${shell}`, result: { script }, lines: [script.trimEnd()], isData: true };
}
