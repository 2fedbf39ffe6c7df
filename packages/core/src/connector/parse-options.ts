/** From the parameters in a job to the validated options of a connector, with findings in plain words. */
import type { z } from 'zod';
import type { JsonValue } from '../data/batch.ts';
import { Findings, hasErrors } from '../job/findings.ts';
import type { Issue } from '../job/job.ts';
import { joinPath } from '../job/path.ts';
import { isObject, wordFor } from '../job/shape.ts';
import { suggest } from '../job/suggest.ts';
import type { Connector } from './define.ts';
import { explain } from './explain-value.ts';
import { shapeOf } from './field-shape.ts';
import type { Fields, Options } from './fields.ts';
import { optionErrors } from './option-errors.ts';

export interface ParsedOptions<F extends Fields> {
  /** Absent when a finding is an error. Holds no key without a value. */
  readonly options?: Options<F>;
  readonly issues: readonly Issue[];
}

export interface ParseOptionsSettings {
  /** Names of required fields that may be missing here, because their values come from elsewhere. */
  readonly waived?: ReadonlySet<string>;
}

/**
 * Validates the values of a set of fields. Never throws.
 * @param path of `input` in the job file, for the findings.
 */
export function parseOptions<F extends Fields>(
  fields: F,
  input: unknown,
  path: string,
  { waived }: ParseOptionsSettings = {},
): ParsedOptions<F> {
  const findings = new Findings();
  if (!isObject(input as JsonValue)) {
    findings.error(optionErrors.notAnObject({ found: wordFor(input as JsonValue) }), path);
    return { issues: findings.issues };
  }
  const values = rename(fields, input as Readonly<Record<string, JsonValue>>, { path, findings });
  const options: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (shapeOf(field).info?.ignored !== undefined) continue;
    const value = readField(field, {
      name,
      value: values[name],
      path: joinPath(path, name),
      findings,
      isWaived: waived?.has(name) ?? false,
    });
    if (value !== undefined) options[name] = value;
  }
  return { ...(hasErrors(findings.issues) ? {} : { options: options as Options<F> }), issues: findings.issues };
}

interface FieldPlace {
  readonly name: string;
  readonly value: JsonValue | undefined;
  readonly path: string;
  readonly findings: Findings;
  readonly isWaived: boolean;
}

function readField(field: z.ZodType, { name, value, path, findings, isWaived }: FieldPlace): unknown {
  const result = field.safeParse(value);
  if (result.success) return result.data;
  // null, and an empty text for a number, mean "not set" in published jobs.
  const isUnset = value === undefined || value === null || (value === '' && shapeOf(field).type === 'number');
  if (!isUnset) {
    explain(field, { value, path, zodIssues: result.error.issues, findings });
    return undefined;
  }
  const unset = field.safeParse(undefined);
  if (unset.success) return unset.data;
  const { info } = shapeOf(field);
  const example = info?.example === undefined || info.isSecret === true ? undefined : JSON.stringify(info.example);
  const error = optionErrors.missing({
    name,
    title: info?.title ?? name,
    ...(example === undefined ? {} : { example }),
  });
  if (!isWaived) findings.error(error, path);
  return undefined;
}

interface Place {
  readonly path: string;
  readonly findings: Findings;
}

/** Members by field name: aliases resolved, options without effect dropped, unknown ones reported; inside of groups too. */
function rename(fields: Fields, input: Readonly<Record<string, JsonValue>>, place: Place): Record<string, JsonValue> {
  const names = namesOf(fields);
  const result: Record<string, JsonValue> = {};
  const spellings = new Map<string, string>();
  for (const [key, value] of Object.entries(input)) {
    const path = joinPath(place.path, key);
    const name = names.get(key);
    if (name === undefined) {
      const meant = suggest(key, names.keys());
      place.findings.warning(optionErrors.unknown({ name: key, ...(meant === undefined ? {} : { meant }) }), path);
      if (key !== '__proto__') result[key] = value;
      continue;
    }
    const other = spellings.get(name);
    if (other !== undefined) {
      place.findings.warning(optionErrors.givenTwice({ name: key, other }), path);
      continue;
    }
    spellings.set(name, key);
    const field = fields[name] as z.ZodType;
    const { info } = shapeOf(field);
    if (info?.ignored !== undefined) {
      place.findings.note(optionErrors.ignored({ name: key, reason: info.ignored }), path);
      continue;
    }
    if (key !== name) place.findings.note(optionErrors.alias({ name, alias: key }), path);
    result[name] = renameInside(field, value, { ...place, path });
  }
  return result;
}

/** Every spelling of a field, and the field's name. */
function namesOf(fields: Fields): Map<string, string> {
  const names = new Map(Object.keys(fields).map((name) => [name, name]));
  for (const [name, field] of Object.entries(fields)) {
    for (const alias of shapeOf(field).info?.aliases ?? []) if (!names.has(alias)) names.set(alias, name);
  }
  return names;
}

function renameInside(field: z.ZodType, value: JsonValue, place: Place): JsonValue {
  const { fields, type } = shapeOf(field);
  if (fields === undefined) return value;
  if (Array.isArray(value)) {
    if (type !== 'list') return value;
    return (value as readonly JsonValue[]).map((item, index) =>
      isObject(item) ? rename(fields, item, { ...place, path: joinPath(place.path, index) }) : item,
    );
  }
  return isObject(value) ? rename(fields, value, place) : value;
}

/** Keys of published steps that say where the connection comes from; resolved before a step is opened. */
const connectionKeys = ['datasource', 'connection', 'jdbcUrl'];

/**
 * The options of a step: the fields of the connection and of the side together. The connection may be incomplete when
 * the step names a data source or a URL instead.
 */
export function parseStepOptions(
  connector: Connector,
  side: 'reader' | 'writer',
  parameter: Readonly<Record<string, JsonValue>>,
  path: string,
): ParsedOptions<Fields> {
  const fields = { ...connector.connection, ...connector[side]?.fields };
  const { datasource, envType: _envType, ...others } = parameter;
  const input = {
    ...others,
    ...(Object.hasOwn(fields, 'datasource') && datasource !== undefined ? { datasource } : {}),
  };
  return parseOptions(fields, input, path, waivedBy(parameter, connector));
}

/** The options of a data source. They may be incomplete when it has a URL. */
export function parseConnection(
  connector: Connector,
  values: Readonly<Record<string, JsonValue>>,
  path: string,
): ParsedOptions<Fields> {
  return parseOptions(connector.connection, values, path, waivedBy(values, connector));
}

function waivedBy(values: Readonly<Record<string, JsonValue>>, { connection }: Connector): ParseOptionsSettings {
  const comesFromElsewhere = connectionKeys.some((key) => values[key] !== undefined);
  return comesFromElsewhere ? { waived: new Set(Object.keys(connection)) } : {};
}
