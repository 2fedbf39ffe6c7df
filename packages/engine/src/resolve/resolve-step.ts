import type { Access, Connector, Issue, JobStep, JsonValue, Parameter } from '@sluice/core';
import { checkAccess, parseStepOptions } from '@sluice/core';
import { configErrors } from '../errors.ts';
import type { ConnectorLookup } from './connectors.ts';
import type { DataSource, DataSources } from './data-sources.ts';
import { isObject } from './data-sources.ts';
import { resolveSecrets } from './secrets.ts';

export type Side = 'reader' | 'writer';

/** A step of a job with its connector and its checked options, secrets included: never log or store it. */
export interface ResolvedStep {
  readonly connector: Connector;
  readonly side: Side;
  readonly options: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

export interface ResolveContext {
  readonly connectors: ConnectorLookup;
  readonly dataSources: DataSources;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the job may reach; absent: everything. */
  readonly access?: Access;
}

/**
 * Finds the connector of a step, puts the values of its data sources in place of their names, resolves secrets, and
 * checks everything against the connector's declaration.
 *
 * Throws a SluiceError with the path of what is wrong.
 */
export async function resolveStep(step: JobStep, side: Side, context: ResolveContext): Promise<ResolvedStep> {
  const dataSource = dataSourceOf(step.parameter, step.path, context.dataSources);
  const connector = await findConnector(step, side, dataSource, context.connectors);
  const parameter = resolveSecrets(
    withConnections(step, context.dataSources),
    context.environment,
    context.access,
  ) as Parameter;
  const { options, issues } = parseStepOptions(connector, side, parameter, step.path);
  const errors = issues.filter((issue) => issue.severity === 'error');
  const first = errors[0];
  if (options === undefined || first !== undefined) throw optionError(first, errors.length);
  if (context.access !== undefined)
    await checkAccess({ ...connector.connection, ...connector[side]?.fields }, options, context.access, step.path);
  return { connector, side, options, issues };
}

async function findConnector(
  step: JobStep,
  side: Side,
  dataSource: DataSource | undefined,
  connectors: ConnectorLookup,
): Promise<Connector> {
  const connector = await connectors.find(step.connector || dataSource?.type || '');
  if (connector === undefined) throw configErrors.unknownConnector({ name: step.connector }).at({ path: step.path });
  if (connector[side] === undefined)
    throw configErrors.sideMissing({ name: step.connector, side }).at({ path: step.path });
  return connector;
}

function withConnections(step: JobStep, dataSources: DataSources): Parameter {
  const parameter = merge(step.parameter, step.path, dataSources);
  const connections = parameter['connection'];
  if (!Array.isArray(connections)) return parameter;
  const merged = connections.map((entry: JsonValue, index: number) =>
    isObject(entry) ? merge(entry, `${step.path}.connection[${index}]`, dataSources) : entry,
  );
  return { ...parameter, connection: merged };
}

/** The values of the named data source, under the values given beside its name. */
function merge(parameter: Parameter, path: string, dataSources: DataSources): Parameter {
  const dataSource = dataSourceOf(parameter, path, dataSources);
  if (dataSource === undefined) return parameter;
  const { datasource: _, ...own } = parameter;
  return { ...dataSource.connection, ...own };
}

function dataSourceOf(parameter: Parameter, path: string, dataSources: DataSources): DataSource | undefined {
  const name = parameter['datasource'];
  if (typeof name !== 'string' || name === '') return undefined;
  const dataSource = dataSources.get(name);
  if (dataSource !== undefined) return dataSource;
  throw configErrors.unknownDataSource({ name, known: [...dataSources.keys()] }).at({ path: `${path}.datasource` });
}

/** The first finding as an error, with its path and the number of the others. */
export function optionError(first: Issue | undefined, count: number): Error {
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const error = configErrors.invalidOptions({ summary: `${first?.message ?? 'The options are not valid.'}${more}` });
  return first?.path === undefined ? error : error.at({ path: first.path });
}
