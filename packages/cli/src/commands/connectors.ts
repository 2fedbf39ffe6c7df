import type { Command } from 'commander';
import type { Connector, FieldDescription } from '@sluice/core';
import { describeConnector, jsonSchemaOf } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { perform } from '../command/perform.ts';
import { findConnector } from '../job/find-connector.ts';
import { formatAmount } from '../terminal/numbers.ts';
import type { Look } from '../terminal/screen.ts';
import { styled } from '../terminal/screen.ts';
import { tableLines } from '../terminal/table.ts';

interface ConnectorFlags {
  readonly schema?: boolean;
}

export function configure(command: Command): void {
  command
    .argument('[name]', 'one connector with all its options')
    .option('--schema', 'the JSON Schema of its options')
    .action((name: string | undefined, flags: ConnectorFlags & Record<string, unknown>) =>
      perform('connectors', flags, (context) => (name === undefined ? list(context) : show(name, flags, context))),
    );
}

async function list({ connectors }: CommandContext): Promise<Outcome> {
  const all = await Promise.all(connectors.names.map((name) => findConnector(name, connectors)));
  const described = all.map(describeConnector);
  const rows = described.map((connector) => [
    connector.name,
    connector.title,
    [connector.reader && 'read', connector.writer && 'write', connector.canExplore && 'browse']
      .filter(Boolean)
      .join(', '),
    connector.urlSchemes.map((scheme) => `${scheme}:`).join(' '),
    connector.aliases.join(', '),
  ]);
  const titles = ['name', 'system', 'can', 'URLs', 'also called'];
  return {
    summary: formatAmount(all.length, 'connector'),
    result: described.map(({ name, title, summary, aliases, urlSchemes, reader, writer, canExplore }) => ({
      name,
      title,
      summary,
      aliases,
      urlSchemes,
      canExplore,
      canRead: reader !== undefined,
      canWrite: writer !== undefined,
    })),
    lines: tableLines(
      titles.map((title) => ({ title })),
      rows,
    ),
  };
}

async function show(name: string, flags: ConnectorFlags, { connectors, screen }: CommandContext): Promise<Outcome> {
  const connector = await findConnector(name, connectors);
  if (flags.schema === true) return schemaOutcome(connector);
  const description = describeConnector(connector);
  const { look } = screen;
  const section = (title: string, fields: readonly FieldDescription[]): string[] =>
    fields.length === 0 ? [] : ['', styled(title, 'bold', look), ...optionLines(fields, look)];
  return {
    summary: `${description.title}: ${description.summary}`,
    result: description,
    lines: [
      `${styled(description.title, 'bold', look)} (${description.name})`,
      description.summary,
      ...section('Connection', description.connection),
      ...section('Reader', description.reader?.fields ?? []),
      ...section('Writer', description.writer?.fields ?? []),
      '',
      `Proven on: ${description.provenOn.join('; ')}`,
    ],
  };
}

function schemaOutcome(connector: Connector): Outcome {
  const { connection } = connector;
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: connector.title,
    $defs: {
      ...(connector.reader === undefined
        ? {}
        : { reader: jsonSchemaOf({ ...connection, ...connector.reader.fields }) }),
      ...(connector.writer === undefined
        ? {}
        : { writer: jsonSchemaOf({ ...connection, ...connector.writer.fields }) }),
    },
  };
  return { summary: `JSON Schema of ${connector.name}`, result: schema, lines: [JSON.stringify(schema, undefined, 2)] };
}

/** Each option with its type and default on one line and its help below. */
function optionLines(fields: readonly FieldDescription[], look: Look, indent = '  '): string[] {
  return fields
    .filter((field) => field.ignored === undefined)
    .flatMap((field) => {
      const unit = field.unit === undefined ? '' : `, in ${field.unit}`;
      const extra = [
        field.isRequired ? 'required' : '',
        field.isSecret ? 'secret' : '',
        field.default === undefined ? '' : `default ${JSON.stringify(field.default)}`,
        field.aliases === undefined ? '' : `also ${field.aliases.join(', ')}`,
      ].filter((part) => part !== '');
      const details = [`${field.typeWords}${unit}`, ...extra].join(', ');
      return [
        `${indent}${styled(field.name, 'cyan', look)}  ${details}`,
        `${indent}    ${field.title}.${field.help === undefined ? '' : ` ${field.help}`}`,
        ...Object.entries(field.meanings ?? {}).map(([word, meaning]) => `${indent}      ${word}: ${meaning}`),
        ...(field.fields === undefined ? [] : optionLines(field.fields, look, `${indent}    `)),
      ];
    });
}
