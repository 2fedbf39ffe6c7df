/** Skeletons of jobs, derived from what the connectors say about themselves. */
import type { JsonValue } from '../data/batch.ts';
import type { Parameter } from '../job/job.ts';
import { jobErrors } from '../job/job-errors.ts';
import type { Connector } from './define.ts';
import { describeFields, type FieldDescription } from './describe.ts';

export interface TemplateSources {
  /** Names of data sources, in place of the connections. */
  readonly reader?: string | undefined;
  readonly writer?: string | undefined;
}

/**
 * A script 2.0 with the templates of both sides; secrets are references to the environment.
 *
 * Throws `JOB_SIDE_MISSING` when a connector lacks its side.
 */
export function templateOf(
  reader: Connector,
  writer: Connector,
  sources: TemplateSources = {},
): Record<string, JsonValue> {
  const source = stepOf(reader, 'reader', sources.reader);
  const target = stepOf(writer, 'writer', sources.writer);
  return {
    type: 'job',
    version: '2.0',
    steps: [source, { ...target, parameter: withColumnsOf(source.parameter, target.parameter) }],
    setting: { errorLimit: { record: '0' }, speed: { concurrent: 2, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
}

function stepOf(connector: Connector, side: 'reader' | 'writer', dataSource: string | undefined) {
  const declared = connector[side];
  if (declared === undefined) throw jobErrors.sideMissing({ title: connector.title, side });
  const connection = dataSource === undefined ? connectionOf(connector, side) : { datasource: dataSource };
  return {
    stepType: connector.name,
    name: side === 'reader' ? 'Reader' : 'Writer',
    category: side,
    parameter: { ...connection, ...declared.template } as Parameter,
  };
}

/** A writer that lists another number of columns than the reader takes the reader's names. */
function withColumnsOf(source: Parameter, target: Parameter): Parameter {
  const [from, to] = [source['column'], target['column']];
  if (!Array.isArray(from) || !Array.isArray(to) || from.includes('*') || from.length === to.length) return target;
  const names = (from as readonly JsonValue[]).map((entry, index) => {
    const { name } = (typeof entry === 'object' ? entry : {}) as { readonly name?: JsonValue };
    return typeof entry === 'string' ? entry : (name ?? `column${index + 1}`);
  });
  return { ...target, column: names };
}

function connectionOf(connector: Connector, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const prefix = `${connector.name}_${side === 'reader' ? 'source' : 'target'}`.toUpperCase();
  const fields = describeFields(connector.connection)
    .filter((field) => (field.isRequired || field.isSecret) && field.ignored === undefined && !field.isAdvanced)
    .map((field) => [field.name, placeholder(field, prefix)] as const);
  return Object.fromEntries(fields);
}

function placeholder(field: FieldDescription, prefix: string): JsonValue {
  if (field.isSecret)
    return `\${env:${prefix}_${field.name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}}`;
  return field.example ?? field.default ?? field.choices?.[0] ?? '';
}
