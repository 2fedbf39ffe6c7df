import type { Command } from 'commander';

/** What can be completed, by command line so far: `''`, `dirty`, `dirty list`. */
export interface CompletionNode {
  /** Words before it, without `sluice`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletionOption[];
  readonly takesFiles: boolean;
}

export interface CompletionOption {
  readonly long: string;
  readonly short?: string;
  readonly summary: string;
  readonly takesValue: boolean;
}

/** Flattens the commands, the program itself first. */
export function completionTree(program: Command): CompletionNode[] {
  return nodesOf(program, []);
}

function nodesOf(command: Command, words: readonly string[]): CompletionNode[] {
  const options = command.options.map(({ long, short, description, required, optional }) => ({
    long: long ?? '',
    ...(short === undefined || short === null ? {} : { short }),
    summary: description,
    takesValue: required || optional,
  }));
  const node: CompletionNode = {
    words,
    summary: command.summary() || command.description(),
    subcommands: command.commands.map((child) => ({ name: child.name(), summary: child.summary() })),
    options: [...options, { long: '--help', short: '-h', summary: 'what it takes', takesValue: false }],
    takesFiles: command.registeredArguments.some((argument) => /^(file|folder|source|target)$/.test(argument.name())),
  };
  return [node, ...command.commands.flatMap((child) => nodesOf(child, [...words, child.name()]))];
}
