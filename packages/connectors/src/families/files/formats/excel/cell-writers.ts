/** Values into cells of a sheet: numbers, dates and booleans where Excel holds them exactly, text otherwise. */
import {
  type Column,
  type CompiledFormatter,
  compileFormatter,
  floorQuotient,
  floorRemainder,
  formatFloat64,
  isMaxWords,
  isMinWords,
  isSafeWords,
  type TextFormatter,
  type TextOptions,
  ticksPerSecond,
  timeZone,
  type TimestampType,
  type Type,
  wordsToNumber,
  writeAscii,
} from '@sluice/core';
import { escapeBytes, fitsCell, hasOuterBlanks, maxEscape, mostCellBytes } from './escape-text.ts';
import { dayMicros, firstSafeDay, lastSafeDay, writeSerial } from './serial.ts';
import { digitsStyle, maxStyledScale, styles } from './workbook-xml.ts';

export interface CellWriting {
  readonly textOptions: TextOptions;
  /** `text`: an instant with its offset; `local`: a date cell of the wall clock in the zone of the job. */
  readonly zonedTimestamps: 'text' | 'local';
}

/** Writes a cell behind its reference, up to its end. -1 when no cell can hold the value. */
export type WriteCell = (column: Column, row: number, into: Uint8Array, position: number) => number;

export interface CellWriter {
  readonly write: WriteCell;
  /** Bytes that a cell may take. */
  room(column: Column, row: number): number;
  /** Width of the column on the screen, in characters. */
  readonly width: number | undefined;
}

const tagBytes = 96;
/** Integers and decimals up to these digits are the same in Excel, which knows doubles and shows 15 digits. */
const exactDigits = 15;
/** Digits of a number that are looked at at all: the smallest of Excel has 308. */
const mostDigits = 300;
/** Least and largest numbers of Excel. */
const leastDouble = 2.225_073_858_507_201_4e-308;
const mostDouble = 9.999_999_999_999_99e307;

/** @param formatter replaces the text form of the type. */
export function cellWriter(type: Type, writing: CellWriting, formatter: TextFormatter | undefined): CellWriter {
  const compiled = compileFormatter(type, writing.textOptions);
  const asText = textWriter(formatter === undefined ? compiled : { ...compiled, format: formatter });
  // Forms of bytes as text take up to twice their size.
  const factor = maxEscape * (type.kind === 'binary' ? 2 : 1);
  const room = (column: Column, row: number) =>
    tagBytes +
    factor *
      (column.layout === 'bytes' ? Math.min(sizeOf(column, row), mostCellBytes) : compiled.maxBytes(column, row));
  return { room, width: widthOf(type), write: writerOf(type, writing, compiled, asText) };
}

function sizeOf(column: Column, row: number): number {
  return (column.offsets[row + 1] as number) - (column.offsets[row] as number);
}

function writerOf(type: Type, writing: CellWriting, compiled: CompiledFormatter, asText: WriteCell): WriteCell {
  const hasPattern = writing.textOptions.dateFormat !== undefined;
  switch (type.kind) {
    case 'bool':
      return (column, row, into, position) =>
        writeAscii(into, position, column.values[row] === 0 ? '" t="b"><v>0</v></c>' : '" t="b"><v>1</v></c>');
    case 'int8':
    case 'int16':
    case 'int32':
      return numberWriter(digitsStyle(0), compiled);
    case 'int64':
    case 'uint64':
      return exactWriter(digitsStyle(0), compiled, asText);
    case 'decimal': {
      const { scale = 0, precision } = type;
      const isStyled = precision !== undefined && scale >= 0 && scale <= maxStyledScale;
      return exactWriter(isStyled ? digitsStyle(scale) : styles.plain, compiled, asText);
    }
    case 'float32':
    case 'float64':
      return floatWriter(compiled, asText);
    case 'date':
      return hasPattern ? asText : dateWriter(asText);
    case 'time':
      return hasPattern ? asText : timeWriter(asText);
    case 'timestamp':
      return hasPattern || (type.zoned && writing.zonedTimestamps === 'text')
        ? asText
        : timestampWriter(type, writing, asText);
    default:
      return asText;
  }
}

/** So that no date is shown as `#####`. */
function widthOf(type: Type): number | undefined {
  switch (type.kind) {
    case 'date':
      return 11;
    case 'timestamp':
      return type.zoned ? 28 : 20;
    case 'time':
      return 13;
    case 'int64':
    case 'uint64':
      return 17;
    default:
      return undefined;
  }
}

function open(into: Uint8Array, position: number, style: number): number {
  return writeAscii(into, position, style === styles.plain ? '"><v>' : `" s="${style}"><v>`);
}

function close(into: Uint8Array, position: number): number {
  return writeAscii(into, position, '</v></c>');
}

/** The text form of a type, as text. */
function textWriter(compiled: CompiledFormatter): WriteCell {
  let scratch = Buffer.alloc(1024);
  return (column, row, into, position) => {
    const isBytes = column.layout === 'bytes';
    if (isBytes && sizeOf(column, row) > mostCellBytes) return -1;
    const size = isBytes ? 2 * sizeOf(column, row) + 4 : compiled.maxBytes(column, row);
    if (size > scratch.length) scratch = Buffer.alloc(size);
    const end = compiled.format(column, row, scratch, 0);
    if (!fitsCell(scratch, 0, end)) return -1;
    const space = hasOuterBlanks(scratch, 0, end) ? ' xml:space="preserve"' : '';
    const at = writeAscii(into, position, `" t="inlineStr"><is><t${space}>`);
    return writeAscii(into, escapeBytes(scratch, 0, end, into, at), '</t></is></c>');
  };
}

function numberWriter(style: number, compiled: CompiledFormatter): WriteCell {
  return (column, row, into, position) => close(into, compiled.format(column, row, into, open(into, position, style)));
}

/** A number when it has few digits, text otherwise. */
function exactWriter(style: number, compiled: CompiledFormatter, asText: WriteCell): WriteCell {
  return (column, row, into, position) => {
    if (column.layout === 'bytes' && sizeOf(column, row) > mostDigits) return asText(column, row, into, position);
    const start = open(into, position, style);
    const end = compiled.format(column, row, into, start);
    return isExact(into, start, end) ? close(into, end) : asText(column, row, into, position);
  };
}

/** True for digits that Excel keeps: those before the point and those after it without zeros at the end. */
function isExact(text: Uint8Array, start: number, end: number): boolean {
  let point = -1;
  for (let at = start; at < end; at++) {
    if (text[at] === 46) point = at;
    else if ((text[at] as number) > 57) return false;
  }
  let last = end;
  if (point >= 0) while (text[last - 1] === 48) last--;
  let first = text[start] === 45 ? start + 1 : start;
  while (first < last && (text[first] === 48 || text[first] === 46)) first++;
  const hasPoint = point >= first && point < last;
  return last - first - Number(hasPoint) <= exactDigits;
}

function floatWriter(compiled: CompiledFormatter, asText: WriteCell): WriteCell {
  return (column, row, into, position) => {
    const size = Math.abs(column.values[row] as number);
    if (!(size <= mostDouble) || (size < leastDouble && size !== 0)) return asText(column, row, into, position);
    return close(into, compiled.format(column, row, into, open(into, position, styles.plain)));
  };
}

function dateWriter(asText: WriteCell): WriteCell {
  return (column, row, into, position) => {
    const days = column.values[row] as number;
    if (days < firstSafeDay || days > lastSafeDay) return asText(column, row, into, position);
    return close(into, formatFloat64(into, open(into, position, styles.date), writeSerial(days, 0)));
  };
}

/** Times of one day in whole milliseconds. */
function timeWriter(asText: WriteCell): WriteCell {
  return (column, row, into, position) => {
    const lo = column.values[row * 2] as number;
    const hi = column.values[row * 2 + 1] as number;
    const micros = isSafeWords(hi) ? wordsToNumber(lo, hi) : -1;
    if (micros < 0 || micros >= dayMicros || micros % 1000 !== 0) return asText(column, row, into, position);
    const style = micros % 1e6 === 0 ? styles.time : styles.timeMillis;
    return close(into, formatFloat64(into, open(into, position, style), micros / dayMicros));
  };
}

/** Whole milliseconds from 1900 to 9999. */
function timestampWriter(type: TimestampType, { textOptions }: CellWriting, asText: WriteCell): WriteCell {
  const perSecond = ticksPerSecond(type.unit);
  const zone = type.zoned ? timeZone(textOptions.timeZone) : undefined;
  return (column, row, into, position) => {
    const lo = column.values[row * 2] as number;
    const hi = column.values[row * 2 + 1] as number;
    if (isMinWords(lo, hi) || isMaxWords(lo, hi)) return asText(column, row, into, position);
    const instant = floorQuotient(lo, hi, perSecond);
    const fraction = floorRemainder(lo, instant, perSecond) * (1e6 / perSecond);
    const seconds = zone === undefined ? instant : instant + zone.offsetAt(instant);
    const days = Math.floor(seconds / 86_400);
    if (days < firstSafeDay || days > lastSafeDay || fraction % 1000 !== 0) return asText(column, row, into, position);
    const style = fraction === 0 ? styles.timestamp : styles.timestampMillis;
    const micros = (seconds - days * 86_400) * 1e6 + fraction;
    return close(into, formatFloat64(into, open(into, position, style), writeSerial(days, micros)));
  };
}
