/** How each type of Sluice lies in a Parquet file. */
import type { ColumnSpec, DecimalType, Type } from '@sluice/core';
import { type LogicalType, type SchemaElement, converted, physical, repetition } from '../metadata.ts';
import type { ValueShape } from './plain.ts';
import type { ValueOrder } from './range.ts';

/** A column of values in the file. */
export interface Leaf extends ValueShape {
  /** Physical type. */
  readonly type: number;
  readonly path: readonly string[];
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  readonly order: ValueOrder;
  readonly hasDictionary: boolean;
}

/** What the schema tree of the file and its statistics say of a type. */
interface Storage extends ValueShape {
  readonly order: ValueOrder;
  readonly element: Omit<SchemaElement, 'name' | 'repetition'> & { readonly type: number };
}

/** The nodes of a column in the schema tree, and its values. */
export function columnNodes({ name, type, isNullable }: ColumnSpec): {
  readonly elements: readonly SchemaElement[];
  readonly leaf: Leaf;
} {
  const ownRepetition = isNullable ? repetition.optional : repetition.required;
  const nullLevels = isNullable ? 1 : 0;
  const item = itemType(type);
  if (item === undefined) {
    const { element, ...storage } = storageOf(type);
    const leaf = { ...storage, type: element.type, path: [name], maxDefinition: nullLevels, maxRepetition: 0 };
    return {
      elements: [{ ...element, name, repetition: ownRepetition }],
      leaf: { ...leaf, hasDictionary: !leaf.isBoolean },
    };
  }
  const isVector = type.kind === 'vector';
  const { element, ...storage } = storageOf(item);
  return {
    elements: [
      { name, repetition: ownRepetition, childCount: 1, convertedType: converted.list, logicalType: { list: {} } },
      { name: 'list', repetition: repetition.repeated, childCount: 1 },
      { ...element, name: 'element', repetition: isVector ? repetition.required : repetition.optional },
    ],
    leaf: {
      ...storage,
      ...(isVector ? { order: 'none' } : {}),
      type: element.type,
      path: [name, 'list', 'element'],
      maxDefinition: nullLevels + (isVector ? 1 : 2),
      maxRepetition: 1,
      hasDictionary: !isVector && !storage.isBoolean,
    },
  };
}

const listedKinds: ReadonlySet<Type['kind']> = new Set([
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'decimal',
  'utf8',
  'date',
  'time',
  'timestamp',
]);

/** The item type of what becomes a LIST: vectors and lists of plain values. Lists of lists and the like stay JSON. */
export function itemType(type: Type): Type | undefined {
  if (type.kind === 'vector') return { kind: 'float32' };
  return type.kind === 'list' && listedKinds.has(type.item.kind) ? type.item : undefined;
}

const word = { form: 'word', isBoolean: false, hasLengths: false } as const;
const words = { form: 'words', isBoolean: false, hasLengths: false } as const;
const texts = { form: 'bytes', isBoolean: false, hasLengths: true } as const;

function storageOf(type: Type): Storage {
  switch (type.kind) {
    case 'bool':
      return { ...word, isBoolean: true, order: 'signed', element: { type: physical.boolean } };
    case 'int8':
      return smallInteger(8, converted.int8);
    case 'int16':
      return smallInteger(16, converted.int16);
    case 'int32':
      return { ...word, order: 'signed', element: { type: physical.int32 } };
    case 'int64':
      return { ...words, order: 'signed', element: { type: physical.int64 } };
    case 'uint64': {
      const logicalType: LogicalType = { integer: { bitWidth: 64, isSigned: false } };
      const element = { type: physical.int64, convertedType: converted.uint64, logicalType };
      return { ...words, order: 'unsigned', element };
    }
    case 'float32':
      return { ...word, order: 'float', element: { type: physical.float } };
    case 'float64':
      return { ...words, order: 'float', element: { type: physical.double } };
    case 'decimal':
      return decimalStorage(type);
    case 'date':
    case 'time':
    case 'timestamp':
      return momentStorage(type);
    case 'utf8':
      return textStorage({ convertedType: converted.utf8, logicalType: { string: {} } });
    case 'binary':
      return textStorage({});
    case 'json':
    case 'list':
      return textStorage({ convertedType: converted.json, logicalType: { json: {} } });
    case 'vector':
      throw new Error('a vector is a list of floats');
  }
}

function smallInteger(bitWidth: number, convertedType: number): Storage {
  const logicalType: LogicalType = { integer: { bitWidth, isSigned: true } };
  return { ...word, order: 'signed', element: { type: physical.int32, convertedType, logicalType } };
}

function textStorage(meaning: Pick<SchemaElement, 'convertedType' | 'logicalType'>): Storage {
  return { ...texts, order: 'bytes', element: { type: physical.byteArray, ...meaning } };
}

/** Wall clock readings have the older mark of instants too, which is all that old readers understand. */
function momentStorage(type: Extract<Type, { kind: 'date' | 'time' | 'timestamp' }>): Storage {
  if (type.kind === 'date') {
    const element = { type: physical.int32, convertedType: converted.date, logicalType: { date: {} } };
    return { ...word, order: 'signed', element };
  }
  if (type.kind === 'time') {
    const logicalType: LogicalType = { time: { isAdjustedToUtc: false, unit: { micros: {} } } };
    const element = { type: physical.int64, convertedType: converted.timeMicros, logicalType };
    return { ...words, order: 'signed', element };
  }
  const unit = type.unit === 'ns' ? { nanos: {} } : { micros: {} };
  const logicalType: LogicalType = { timestamp: { isAdjustedToUtc: type.zoned, unit } };
  const older = type.unit === 'ns' ? {} : { convertedType: converted.timestampMicros };
  return { ...words, order: 'signed', element: { type: physical.int64, ...older, logicalType } };
}

/** Digits that common readers take; a decimal of more, or of any number of them, is written as text. */
const maxDigits = 38;

/** How a decimal is written. */
export type DecimalForm =
  | { readonly as: 'word' | 'words' | 'fixed'; readonly precision: number; readonly scale: number }
  | { readonly as: 'text' };

/** Parquet knows no negative scale, and no scale beyond the precision: those get as many digits as it takes. */
export function decimalForm({ precision, scale = 0 }: DecimalType): DecimalForm {
  if (precision === undefined) return { as: 'text' };
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale);
  if (digits > maxDigits) return { as: 'text' };
  const known = { precision: digits, scale: Math.max(scale, 0) };
  if (scale < 0 || digits > 18) return { as: 'fixed', ...known };
  return { as: digits <= 9 ? 'word' : 'words', ...known };
}

/** Bytes that hold a two's complement of so many digits. */
export function fixedLength(precision: number): number {
  return Math.ceil((precision * Math.log2(10) + 1) / 8);
}

function decimalStorage(type: DecimalType): Storage {
  const form = decimalForm(type);
  if (form.as === 'text') return storageOf({ kind: 'utf8' });
  const { precision, scale } = form;
  const meaning = {
    convertedType: converted.decimal,
    precision,
    scale,
    logicalType: { decimal: { scale, precision } },
  };
  if (form.as === 'word') return { ...word, order: 'signed', element: { type: physical.int32, ...meaning } };
  if (form.as === 'words') return { ...words, order: 'signed', element: { type: physical.int64, ...meaning } };
  const element = { type: physical.fixedBytes, typeLength: fixedLength(precision), ...meaning };
  return { form: 'bytes', isBoolean: false, hasLengths: false, order: 'signedBytes', element };
}
