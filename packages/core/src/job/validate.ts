/** Checks a job against the connectors that exist, without opening anything. */
import type { Connector } from '../connector/define.ts';
import type { JsonValue } from '../data/batch.ts';
import { parseStepOptions } from '../connector/parse-options.ts';
import { Findings } from './findings.ts';
import type { Issue, Job, JobStep, Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { publishedSystem } from './published-plugins.ts';
import { isObject, isUnset } from './shape.ts';
import { suggest } from './suggest.ts';

type Side = 'reader' | 'writer';

/** The connectors that exist, already loaded. */
export interface ConnectorLookup {
  /** By the name in a job; `side` tells what a name such as `mysqlreader` stands for. */
  connectorOf(name: string, side: Side): Connector | undefined;
  /** All names and aliases, for suggestions. */
  readonly names: readonly string[];
}

/** Findings about connectors and options. Paths are those of the file; `ParsedJob.locate` adds line and column. */
export function validateJob(job: Job, lookup: ConnectorLookup): Issue[] {
  const findings = new Findings();
  const reader = checkSide(job.reader, 'reader', lookup, findings);
  const writer = checkSide(job.writer, 'writer', lookup, findings);
  if (reader && writer) checkColumnCounts(job, findings);
  return findings.issues;
}

/** True when the connector exists and has the side. */
function checkSide(step: JobStep, side: Side, { connectorOf, names }: ConnectorLookup, findings: Findings): boolean {
  const namePath = step.path.replace(/\.parameter$/, '');
  const connector = connectorOf(step.connector, side);
  if (connector === undefined) {
    findings.error(notFound(step.connector, names), namePath);
    return false;
  }
  if (connector[side] === undefined) {
    findings.error(jobErrors.sideMissing({ title: connector.title, side }), namePath);
    return false;
  }
  findings.issues.push(...parseStepOptions(connector, side, step.parameter, step.path).issues);
  return true;
}

function notFound(name: string, names: readonly string[]) {
  const title = publishedSystem(name);
  if (title !== undefined) return jobErrors.connectorUnavailable({ name, title });
  const meant = suggest(name.replace(/(?:reader|writer)$/i, ''), names);
  return jobErrors.connectorUnknown({ name, ...(meant === undefined ? {} : { meant }) });
}

function checkColumnCounts({ reader, writer }: Job, findings: Findings): void {
  if (picksByIndex(writer.parameter)) return;
  const read = explicitColumns(reader.parameter);
  const written = explicitColumns(writer.parameter);
  if (read === undefined || written === undefined || read === written) return;
  findings.error(jobErrors.columnCount({ read, written }), `${writer.path}.column`);
}

/**
 * The number of columns when the list says it: not with `*`, not with a query instead, not in the modes of wide-column
 * stores that deliver or take another shape.
 */
function explicitColumns(parameter: Parameter): number | undefined {
  const { column, querySql, connection, mode } = parameter;
  if (!Array.isArray(column) || column.length === 0 || column.includes('*')) return undefined;
  if (!isUnset(querySql) || JSON.stringify(connection ?? null).includes('"querySql"')) return undefined;
  if (typeof mode === 'string' && /^multiversion/i.test(mode)) return undefined;
  return column.length;
}

/** Writers of wide-column stores name the source column of each entry, so their list may be shorter. */
function picksByIndex({ column }: Parameter): boolean {
  return (
    Array.isArray(column) && column.some((entry) => isObject(entry as JsonValue) && 'index' in (entry as Parameter))
  );
}
