/** From cells to the values that SQLite stores for them. */
import type { Column, Schema, Type } from '@sluice/core';
import { compileFormatter, isSafeWords, layoutOf, powersOfTen, wordsToBigInt, wordsToNumber } from '@sluice/core';
import type { Affinity } from './types.ts';
import { affinityOf } from './types.ts';

export type Bound = number | bigint | string | Uint8Array;

/** The value of a cell that is not null; undefined when SQLite would store something else for it. */
export type Binder = (column: Column, row: number) => Bound | undefined;

export function createBinders(schema: Schema): readonly Binder[] {
  return schema.columns.map(({ type, nativeType }) => binderOf(type, affinityOf(nativeType)));
}

function binderOf(type: Type, affinity: Affinity): Binder {
  switch (type.kind) {
    case 'bool':
    case 'int8':
    case 'int16':
    case 'int32':
      return (column, row) => column.values[row] as number;
    case 'float32':
    case 'float64':
      return bindFloat;
    case 'int64':
      return bindInt64;
    case 'decimal':
      return decimalBinder(type, affinity);
    case 'binary':
      return (column, row) => column.bytes.slice(column.offsets[row] as number, column.offsets[row + 1] as number);
    case 'utf8':
    case 'json':
    case 'list':
      return affinity === 'text' || affinity === 'none' ? storedTextBinder() : unchanged(storedTextBinder());
    default:
      return textBinder(type);
  }
}

function bindInt64(column: Column, row: number): number | bigint {
  const lo = column.values[row * 2] as number;
  const hi = column.values[row * 2 + 1] as number;
  return isSafeWords(hi) ? wordsToNumber(lo, hi) : wordsToBigInt(lo, hi);
}

/** SQLite stores NaN as NULL. */
function bindFloat(column: Column, row: number): number | undefined {
  const value = column.values[row] as number;
  return value === value ? value : undefined;
}

/** Up to 15 digits as a number, which SQLite would make of the text anyway; more digits only where text stays text. */
function decimalBinder(type: Type & { kind: 'decimal' }, affinity: Affinity): Binder {
  const isWords = layoutOf(type) === 'words';
  const asText = isWords ? textBinder(type) : storedTextBinder();
  if (affinity === 'text') return asText;
  const many = numberOrNothing(asText);
  if (!isWords) return many;
  const factor = powersOfTen[type.scale ?? 0] as number;
  return (column, row) => {
    const hi = column.values[row * 2 + 1] as number;
    const scaled = wordsToNumber(column.values[row * 2] as number, hi);
    return scaled < 1e15 && scaled > -1e15 ? scaled / factor : many(column, row);
  };
}

const maxInteger = 2n ** 63n;

/** The number that SQLite makes of a decimal text, when it means the same. NaN would be stored as NULL. */
function numberOrNothing(asText: Binder): Binder {
  return (column, row) => {
    const text = (asText(column, row) as string).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
    if (/^-?\d+$/.test(text)) {
      const integer = BigInt(text);
      if (integer < maxInteger && integer >= -maxInteger) return integer;
    }
    const value = Number(text);
    return value === value && String(value) === text ? value : undefined;
  };
}

const numericText = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Texts that SQLite turns into a number here pass only when the number reads back as the same text. */
function unchanged(asText: Binder): Binder {
  return (column, row) => {
    const text = asText(column, row) as string;
    if (!numericText.test(text)) return text;
    return /^-?\d{1,15}$/.test(text) && String(Number(text)) === text ? text : undefined;
  };
}

/** Layout `bytes`: the text is there. */
function storedTextBinder(): Binder {
  let bytes: Uint8Array | undefined;
  let view = Buffer.alloc(0);
  return (column, row) => {
    if (column.bytes !== bytes) {
      bytes = column.bytes;
      view = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
    }
    return view.toString('utf8', column.offsets[row], column.offsets[row + 1]);
  };
}

function textBinder(type: Type): Binder {
  const { format } = compileFormatter(type, { timeZone: 'UTC', lenientDates: false });
  const scratch = Buffer.alloc(128);
  return (column, row) => scratch.toString('latin1', 0, format(column, row, scratch, 0));
}
