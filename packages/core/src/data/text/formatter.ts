/** One formatter per type, from a cell to text in bytes. */
import type { Column } from '../column.ts';
import { maxWordPrecision } from '../types.ts';
import type { DecimalType, TimestampType, Type } from '../types.ts';
import { infiniteDay, minusInfiniteDay } from './civil.ts';
import type { DatePattern } from './date-pattern.ts';
import { formatDate, formatTime, maxDateBytes, maxTimeBytes } from './dates.ts';
import { formatDecimal64 } from './decimals.ts';
import { writeAscii } from './digits.ts';
import { formatFloat32, formatFloat64, maxFloatBytes } from './floats.ts';
import { formatInt32, formatInt64, formatUint64 } from './integers.ts';
import { type TextOptions, patternFor } from './parser.ts';
import { formatInstant, formatTimestamp, maxTimestampBytes, ticksPerSecond } from './timestamps.ts';
import { copyBytes } from './utf8.ts';
import { formatVector, maxVectorBytes } from './vectors.ts';
import { floorQuotient, floorRemainder, isMaxWords, isMinWords } from './words.ts';
import { timeZone } from './zone.ts';

/** Writes the cell at `position` and returns the new position. The cell is not null. */
export type TextFormatter = (column: Column, row: number, into: Uint8Array, position: number) => number;

export interface CompiledFormatter {
  readonly format: TextFormatter;
  /** Bytes that `format` may need for this cell: its own length in layout `bytes`, a constant otherwise. */
  maxBytes(column: Column, row: number): number;
}

/**
 * Canonical text: what `compileParser` with the same options reads back to the same cell. Binary gives its bytes as
 * they are. A declared date format prints what it has letters for.
 */
export function compileFormatter(type: Type, options: TextOptions): CompiledFormatter {
  switch (type.kind) {
    case 'bool':
      return fixed(5, (column, row, into, position) =>
        writeAscii(into, position, column.values[row] === 0 ? 'false' : 'true'),
      );
    case 'int8':
    case 'int16':
    case 'int32':
      return fixed(11, (column, row, into, position) => formatInt32(into, position, column.values[row] as number));
    case 'int64':
      return words(20, formatInt64);
    case 'uint64':
      return words(20, formatUint64);
    case 'float32':
      return fixed(maxFloatBytes, (column, row, into, position) =>
        formatFloat32(into, position, column.values[row] as number),
      );
    case 'float64':
      return fixed(maxFloatBytes, (column, row, into, position) =>
        formatFloat64(into, position, column.values[row] as number),
      );
    case 'decimal':
      return decimalFormatter(type);
    case 'date':
      return dateFormatter(options);
    case 'time':
      return timeFormatter(options);
    case 'timestamp':
      return timestampFormatter(type, options);
    case 'vector':
      return fixed(maxVectorBytes(type.size), formatVector);
    default:
      return stored;
  }
}

function fixed(maxBytes: number, format: TextFormatter): CompiledFormatter {
  return { format, maxBytes: () => maxBytes };
}

function words(
  maxBytes: number,
  format: (into: Uint8Array, position: number, lo: number, hi: number) => number,
): CompiledFormatter {
  return fixed(maxBytes, (column, row, into, position) =>
    format(into, position, column.values[row * 2] as number, column.values[row * 2 + 1] as number),
  );
}

/** Layout `bytes`: the text is there already. */
const stored: CompiledFormatter = {
  format: (column, row, into, position) =>
    copyBytes(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number, into, position),
  maxBytes: (column, row) => (column.offsets[row + 1] as number) - (column.offsets[row] as number),
};

function decimalFormatter(type: DecimalType): CompiledFormatter {
  if (type.precision === undefined || type.precision > maxWordPrecision) return stored;
  const scale = type.scale ?? 0;
  return words(24 + Math.abs(scale), (into, position, lo, hi) => formatDecimal64(into, position, lo, hi, scale));
}

function dateFormatter(options: TextOptions): CompiledFormatter {
  const pattern = patternFor('date', options);
  if (pattern === undefined) {
    return fixed(maxDateBytes, (column, row, into, position) =>
      formatDate(into, position, column.values[row] as number),
    );
  }
  return fixed(pattern.maxBytes, (column, row, into, position) => {
    const days = column.values[row] as number;
    if (days === infiniteDay || days === minusInfiniteDay) return formatDate(into, position, days);
    return pattern.format(into, position, { days, secondOfDay: 0, nanos: 0, offset: 0 });
  });
}

function timeFormatter(options: TextOptions): CompiledFormatter {
  const pattern = patternFor('time', options);
  if (pattern === undefined) return words(maxTimeBytes, formatTime);
  return words(Math.max(pattern.maxBytes, maxTimeBytes), (into, position, lo, hi) => {
    const seconds = floorQuotient(lo, hi, 1e6);
    // A pattern has no words for times outside of one day.
    if (seconds < 0 || seconds >= 86_400) return formatTime(into, position, lo, hi);
    const nanos = floorRemainder(lo, seconds, 1e6) * 1000;
    return pattern.format(into, position, { days: 0, secondOfDay: seconds, nanos, offset: 0 });
  });
}

function timestampFormatter(type: TimestampType, options: TextOptions): CompiledFormatter {
  const pattern = patternFor('timestamp', options);
  if (pattern !== undefined) return patternedTimestamp(type, options, pattern);
  const { unit } = type;
  if (!type.zoned) {
    return words(maxTimestampBytes, (into, position, lo, hi) => formatTimestamp(into, position, lo, hi, unit));
  }
  const zone = timeZone(options.timeZone);
  return words(maxTimestampBytes, (into, position, lo, hi) => formatInstant(into, position, lo, hi, unit, zone));
}

function patternedTimestamp(type: TimestampType, options: TextOptions, pattern: DatePattern): CompiledFormatter {
  const zone = timeZone(options.timeZone);
  const perSecond = ticksPerSecond(type.unit);
  return words(Math.max(pattern.maxBytes, 9), (into, position, lo, hi) => {
    if (isMaxWords(lo, hi) || isMinWords(lo, hi)) return formatTimestamp(into, position, lo, hi, type.unit);
    const seconds = floorQuotient(lo, hi, perSecond);
    const offset = type.zoned ? zone.offsetAt(seconds) : seconds - zone.toInstant(seconds);
    const wall = type.zoned ? seconds + offset : seconds;
    const days = Math.floor(wall / 86_400);
    const nanos = floorRemainder(lo, seconds, perSecond) * (1e9 / perSecond);
    return pattern.format(into, position, { days, secondOfDay: wall - days * 86_400, nanos, offset });
  });
}
