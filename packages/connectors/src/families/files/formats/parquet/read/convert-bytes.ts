/** From byte arrays in a file to our types. A value that does not fit gives a problem. */
import type { Column } from '@sluice/core';
import { isJson, isUtf8 as isUtf8Cell, storeTicks, writeNumber } from '@sluice/core';
import { isUtf8 } from 'node:buffer';
import { type Check, type Convert, checkPrecision, finerThanMicros, tooFarAway } from './convert-words.ts';
import { type CellProblem, bytesFound, tooManyDigits } from './cell-problem.ts';
import { DecimalText } from './decimal-text.ts';

/** Texts must be UTF-8. */
export const checkUtf8: Check = (column, row, count, problems) => {
  const { bytes, offsets } = column;
  const start = offsets[row] as number;
  const end = offsets[row + count] as number;
  if (isUtf8(bytes.subarray(start, end)) && beginsEachCell(column, row, count)) return;
  for (let i = row; i < row + count; i++) {
    if (isUtf8Cell(bytes, offsets[i] as number, offsets[i + 1] as number)) continue;
    problems.push({ row: i, code: 'INVALID_ENCODING', found: 'bytes that are no UTF-8', value: bytesFound(column, i) });
  }
};

/** No character is shared by two cells. */
function beginsEachCell({ bytes, offsets }: Column, row: number, count: number): boolean {
  const end = offsets[row + count] as number;
  for (let i = row; i < row + count; i++) {
    const start = offsets[i] as number;
    if (start < end && ((bytes[start] as number) & 0xc0) === 0x80) return false;
  }
  return true;
}

export const checkJson: Check = (column, row, count, problems) => {
  const { bytes, offsets } = column;
  for (let i = row; i < row + count; i++) {
    if (isJson(bytes, offsets[i] as number, offsets[i + 1] as number)) continue;
    problems.push({ row: i, code: 'MALFORMED', found: 'text that is no JSON', value: bytesFound(column, i) });
  }
};

/** Integers in two's complement, highest byte first, to scaled 64-bit integers of at most `precision` (up to 18) digits. */
export function bytesToDecimal(precision: number): Convert {
  const check = checkPrecision(precision);
  return (from, count, into, row, problems) => {
    const { bytes, offsets } = from;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const words = into.values as Int32Array;
    for (let i = 0; i < count; i++) {
      const end = offsets[i + 1] as number;
      const start = offsets[i] as number;
      if (start === end) problems.push(noBytes(row + i));
      const sign = start < end && (bytes[start] as number) > 127 ? -1 : 0;
      const from8 = Math.max(start, end - 8);
      if (from8 > start && !repeatsSign(bytes, start, from8, sign)) {
        problems.push(tooManyDigits(row + i, precision, bytesFound(from, i)));
      }
      let lo = sign;
      let hi = sign;
      if (end >= 8 && end - from8 >= 4) {
        // What is above the value in these eight bytes is shifted out.
        const spare = (8 - end + from8) * 8;
        lo = view.getInt32(end - 4);
        hi = spare === 32 ? sign : (view.getInt32(end - 8) << spare) >> spare;
      } else {
        for (let at = from8; at < end; at++) {
          hi = (hi << 8) | (lo >>> 24);
          lo = (lo << 8) | (bytes[at] as number);
        }
      }
      words[(row + i) * 2] = lo;
      words[(row + i) * 2 + 1] = hi;
    }
    check(into, row, count, problems);
  };
}

/** The bytes in front of the last eight only repeat the sign, which these have too. */
function repeatsSign(bytes: Uint8Array, start: number, from8: number, sign: number): boolean {
  for (let at = start; at < from8; at++) if (bytes[at] !== (sign & 255)) return false;
  return ((bytes[from8] as number) & 128) === (sign & 128);
}

/** The same for more digits, as text. */
export function bytesToDecimalText(precision: number, scale: number): Convert {
  const text = new DecimalText(precision, scale);
  return (from, count, into, row, problems) => {
    const { bytes, offsets } = from;
    for (let i = 0; i < count; i++) {
      const start = offsets[i] as number;
      const end = offsets[i + 1] as number;
      if (start < end) text.appendBytes(into, row + i, bytes, start, end, problems);
      else {
        into.offsets[row + i + 1] = into.offsets[row + i] as number;
        problems.push(noBytes(row + i));
      }
    }
  };
}

function noBytes(row: number): CellProblem {
  return { row, code: 'MALFORMED', found: 'a decimal of no bytes', value: { base64: '' } };
}

const hexDigits = Uint8Array.from('0123456789abcdef', (letter) => letter.charCodeAt(0));

/** 16 bytes to the text of a UUID. */
export const uuidText: Convert = (from, count, into, row) => {
  into.reserveBytes((into.offsets[row] as number) + count * 36);
  const source = from.bytes;
  const { bytes, offsets } = into;
  let to = offsets[row] as number;
  for (let i = 0; i < count; i++) {
    for (let at = i * 16; at < i * 16 + 16; at++) {
      const byte = source[at] as number;
      const place = at & 15;
      if (place === 4 || place === 6 || place === 8 || place === 10) bytes[to++] = 45;
      bytes[to++] = hexDigits[byte >> 4] as number;
      bytes[to++] = hexDigits[byte & 15] as number;
    }
    offsets[row + i + 1] = to;
  }
};

/** Half precision, lowest byte first. */
export const widenFloat16: Convert = (from, count, into, row) => {
  const { bytes } = from;
  for (let i = 0; i < count; i++) {
    const high = bytes[i * 2 + 1] as number;
    const fraction = (bytes[i * 2] as number) | ((high & 3) << 8);
    const exponent = (high >> 2) & 31;
    let value = (fraction / 1024 + 1) * 2 ** (exponent - 15);
    if (exponent === 0) value = fraction * 2 ** -24;
    if (exponent === 31) value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    into.values[row + i] = high > 127 ? -value : value;
  }
};

const julianEpoch = 2_440_588;

/** Nanoseconds of the day in 8 bytes and the Julian day in 4 to microseconds since 1970. */
export const int96Micros: Convert = (from, count, into, row, problems) => {
  const view = new DataView(from.bytes.buffer, from.bytes.byteOffset);
  const words = into.values as Int32Array;
  for (let i = 0; i < count; i++) {
    const nanos = view.getInt32(i * 12 + 4, true) * 4_294_967_296 + view.getUint32(i * 12, true);
    const seconds = Math.floor(nanos / 1e9);
    const micros = Math.floor((nanos - seconds * 1e9) / 1000);
    const days = view.getInt32(i * 12 + 8, true) - julianEpoch;
    if (!Number.isSafeInteger(nanos) || storeTicks(words, (row + i) * 2, days * 86_400 + seconds, micros, 'us') !== 0) {
      problems.push(tooFarAway(row + i, bytesFound(from, i)));
    } else if (seconds * 1e9 + micros * 1000 !== nanos) problems.push(finerThanMicros(row + i, bytesFound(from, i)));
  }
};

/** Months, days and milliseconds, each 4 bytes without sign, to ISO 8601: `P1Y2M3DT4H5M6.789S`. */
export const intervalText: Convert = (from, count, into, row) => {
  const view = new DataView(from.bytes.buffer, from.bytes.byteOffset);
  for (let i = 0; i < count; i++) {
    const start = into.offsets[row + i] as number;
    into.reserveBytes(start + 64);
    const months = view.getUint32(i * 12, true);
    const millis = view.getUint32(i * 12 + 8, true);
    const writer = new PartWriter(into.bytes, start);
    writer.letter('P');
    writer.part(Math.floor(months / 12), 'Y');
    writer.part(months % 12, 'M');
    writer.part(view.getUint32(i * 12 + 4, true), 'D');
    if (millis > 0 || writer.at === start + 1) writer.letter('T');
    writer.part(Math.floor(millis / 3_600_000), 'H');
    writer.part(Math.floor(millis / 60_000) % 60, 'M');
    writer.seconds(millis % 60_000, writer.at === start + 2);
    into.offsets[row + i + 1] = writer.at;
  }
};

class PartWriter {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  letter(letter: string): void {
    this.#bytes[this.at++] = letter.charCodeAt(0);
  }

  part(value: number, letter: string): void {
    if (value === 0) return;
    this.at = writeNumber(this.#bytes, this.at, value);
    this.letter(letter);
  }

  seconds(millis: number, isOnly: boolean): void {
    if (millis === 0 && !isOnly) return;
    this.at = writeNumber(this.#bytes, this.at, Math.floor(millis / 1000));
    if (millis % 1000 > 0) {
      this.letter('.');
      for (const digit of String(millis % 1000)
        .padStart(3, '0')
        .replace(/0+$/, ''))
        this.letter(digit);
    }
    this.letter('S');
  }
}
