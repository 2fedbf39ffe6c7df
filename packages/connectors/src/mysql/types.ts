/** Which of our types a column of MySQL or MariaDB has, by its definition on the wire and by the information schema. */
import { type Type, types } from '@sluice/core';
import type { ColumnDefinition } from './wire/column-definition.ts';
import { binaryCharset, columnFlag, wireType } from './wire/protocol.ts';

/** Bytes that one character may take in utf8mb4, by which the server multiplies lengths of text on the wire. */
const bytesPerCharacter = 4;

const hasFlag = (column: ColumnDefinition, flag: number): boolean => (column.flags & flag) !== 0;

/** The type of a result column. */
export function typeOfDefinition(column: ColumnDefinition): Type {
  const isUnsigned = hasFlag(column, columnFlag.unsigned);
  switch (column.wireType) {
    case wireType.tiny:
      return isUnsigned ? types.int16 : types.int8;
    case wireType.short:
      return isUnsigned ? types.int32 : types.int16;
    case wireType.year:
      return types.int16;
    case wireType.int24:
      return types.int32;
    case wireType.long:
      return isUnsigned ? types.int64 : types.int32;
    case wireType.longLong:
      return isUnsigned ? types.uint64 : types.int64;
    case wireType.float:
      return types.float32;
    case wireType.double:
      return types.float64;
    case wireType.decimal:
    case wireType.newDecimal:
      return decimalOfDefinition(column, isUnsigned);
    case wireType.bit:
      return column.length === 1 ? types.bool : types.uint64;
    case wireType.date:
      return types.date;
    case wireType.time:
      return types.time;
    case wireType.datetime:
      return types.timestamp;
    case wireType.timestamp:
      return types.timestampZoned;
    case wireType.json:
      return types.json;
    case wireType.geometry:
      return types.binary;
    default:
      return textOfDefinition(column);
  }
}

/** Length counts the sign and the point. */
function decimalOfDefinition(column: ColumnDefinition, isUnsigned: boolean): Type {
  const scale = column.decimals > 38 ? 0 : column.decimals;
  return types.decimal(Math.max(1, column.length - (scale > 0 ? 1 : 0) - (isUnsigned ? 0 : 1)), scale);
}

function textOfDefinition(column: ColumnDefinition): Type {
  if (column.format === 'json') return types.json;
  const isBlob = column.wireType >= wireType.tinyBlob && column.wireType <= wireType.blob;
  const isList = hasFlag(column, columnFlag.enum) || hasFlag(column, columnFlag.set);
  if (column.wireType === wireType.null) return types.utf8;
  if (column.charset === binaryCharset && !isList) {
    return isBlob ? types.binary : { kind: 'binary', maxLength: column.length };
  }
  if (isBlob || isList || column.extendedType !== undefined) return types.utf8;
  return { kind: 'utf8', maxLength: Math.floor(column.length / bytesPerCharacter) };
}

/** A column as the information schema describes it. */
export interface CatalogColumn {
  /** `bigint`, `varchar`, `enum`, in lower case. */
  readonly dataType: string;
  /** `bigint(20) unsigned`, `decimal(10,2)`, `enum('a','b')`. */
  readonly columnType: string;
  readonly maxLength: number | undefined;
  readonly precision: number | undefined;
  readonly scale: number | undefined;
  /** MariaDB keeps JSON as text with a check. */
  readonly isJson: boolean;
}

/** The type of a table column. */
export function typeOfCatalog(column: CatalogColumn): Type {
  const isUnsigned = /\bunsigned\b/.test(column.columnType);
  if (column.isJson) return types.json;
  switch (column.dataType) {
    case 'tinyint':
      return isUnsigned ? types.int16 : types.int8;
    case 'smallint':
      return isUnsigned ? types.int32 : types.int16;
    case 'year':
      return types.int16;
    case 'mediumint':
      return types.int32;
    case 'int':
      return isUnsigned ? types.int64 : types.int32;
    case 'bigint':
      return isUnsigned ? types.uint64 : types.int64;
    case 'decimal':
      return types.decimal(column.precision ?? 10, column.scale ?? 0);
    case 'bit':
      return column.columnType === 'bit(1)' ? types.bool : types.uint64;
    case 'char':
    case 'varchar':
      return { kind: 'utf8', ...limit(column) };
    case 'binary':
    case 'varbinary':
      return { kind: 'binary', ...limit(column) };
    default:
      return simpleTypes[column.dataType] ?? types.utf8;
  }
}

function limit(column: CatalogColumn): { maxLength?: number } {
  return column.maxLength === undefined ? {} : { maxLength: column.maxLength };
}

const geometryTypes = [
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
  'geomcollection',
];

const simpleTypes: Readonly<Record<string, Type>> = {
  float: types.float32,
  double: types.float64,
  date: types.date,
  time: types.time,
  datetime: types.timestamp,
  timestamp: types.timestampZoned,
  json: types.json,
  tinyblob: types.binary,
  blob: types.binary,
  mediumblob: types.binary,
  longblob: types.binary,
  vector: types.binary,
  ...Object.fromEntries(geometryTypes.map((name) => [name, types.binary])),
};

/** The column type in CREATE TABLE that keeps every value of a type. */
export function nativeTypeFor(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'bit(1)';
    case 'int8':
      return 'tinyint';
    case 'int16':
      return 'smallint';
    case 'int32':
      return 'int';
    case 'int64':
      return 'bigint';
    case 'uint64':
      return 'bigint unsigned';
    case 'float32':
      return 'float';
    case 'float64':
      return 'double';
    case 'decimal':
      return type.precision === undefined || type.precision > 65 || (type.scale ?? 0) > 30
        ? 'decimal(65,30)'
        : `decimal(${type.precision},${type.scale ?? 0})`;
    case 'date':
      return 'date';
    case 'time':
      return 'time(6)';
    case 'timestamp':
      return type.zoned ? 'timestamp(6)' : 'datetime(6)';
    case 'json':
    case 'list':
      return 'json';
    case 'utf8':
      return type.maxLength === undefined || type.maxLength > 16_000 ? 'longtext' : `varchar(${type.maxLength})`;
    case 'binary':
      return type.maxLength === undefined || type.maxLength > 60_000 ? 'longblob' : `varbinary(${type.maxLength})`;
    case 'vector':
      return 'longblob';
  }
}

/** The type of a result column as people write it. */
export function nativeNameOf(column: ColumnDefinition): string | undefined {
  return column.extendedType ?? column.format;
}
