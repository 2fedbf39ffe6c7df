import {
  parseAssignments,
  parseJob,
  validateJob,
  type Connector,
  type Issue,
  type Job,
  type JobStep,
  type JsonValue,
} from '@sluice/core';
import { connectors } from '../data-sources/subject.ts';

/** What a script says of itself, kept beside it so that lists need not read scripts. Plain JSON. */
export interface ScriptFacts {
  readonly reader?: string;
  readonly writer?: string;
  readonly dataSources: readonly string[];
  /** Tables of named data sources, for suggestions of what depends on what; absent: none. */
  readonly readsTables?: readonly TableUse[];
  readonly writesTables?: readonly TableUse[];
  /** Placeholders without a value in the parameters or built in. */
  readonly variables: readonly string[];
}

/** A table as the script writes it: with its schema or without, ranges and variables included. */
export interface TableUse {
  readonly dataSource: string;
  readonly table: string;
}

export interface ReadScript {
  readonly facts: ScriptFacts;
  readonly issues: readonly Issue[];
}

/** Reads a script as far as it can be read, with everything that is wrong in it. Opens nothing. */
export async function readScript(script: string, parameters: string): Promise<ReadScript> {
  const { assignments, issues: assignmentIssues } = parseAssignments(parameters);
  const parsed = parseJob(script, { allowUnknownVariables: true });
  const issues = [...assignmentIssues.map((issue) => ({ ...issue, path: 'parameters' })), ...parsed.issues];
  const { job } = parsed;
  if (job === undefined) return { facts: { dataSources: [], variables: [] }, issues };
  const loaded = new Map<string, Connector | undefined>();
  for (const { connector } of [job.reader, job.writer]) loaded.set(connector, await connectors.find(connector));
  const found = validateJob(job, { connectorOf: (name) => loaded.get(name), names: connectors.names });
  const given = new Set(assignments.map(({ name }) => name));
  return {
    facts: {
      reader: connectors.canonicalName(job.reader.connector) ?? job.reader.connector,
      writer: connectors.canonicalName(job.writer.connector) ?? job.writer.connector,
      dataSources: dataSourcesOf(job),
      readsTables: tablesOf(job.reader),
      writesTables: tablesOf(job.writer),
      variables: variablesOf(script).filter((name) => !given.has(name)),
    },
    issues: [...issues, ...parsed.locate(found)],
  };
}

/** Names of data sources, in both steps and in their shards. */
function dataSourcesOf({ reader, writer }: Job): readonly string[] {
  const names = [reader, writer].flatMap(({ parameter }) => [
    parameter['datasource'],
    ...listOf(parameter['connection']).map((entry) => memberOf(entry, 'datasource')),
  ]);
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))];
}

/** Tables beside the name of a data source; in shards each entry has its own, or takes that of the step. */
function tablesOf({ parameter }: JobStep): readonly TableUse[] {
  const entries = listOf(parameter['connection']);
  const places = entries.length === 0 ? [parameter] : entries;
  return places.flatMap((place) => {
    const dataSource = memberOf(place, 'datasource') ?? parameter['datasource'];
    const tables = memberOf(place, 'table') ?? parameter['table'];
    if (typeof dataSource !== 'string' || dataSource === '') return [];
    return (Array.isArray(tables) ? (tables as readonly JsonValue[]) : [tables]).flatMap((table) =>
      typeof table === 'string' && table.trim() !== '' ? [{ dataSource, table: table.trim() }] : [],
    );
  });
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined;
}

/** Those that the scheduler fills by itself. */
const builtIn = new Set(['bizdate', 'cyctime', 'gmtdate', 'bizmonth', 'bdp.system.bizdate', 'bdp.system.cyctime']);

function variablesOf(script: string): readonly string[] {
  const names = [...script.matchAll(/\$\{([A-Za-z_][\w.]*)\}/g)].map((match) => match[1] as string);
  return [...new Set(names)].filter((name) => !builtIn.has(name));
}
