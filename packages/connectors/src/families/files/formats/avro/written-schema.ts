import {
  maxWordPrecision,
  type ColumnSpec,
  type DecimalType,
  type JsonValue,
  type Schema,
  type Type,
} from '@sluice/core';
import { avroErrors } from './errors.ts';

export interface WrittenNames {
  /** Name of the record. */
  readonly recordName: string;
  readonly namespace?: string;
  /** `replace` makes an underscore of every character that Avro does not allow in a name; `strict` refuses them. */
  readonly fieldNames: 'strict' | 'replace';
}

/** The schema of a file for rows of these columns. Throws `AVRO_BAD_NAME` and `AVRO_SAME_NAME`. */
export function writtenSchema(schema: Schema, names: WrittenNames): JsonValue {
  const used = new Set<string>();
  const fields = schema.columns.map((column): JsonObject => {
    const name = fieldName(column, names.fieldNames);
    if (used.has(name)) throw avroErrors.sameName({ name });
    used.add(name);
    const type = writtenType(column.type);
    const optional: JsonObject = { type: ['null', type], default: null };
    const doc: JsonObject = name === column.name ? {} : { doc: column.name };
    return { name, ...doc, ...(column.isNullable ? optional : { type }) };
  });
  checkName(names.recordName);
  for (const part of names.namespace?.split('.') ?? []) checkName(part);
  const namespace: JsonObject = names.namespace === undefined ? {} : { namespace: names.namespace };
  return { type: 'record', name: names.recordName, ...namespace, fields };
}

type JsonObject = Readonly<Record<string, JsonValue>>;

function fieldName({ name }: ColumnSpec, wish: WrittenNames['fieldNames']): string {
  if (wish === 'replace') {
    const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
    return /^[0-9]/.test(plain) || plain === '' ? `_${plain}` : plain;
  }
  checkName(name);
  return name;
}

function checkName(name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw avroErrors.badName({ name });
}

/**
 * Types that hold every value exactly: uint64 is a decimal, decimals without limits, JSON and lists are text, vectors
 * arrays of float.
 */
function writtenType(type: Type): JsonValue {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'int8':
    case 'int16':
    case 'int32':
      return 'int';
    case 'int64':
      return 'long';
    case 'uint64':
      return decimal(20, 0);
    case 'float32':
      return 'float';
    case 'float64':
      return 'double';
    case 'decimal': {
      const digits = writtenDigits(type);
      return digits === undefined ? 'string' : decimal(digits.precision, digits.scale);
    }
    case 'binary':
      return 'bytes';
    case 'date':
      return { type: 'int', logicalType: 'date' };
    case 'time':
      return { type: 'long', logicalType: 'time-micros' };
    case 'timestamp':
      return {
        type: 'long',
        logicalType: `${type.zoned ? '' : 'local-'}timestamp-${type.unit === 'us' ? 'micros' : 'nanos'}`,
      };
    case 'vector':
      return { type: 'array', items: 'float' };
    case 'utf8':
    case 'json':
    case 'list':
      return 'string';
  }
}

function decimal(precision: number, scale: number): JsonValue {
  return { type: 'bytes', logicalType: 'decimal', precision, scale };
}

/** Avro has no scale below zero or above the precision. Undefined: any number of digits. */
export function writtenDigits(type: DecimalType): { readonly precision: number; readonly scale: number } | undefined {
  const { precision, scale = 0 } = type;
  if (precision === undefined) return undefined;
  return scale < 0 ? { precision: precision - scale, scale: 0 } : { precision: Math.max(precision, scale), scale };
}

/** True when cells of the type are scaled integers that are written as they are. */
export function isPlainDecimal(type: DecimalType): boolean {
  return (type.precision ?? Infinity) <= maxWordPrecision && (type.scale ?? 0) >= 0;
}
