/** Cells as canonical text, with what kind of value it is. */
import { formatTime, storeNumber, writeClock, writeDate, writeFraction } from '@sluice/core';
import { Damage } from '../damage.ts';
import type { FormatKind } from './number-format.ts';
import { dayMicros, readSerial, splitSerial } from './serial.ts';
import type { SharedTexts } from './shared-texts.ts';
import { cellKinds, type SheetRow } from './sheet-rows.ts';

export type ValueKind =
  | 'none'
  | 'number'
  | 'bool'
  | 'text'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'error'
  /** A formula whose result was not stored. */
  | 'uncalculated';

export interface CellSettings {
  readonly texts: SharedTexts;
  /** By style of the cell. */
  readonly formats: readonly FormatKind[];
  readonly is1904: boolean;
}

const trueText = Buffer.from('true', 'latin1');
const falseText = Buffer.from('false', 'latin1');
const uncalculated = Buffer.from('(not calculated)', 'latin1');
/** Digits that Excel keeps of a number that somebody types, and that a double may take. */
const typedDigits = 15;
const doubleDigits = 17;

/** The value of a cell: `kind`, and its text in `bytes` from `start` to `end` until the next one is read. */
export class CellText {
  kind: ValueKind = 'none';
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  readonly #settings: CellSettings;
  readonly #scratch = Buffer.alloc(512);
  readonly #words = new Int32Array(2);

  constructor(settings: CellSettings) {
    this.#settings = settings;
  }

  toString(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  /** Reads a cell of a row. */
  read(row: SheetRow, column: number): void {
    const kind = column < row.width ? (row.kinds[column] as number) : cellKinds.none;
    const start = row.starts[column] as number;
    const end = row.ends[column] as number;
    switch (kind) {
      case cellKinds.none:
        this.kind = 'none';
        return;
      case cellKinds.number:
        return this.#number(row.text.bytes, start, end, row.styles[column] as number);
      case cellKinds.shared:
        return this.#shared(start);
      case cellKinds.bool: {
        const text = row.text.bytes[start] === 49 || row.text.bytes[start] === 116 ? trueText : falseText;
        return this.#set('bool', text, 0, text.length);
      }
      case cellKinds.error:
        return this.#set('error', row.text.bytes, start, end);
      case cellKinds.isoDate:
        return this.#set(isoKind(row.text.bytes.toString('latin1', start, end)), row.text.bytes, start, end);
      case cellKinds.uncalculated:
        return this.#set('uncalculated', uncalculated, 0, uncalculated.length);
      default:
        return this.#set('text', row.text.bytes, start, end);
    }
  }

  #set(kind: ValueKind, bytes: Buffer, start: number, end: number): void {
    this.kind = kind;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  #shared(index: number): void {
    const { texts } = this.#settings;
    if (index >= texts.count) throw new Damage(`a cell mentions the shared text ${index}; there are ${texts.count}`);
    texts.find(index);
    this.#set('text', texts.bytes, texts.start, texts.end);
  }

  #number(bytes: Buffer, start: number, end: number, style: number): void {
    const format = this.#settings.formats[style] ?? 'number';
    if (format !== 'number' && this.#date(Number(bytes.toString('latin1', start, end)), format)) return;
    if (isShort(bytes, start, end)) return this.#set('number', bytes, start, end);
    const text = Buffer.from(plainNumber(bytes.toString('latin1', start, end)), 'latin1');
    this.#set('number', text, 0, text.length);
  }

  /** False when the number is no date: it counts as a number then. */
  #date(serial: number, format: Exclude<FormatKind, 'number'>): boolean {
    if (!Number.isFinite(serial)) return false;
    const into = this.#scratch;
    if (format === 'elapsed' || (serial >= 0 && serial < 1)) {
      const { whole, micros } = splitSerial(serial);
      const total = whole * dayMicros + micros;
      if (!Number.isSafeInteger(total)) return false;
      storeNumber(this.#words, 0, total);
      this.#set('time', into, 0, formatTime(into, 0, this.#words[0] as number, this.#words[1] as number));
      return true;
    }
    const date = readSerial(serial, this.#settings.is1904);
    if (date === undefined) return false;
    let end = writeDate(into, 0, date.days);
    const isWhole = format === 'date' && date.micros === 0;
    if (!isWhole) {
      into[end] = 32;
      const seconds = Math.floor(date.micros / 1e6);
      end = writeFraction(into, writeClock(into, end + 1, seconds), date.micros - seconds * 1e6, 6);
    }
    this.#set(isWhole ? 'date' : 'timestamp', into, 0, end);
    return true;
  }
}

/** True for digits with at most one point, not more of them than everybody keeps. */
function isShort(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte < 48 || byte > 57) && byte !== 46 && byte !== 45) return false;
  }
  return end - start <= typedDigits;
}

/**
 * A number without an exponent. Whole numbers, and those with more digits than a double has, keep all that are
 * written. Others are doubles, of which programs write up to 17 digits; the shortest text of the same double is what
 * was meant: 1.1, not 1.1000000000000001.
 */
export function plainNumber(text: string): string {
  if (/^-?\d+$/.test(text) || (/^-?\d+\.\d+$/.test(text) && digitCount(text) > doubleDigits)) return text;
  const value = Number(text);
  return Number.isFinite(value) && /\d/.test(text) ? withoutExponent(String(value)) : text;
}

function digitCount(text: string): number {
  return text.replace(/^-?[0.]*/, '').replace('.', '').length;
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, first, fraction = '', exponent] = match;
  const digits = `${first}${fraction}`;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

function isoKind(text: string): ValueKind {
  if (!text.includes('-')) return 'time';
  return text.includes('T') || text.includes(' ') ? 'timestamp' : 'date';
}
