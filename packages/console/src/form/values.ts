/** Values of declared fields, as a job or a data source holds them. */
import type { FieldDescription, JsonValue } from '@sluice/core';

export type Values = Readonly<Record<string, JsonValue>>;

/** In place of a secret that the server knows. */
export const maskedSecret = '******';

/** Fields that a form shows: those without effect, and those that other values make useless, are left out. */
export function shownFields(fields: readonly FieldDescription[], values: Values): readonly FieldDescription[] {
  return fields.filter((field) => {
    if (field.ignored !== undefined) return false;
    return valueOf(field, values) !== undefined || isOfUse(field, fields, values);
  });
}

function isOfUse({ onlyWith }: FieldDescription, fields: readonly FieldDescription[], values: Values): boolean {
  const other = fields.find(({ name }) => name === onlyWith?.field);
  if (onlyWith === undefined || other === undefined) return true;
  const value = valueOf(other, values) ?? other.default;
  // A variable may become any of them.
  return value !== undefined && (onlyWith.values.includes(textOf(value).toLowerCase()) || /\$\{/.test(textOf(value)));
}

/** The key under which a field stands in the values: its name, or the alias that a published job has. */
export function keyOf(field: FieldDescription, values: Values): string {
  if (field.name in values) return field.name;
  return field.aliases?.find((alias) => alias in values) ?? field.name;
}

export function valueOf(field: FieldDescription, values: Values): JsonValue | undefined {
  return values[keyOf(field, values)];
}

/** The values with a field changed; `undefined` takes it out. */
export function withValue(values: Values, field: FieldDescription, value: JsonValue | undefined): Values {
  const key = keyOf(field, values);
  if (value !== undefined) return { ...values, [key]: value };
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

/** Values that no field declares: kept as they are, shown as they are. */
export function unknownValues(fields: readonly FieldDescription[], values: Values): Values {
  const known = new Set(fields.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !known.has(name)));
}

/** Required fields without a value, by their paths: `host`, `ssl.mode`. */
export function missingFields(fields: readonly FieldDescription[], values: Values, path = ''): readonly string[] {
  return shownFields(fields, values).flatMap((field) => {
    const value = valueOf(field, values);
    const here = path === '' ? field.name : `${path}.${field.name}`;
    if (value === undefined || value === '') return field.isRequired && field.default === undefined ? [here] : [];
    if (field.type === 'group' && field.fields !== undefined && isValues(value))
      return missingFields(field.fields, value, here);
    return [];
  });
}

export function isValues(value: JsonValue | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For showing values in full: secrets as masks, those just typed too. */
export function withMaskedSecrets(fields: readonly FieldDescription[], values: Values): Values {
  const masked = fields.flatMap((field): readonly (readonly [string, JsonValue])[] => {
    const value = valueOf(field, values);
    if (value === undefined) return [];
    if (field.isSecret) return [[keyOf(field, values), maskedSecret]];
    if (field.fields === undefined || !isValues(value)) return [];
    return [[keyOf(field, values), withMaskedSecrets(field.fields, value)]];
  });
  return { ...values, ...Object.fromEntries(masked) };
}

/** A single value is taken as a list of one, as everywhere. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

/** A value as a short text: for placeholders and lists. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
