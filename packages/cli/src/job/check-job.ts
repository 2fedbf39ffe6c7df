import type { Connector, Issue, Job, JsonValue, Parameter } from '@sluice/core';
import { issueOf, validateJob } from '@sluice/core';
import { configErrors } from '@sluice/engine';
import { registry } from '@sluice/connectors';
import type { CommandContext } from '../command/context.ts';
import type { JobFile } from './read-job.ts';

const urgency = ['error', 'warning', 'note'];

/** Adds what the connectors and the data sources have to say about a job. Opens nothing. */
export async function checkJob(file: JobFile, context: CommandContext): Promise<JobFile> {
  const { job } = file.parsed;
  if (job === undefined) return file;
  const loaded = new Map<string, Connector | undefined>();
  for (const { connector } of [job.reader, job.writer]) loaded.set(connector, await context.connectors.find(connector));
  const names = registry.flatMap((entry) => [entry.name, ...entry.aliases]);
  const found = [
    ...validateJob(job, { connectorOf: (name) => loaded.get(name), names }),
    ...unknownDataSources(job, context),
  ];
  const issues = [...file.issues, ...file.parsed.locate(found)];
  return {
    ...file,
    issues: issues.sort((left, right) => urgency.indexOf(left.severity) - urgency.indexOf(right.severity)),
  };
}

function unknownDataSources(job: Job, { config }: CommandContext): Issue[] {
  const known = [...config.dataSources.keys()];
  return [...dataSourceNames(job.reader), ...dataSourceNames(job.writer)]
    .filter(([name]) => !config.dataSources.has(name))
    .map(([name, path]) => issueOf('error', configErrors.unknownDataSource({ name, known }), { path }));
}

/** Names of data sources that a step refers to, with their paths. */
function* dataSourceNames({ parameter, path }: { parameter: Parameter; path: string }): Generator<[string, string]> {
  const named = (value: JsonValue | undefined): value is string => typeof value === 'string' && value !== '';
  if (named(parameter['datasource'])) yield [parameter['datasource'], `${path}.datasource`];
  const connections = parameter['connection'];
  if (!Array.isArray(connections)) return;
  for (const [index, entry] of (connections as readonly JsonValue[]).entries()) {
    const name = typeof entry === 'object' && entry !== null ? (entry as Parameter)['datasource'] : undefined;
    if (named(name)) yield [name, `${path}.connection[${index}].datasource`];
  }
}
