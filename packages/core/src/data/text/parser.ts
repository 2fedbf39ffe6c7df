/** One parser per type, from text in bytes to a cell. */
import type { Column } from '../column.ts';
import { maxWordPrecision } from '../types.ts';
import type { DecimalType, TimestampType, Type } from '../types.ts';
import { type DatePattern, compileDatePattern } from './date-pattern.ts';
import { parseDate, parseTime } from './dates.ts';
import { parseDecimal64, parseDecimalText } from './decimals.ts';
import { skipBlanks, trimEnd } from './digits.ts';
import { parseFloat32, parseFloat64 } from './floats.ts';
import { parseInt64, parseSmallInt, parseUint64 } from './integers.ts';
import { isJson, isJsonArray } from './json-text.ts';
import { newMoment } from './moment.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';
import { type TimestampZone, parseTimestamp, storeMoment } from './timestamps.ts';
import { copyBytes, countCharacters, isUtf8 } from './utf8.ts';
import { parseVector } from './vectors.ts';
import { storeNumber } from './words.ts';
import { timeZone } from './zone.ts';

export interface TextOptions {
  /** IANA name or offset: the zone of texts without one, and of printed instants. */
  readonly timeZone: string;
  /** Also accept `2020-1-2`, `20200102`, `20200102030405`, `3:4:5` and a time alone as a time of 1970-01-01. */
  readonly lenientDates: boolean;
  /** Java pattern for dates and timestamps, and for times when it has no letters of a date. Replaces the ISO forms. */
  readonly dateFormat?: string;
}

/**
 * Parses the text in bytes[start, end) into a cell of `column` (for layout `bytes` it appends at `offsets[row]`).
 * Which text means null is the caller's business. After any status but 0 the cell has no defined value.
 */
export type TextParser = (bytes: Uint8Array, start: number, end: number, column: Column, row: number) => ParseStatus;

/**
 * Blanks around numbers, dates and booleans are ignored; texts, JSON and binary are taken byte by byte (binary text
 * means its UTF-8 bytes). Throws for an unknown zone and a bad date format.
 */
export function compileParser(type: Type, options: TextOptions): TextParser {
  switch (type.kind) {
    case 'bool':
      return parseBool;
    case 'int8':
      return smallIntParser(-128, 127);
    case 'int16':
      return smallIntParser(-32_768, 32_767);
    case 'int32':
      return smallIntParser(-2_147_483_648, 2_147_483_647);
    case 'int64':
      return (bytes, start, end, column, row) => parseInt64(bytes, start, end, column.values as Int32Array, row * 2);
    case 'uint64':
      return (bytes, start, end, column, row) => parseUint64(bytes, start, end, column.values as Int32Array, row * 2);
    case 'float32':
      return (bytes, start, end, column, row) => parseFloat32(bytes, start, end, column.values as Float32Array, row);
    case 'float64':
      return (bytes, start, end, column, row) => parseFloat64(bytes, start, end, column.values as Float64Array, row);
    case 'decimal':
      return decimalParser(type);
    case 'date':
    case 'time':
    case 'timestamp':
      return type.kind === 'timestamp' ? timestampParser(type, options) : dayParser(type.kind, options);
    default:
      return bytesParser(type);
  }
}

function bytesParser(type: Extract<Type, { kind: 'utf8' | 'binary' | 'json' | 'list' | 'vector' }>): TextParser {
  switch (type.kind) {
    case 'utf8':
      return textParser(type.maxLength);
    case 'binary':
      return (bytes, start, end, column, row) =>
        type.maxLength !== undefined && end - start > type.maxLength
          ? outOfRange
          : append(bytes, start, end, column, row);
    case 'json':
      return (bytes, start, end, column, row) =>
        isJson(bytes, start, end) ? append(bytes, start, end, column, row) : malformed;
    case 'list':
      return (bytes, start, end, column, row) =>
        isJsonArray(bytes, start, end) ? append(bytes, start, end, column, row) : malformed;
    case 'vector':
      return (bytes, start, end, column, row) =>
        parseVector(bytes, start, end, type.size, column.values as Float32Array, row * type.size);
  }
}

function append(bytes: Uint8Array, start: number, end: number, column: Column, row: number): ParseStatus {
  const position = column.offsets[row] as number;
  column.reserveBytes(position + end - start);
  column.offsets[row + 1] = copyBytes(bytes, start, end, column.bytes, position);
  return parsed;
}

function textParser(maxLength: number | undefined): TextParser {
  return (bytes, start, end, column, row) => {
    const length = end - start;
    if (maxLength !== undefined && length > maxLength && countCharacters(bytes, start, end) > maxLength) {
      return isUtf8(bytes, start, end) ? outOfRange : malformed;
    }
    if (length > 48) return isUtf8(bytes, start, end) ? append(bytes, start, end, column, row) : malformed;
    const position = column.offsets[row] as number;
    column.reserveBytes(position + length);
    const into = column.bytes;
    let union = 0;
    for (let i = 0; i < length; i++) {
      const byte = bytes[start + i] as number;
      into[position + i] = byte;
      union |= byte;
    }
    column.offsets[row + 1] = position + length;
    return union < 128 || isUtf8(bytes, start, end) ? parsed : malformed;
  };
}

/** `true`, `false` in any case, `1`, `0`. */
export function parseBool(bytes: Uint8Array, start: number, end: number, column: Column, row: number): ParseStatus {
  const from = skipBlanks(bytes, start, end);
  const length = trimEnd(bytes, from, end) - from;
  let value = -1;
  if (length === 1) value = (bytes[from] as number) - 48;
  else if (length === 4 && isWord(bytes, from, 'true')) value = 1;
  else if (length === 5 && isWord(bytes, from, 'false')) value = 0;
  if (value !== 0 && value !== 1) return malformed;
  column.values[row] = value;
  return parsed;
}

function isWord(bytes: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (((bytes[start + i] as number) | 32) !== word.charCodeAt(i)) return false;
  return true;
}

function smallIntParser(min: number, max: number): TextParser {
  return (bytes, start, end, column, row) =>
    parseSmallInt(bytes, start, end, min, max, column.values as Int32Array, row);
}

function decimalParser(type: DecimalType): TextParser {
  const { precision } = type;
  if (precision === undefined || precision > maxWordPrecision) {
    const scale = precision === undefined ? type.scale : (type.scale ?? 0);
    return (bytes, start, end, column, row) => parseDecimalText(bytes, start, end, precision, scale, column, row);
  }
  const scale = type.scale ?? 0;
  return (bytes, start, end, column, row) =>
    parseDecimal64(bytes, start, end, precision, scale, column.values as Int32Array, row * 2);
}

function dayParser(kind: 'date' | 'time', options: TextOptions): TextParser {
  const isLenient = options.lenientDates;
  const pattern = patternFor(kind, options);
  if (pattern !== undefined) return patternParser(kind, pattern, isLenient);
  if (kind === 'date') {
    return (bytes, start, end, column, row) =>
      parseDate(bytes, start, end, column.values as Int32Array, row, isLenient);
  }
  return (bytes, start, end, column, row) =>
    parseTime(bytes, start, end, column.values as Int32Array, row * 2, isLenient);
}

/** The declared pattern, where it can mean this kind. */
export function patternFor(kind: 'date' | 'time' | 'timestamp', options: TextOptions): DatePattern | undefined {
  if (options.dateFormat === undefined) return undefined;
  const pattern = compileDatePattern(options.dateFormat);
  return kind === 'time' && pattern.hasDate ? undefined : pattern;
}

const moment = newMoment();

function patternParser(kind: 'date' | 'time', pattern: DatePattern, isLenient: boolean): TextParser {
  return (bytes, start, end, column, row) => {
    const status = pattern.parse(bytes, start, end, isLenient, moment);
    if (status !== parsed) return status;
    if (kind === 'time') {
      const micros = Math.floor(moment.nanos / 1000);
      storeNumber(column.values as Int32Array, row * 2, moment.seconds * 1e6 + micros);
      return micros * 1000 === moment.nanos ? parsed : inexact;
    }
    column.values[row] = moment.days;
    return moment.seconds === 0 && moment.nanos === 0 ? parsed : inexact;
  };
}

function timestampParser(type: TimestampType, options: TextOptions): TextParser {
  const meeting: TimestampZone = { zone: timeZone(options.timeZone), isZoned: type.zoned };
  const { unit } = type;
  const isLenient = options.lenientDates;
  const pattern = patternFor('timestamp', options);
  if (pattern === undefined) {
    return (bytes, start, end, column, row) =>
      parseTimestamp(bytes, start, end, unit, column.values as Int32Array, row * 2, meeting, isLenient);
  }
  return (bytes, start, end, column, row) => {
    const status = pattern.parse(bytes, start, end, isLenient, moment);
    return status === parsed ? storeMoment(moment, unit, column.values as Int32Array, row * 2, meeting) : status;
  };
}
