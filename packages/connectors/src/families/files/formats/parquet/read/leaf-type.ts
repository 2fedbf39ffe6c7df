/** What a leaf of the schema means: its type here, and how it is made of what lies in the file. */
import { type Type, maxWordPrecision, types } from '@sluice/core';
import {
  bytesToDecimal,
  bytesToDecimalText,
  checkJson,
  checkUtf8,
  int96Micros,
  intervalText,
  uuidText,
  widenFloat16,
} from './convert-bytes.ts';
import {
  type Check,
  type Convert,
  checkPrecision,
  narrow,
  timeMillis,
  timeNanos,
  timestampMillis,
  widenDecimal,
  widenUnsigned,
  wordsToText,
} from './convert-words.ts';
import { Damage } from '../../damage.ts';
import { type LogicalType, type SchemaElement, converted, physical } from '../metadata.ts';

export interface LeafType {
  readonly type: Type;
  /** What decoders fill: columns of this type, of `fixedBytes` each where the file says no lengths. */
  readonly decoded: Type;
  readonly fixedBytes?: number;
  /** From there to `type`. Absent: they fill the column itself. */
  readonly convert?: Convert;
  /** For columns that decoders fill themselves. */
  readonly check?: Check;
  /** For people: `int64 timestamp(micros, utc)`. */
  readonly nativeType: string;
}

/**
 * An annotation that does not go with the physical type, or is not known, counts as none: the value is then what lies
 * in the file.
 */
export function leafType(element: SchemaElement): LeafType {
  const found = annotated(element, element.logicalType ?? {}) ??
    annotated(element, fromConverted(element)) ?? { ...plain(element), meaning: undefined };
  const { meaning, ...rest } = found;
  const length = element.type === physical.fixedBytes ? `(${element.typeLength})` : '';
  const name = `${physicalNames[element.type as number]}${length}`;
  return { ...rest, nativeType: meaning === undefined ? name : `${name} ${meaning}` };
}

const physicalNames = ['boolean', 'int32', 'int64', 'int96', 'float', 'double', 'byte_array', 'fixed_len_byte_array'];

type Mapping = Omit<LeafType, 'nativeType'>;

function plain(element: SchemaElement): Mapping {
  switch (element.type) {
    case physical.boolean:
      return direct(types.bool);
    case physical.int32:
      return direct(types.int32);
    case physical.int64:
      return direct(types.int64);
    case physical.int96:
      return { type: types.timestamp, decoded: types.binary, fixedBytes: 12, convert: int96Micros };
    case physical.float:
      return direct(types.float32);
    case physical.double:
      return direct(types.float64);
    case physical.byteArray:
      return direct(types.binary);
    case physical.fixedBytes:
      return { ...direct({ kind: 'binary', maxLength: fixedLength(element) }), fixedBytes: fixedLength(element) };
    default:
      throw new Damage(`its schema has the physical type ${element.type}, which does not exist`);
  }
}

function direct(type: Type, check?: Check): Mapping {
  return check === undefined ? { type, decoded: type } : { type, decoded: type, check };
}

function fixedLength({ typeLength, name }: SchemaElement): number {
  if (typeLength === undefined || typeLength < 0) throw new Damage(`"${name}" of its schema lacks its length`);
  return typeLength;
}

const nothing = {};
const utcMillis = { isAdjustedToUtc: true, unit: { millis: nothing } };
const utcMicros = { isAdjustedToUtc: true, unit: { micros: nothing } };

/** The older way; its times are in UTC, its interval has no newer name. */
function fromConverted({ convertedType, scale, precision }: SchemaElement): LogicalType & { interval?: object } {
  switch (convertedType) {
    case converted.utf8:
      return { string: nothing };
    case converted.enum:
      return { enum: nothing };
    case converted.decimal:
      return { decimal: { scale: scale ?? 0, precision: precision ?? 0 } };
    case converted.date:
      return { date: nothing };
    case converted.timeMillis:
      return { time: utcMillis };
    case converted.timeMicros:
      return { time: utcMicros };
    case converted.timestampMillis:
      return { timestamp: utcMillis };
    case converted.timestampMicros:
      return { timestamp: utcMicros };
    case converted.json:
      return { json: nothing };
    case converted.bson:
      return { bson: nothing };
    case converted.interval:
      return { interval: nothing };
    default:
      return integerOf(convertedType);
  }
}

/** uint8 to uint64, int8 to int64 are numbered in this order. */
function integerOf(convertedType: number | undefined): LogicalType {
  if (convertedType === undefined || convertedType < converted.uint8 || convertedType > converted.int64) return {};
  const isSigned = convertedType >= converted.int8;
  const size = convertedType - (isSigned ? converted.int8 : converted.uint8);
  return { integer: { bitWidth: 8 << size, isSigned } };
}

type Annotated = Mapping & { readonly meaning: string | undefined };

/** Undefined when the annotation says nothing about this physical type. */
function annotated(element: SchemaElement, annotation: LogicalType & { interval?: object }): Annotated | undefined {
  switch (element.type) {
    case physical.int32:
      return annotatedInt32(annotation);
    case physical.int64:
      return annotatedInt64(annotation);
    case physical.byteArray:
      return annotatedBytes(annotation);
    case physical.fixedBytes:
      return annotatedFixed(annotation, fixedLength(element));
    default:
      return undefined;
  }
}

function annotatedInt32({ integer, decimal, date, time }: LogicalType): Annotated | undefined {
  const from = { decoded: types.int32 };
  if (date !== undefined) return { ...direct(types.date), meaning: 'date' };
  if (time?.unit.millis !== undefined) return { ...from, type: types.time, convert: timeMillis, meaning: clock(time) };
  if (decimal !== undefined) return decimalFrom(types.int32, decimal);
  if (integer === undefined) return undefined;
  const meaning = `${integer.isSigned ? '' : 'u'}int${integer.bitWidth}`;
  switch (meaning) {
    case 'int8':
      return { ...from, type: types.int8, convert: narrow(-128, 127), meaning };
    case 'int16':
      return { ...from, type: types.int16, convert: narrow(-32_768, 32_767), meaning };
    case 'uint8':
      return { ...from, type: types.int16, convert: narrow(0, 255), meaning };
    case 'uint16':
      return { ...from, type: types.int32, convert: narrow(0, 65_535), meaning };
    case 'uint32':
      return { ...from, type: types.int64, convert: widenUnsigned, meaning };
    default:
      return undefined;
  }
}

function annotatedInt64({ integer, decimal, time, timestamp }: LogicalType): Annotated | undefined {
  const from = { decoded: types.int64 };
  if (decimal !== undefined) return decimalFrom(types.int64, decimal);
  if (integer !== undefined && integer.bitWidth === 64 && !integer.isSigned) {
    return { ...direct(types.uint64), meaning: 'uint64' };
  }
  if (time?.unit.micros !== undefined) return { ...direct(types.time), meaning: clock(time) };
  if (time?.unit.nanos !== undefined) return { ...from, type: types.time, convert: timeNanos, meaning: clock(time) };
  if (timestamp === undefined) return undefined;
  const { unit, isAdjustedToUtc: zoned } = timestamp;
  const meaning = clock(timestamp, 'timestamp');
  if (unit.nanos !== undefined) return { ...direct({ kind: 'timestamp', unit: 'ns', zoned }), meaning };
  const type: Type = { kind: 'timestamp', unit: 'us', zoned };
  if (unit.micros !== undefined) return { ...direct(type), meaning };
  return unit.millis === undefined ? undefined : { ...from, type, convert: timestampMillis, meaning };
}

function annotatedBytes(annotation: LogicalType): Annotated | undefined {
  if (annotation.string !== undefined) return { ...direct(types.utf8, checkUtf8), meaning: 'string' };
  if (annotation.enum !== undefined) return { ...direct(types.utf8, checkUtf8), meaning: 'enum' };
  if (annotation.json !== undefined) return { ...direct(types.json, checkJson), meaning: 'json' };
  if (annotation.bson !== undefined) return { ...direct(types.binary), meaning: 'bson' };
  return annotation.decimal === undefined ? undefined : decimalFrom(types.binary, annotation.decimal);
}

function annotatedFixed(annotation: LogicalType & { interval?: object }, fixedBytes: number): Annotated | undefined {
  const from = { decoded: types.binary, fixedBytes };
  if (annotation.decimal !== undefined) {
    const found = decimalFrom(types.binary, annotation.decimal);
    return found === undefined ? undefined : { ...found, fixedBytes };
  }
  if (annotation.string !== undefined) return { ...direct(types.utf8, checkUtf8), fixedBytes, meaning: 'string' };
  if (annotation.uuid !== undefined && fixedBytes === 16) {
    return { ...from, type: { kind: 'utf8', maxLength: 36 }, convert: uuidText, meaning: 'uuid' };
  }
  if (annotation.float16 !== undefined && fixedBytes === 2) {
    return { ...from, type: types.float32, convert: widenFloat16, meaning: 'float16' };
  }
  if (annotation.interval !== undefined && fixedBytes === 12) {
    return { ...from, type: types.utf8, convert: intervalText, meaning: 'interval' };
  }
  return undefined;
}

function decimalFrom(decoded: Type, { precision, scale }: { precision: number; scale: number }): Annotated | undefined {
  if (precision < 1 || scale < 0 || scale > precision) return undefined;
  const type = types.decimal(precision, scale);
  const meaning = `decimal(${precision},${scale})`;
  const isText = precision > maxWordPrecision;
  if (decoded.kind === 'binary') {
    return {
      type,
      decoded,
      convert: isText ? bytesToDecimalText(precision, scale) : bytesToDecimal(precision),
      meaning,
    };
  }
  if (isText) return { type, decoded, convert: wordsToText(precision, scale), meaning };
  if (decoded.kind === 'int32') return { type, decoded, convert: widenDecimal(precision), meaning };
  return { ...direct(type, checkPrecision(precision)), meaning };
}

function clock({ unit, isAdjustedToUtc }: NonNullable<LogicalType['time']>, word = 'time'): string {
  const name = unit.nanos !== undefined ? 'nanos' : unit.micros !== undefined ? 'micros' : 'millis';
  return `${word}(${name}${isAdjustedToUtc ? ', utc' : ''})`;
}
