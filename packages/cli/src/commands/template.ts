import type { Command } from 'commander';
import { templateOf } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { findConnector } from '../job/find-connector.ts';

export function configure(command: Command): void {
  command
    .argument('<reader>', 'connector of the source')
    .argument('<writer>', 'connector of the target')
    .action((reader: string, writer: string, flags: Record<string, unknown>) =>
      perform('template', flags, (context) => template(reader, writer, context)),
    );
}

async function template(readerName: string, writerName: string, { connectors }: CommandContext): Promise<Outcome> {
  const reader = await findConnector(readerName, connectors);
  const writer = await findConnector(writerName, connectors);
  const job = templateOf(reader, writer);
  return {
    summary: `job template ${reader.name} to ${writer.name}`,
    result: job,
    lines: [JSON.stringify(job, undefined, 2)],
    isData: true,
  };
}
