import type { Command } from 'commander';
import type { Connector, FieldDescription, JsonValue } from '@sluice/core';
import { describeFields } from '@sluice/core';
import type { Side } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { cliErrors } from '../errors.ts';
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

/** A script 2.0 with the templates of both sides; secrets are references to the environment. */
export function templateOf(reader: Connector, writer: Connector): Record<string, JsonValue> {
  return {
    type: 'job',
    version: '2.0',
    steps: [stepOf(reader, 'reader'), stepOf(writer, 'writer')],
    setting: { errorLimit: { record: '0' }, speed: { concurrent: 2, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
}

function stepOf(connector: Connector, side: Side): Record<string, JsonValue> {
  const declared = connector[side];
  if (declared === undefined) {
    throw cliErrors.usage({
      message: `${connector.title} has no ${side}.`,
      hint: 'sluice connectors shows what each connector can do.',
    });
  }
  const prefix = `${connector.name}_${side === 'reader' ? 'source' : 'target'}`.toUpperCase();
  const connection = describeFields(connector.connection)
    .filter((field) => (field.isRequired || field.isSecret) && field.ignored === undefined && !field.isAdvanced)
    .map((field) => [field.name, placeholder(field, prefix)] as const);
  return {
    stepType: connector.name,
    name: side === 'reader' ? 'Reader' : 'Writer',
    category: side,
    parameter: { ...Object.fromEntries(connection), ...declared.template },
  };
}

function placeholder(field: FieldDescription, prefix: string): JsonValue {
  if (field.isSecret)
    return `\${env:${prefix}_${field.name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}}`;
  return field.example ?? field.default ?? field.choices?.[0] ?? '';
}
