import type { Command } from 'commander';
import type { DeclaredError } from '@sluice/core';
import { errorTemplate, suggest } from '@sluice/core';
import type { Outcome } from '../command/context.ts';
import { exitCodeOf } from '../command/exit-codes.ts';
import { allErrors } from '../command/load-errors.ts';
import { perform } from '../command/perform.ts';
import { cliErrors } from '../errors.ts';
import { buildProgram } from '../program.ts';
import { pairLines } from '../terminal/table.ts';
import { commandTable } from './index.ts';

export function configure(command: Command): void {
  command
    .argument('[topic]', 'a command, or an error code such as RUN_TOO_MANY_DIRTY_RECORDS')
    .action((topic: string | undefined, flags: Record<string, unknown>) =>
      perform('help', flags, () => help(topic), { toleratesBrokenConfig: true }),
    );
}

async function help(topic: string | undefined): Promise<Outcome> {
  const name = topic?.toLowerCase();
  if (name === undefined || commandTable.some((entry) => entry.name === name)) {
    const program = await buildProgram((entry) => entry.name === name);
    const command = program.commands.find((candidate) => candidate.name() === name) ?? program;
    return {
      summary: `about ${name ?? 'sluice'}`,
      result: { help: command.helpInformation() },
      lines: [command.helpInformation().trimEnd()],
    };
  }
  return aboutCode(topic as string);
}

async function aboutCode(topic: string): Promise<Outcome> {
  const all = await allErrors();
  const error = all.get(topic.toUpperCase());
  if (error === undefined) {
    const known = [...all.keys(), ...commandTable.map((entry) => entry.name)];
    throw cliErrors.unknownCode({ code: topic, similar: suggest(topic, known) });
  }
  const { code, area, declaration } = error;
  const kind = declaration.kind ?? 'config';
  const facts = {
    code,
    area,
    kind,
    ...errorTemplate(declaration),
    isRetried: declaration.retryable ?? false,
    exitCode: exitCodeOf(kind),
  };
  return {
    summary: facts.message,
    result: facts,
    lines: pairLines([
      ['code', code],
      ['means', facts.message],
      ['what to do', facts.hint],
      ['kind', kinds[kind]],
      ['retried', facts.isRetried ? 'yes, by itself' : undefined],
    ]),
  };
}

const kinds: Readonly<Record<NonNullable<DeclaredError['declaration']['kind']>, string>> = {
  config: 'the job, the options or the configuration need a change',
  environment: 'something outside of Sluice: network, server, disk, permissions',
  data: 'the data',
  limit: 'a limit of the job was reached',
  cancelled: 'somebody or something stopped the run',
  internal: 'a defect of Sluice: please report it',
};
