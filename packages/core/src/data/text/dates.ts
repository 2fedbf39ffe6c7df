/** Dates and times of day as text. */
import { dayOf, infiniteDay, minusInfiniteDay, monthOf, noDay, toCivil, toDays, yearOf } from './civil.ts';
import {
  skipBlanks,
  trimEnd,
  twoDigits,
  writeAscii,
  writeFour,
  writeFraction,
  writeNumber,
  writePair,
} from './digits.ts';
import { newMoment, scanMoment } from './moment.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';
import { floorQuotient, floorRemainder, isInt64High, storeProduct } from './words.ts';

/** Longest texts: `-5877641-06-23`, `-2562047788:00:54.775807`. */
export const maxDateBytes = 16;
export const maxTimeBytes = 28;

/** Days of `yyyy-MM-dd` at `start`, `noDay` when it is anything else or no such date. */
export function isoDays(bytes: Uint8Array, start: number): number {
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return noDay;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  return year < 0 ? noDay : toDays(year, month, day);
}

/** Second of the day of `HH:mm:ss` at `start`, -1 when it is anything else. */
export function isoSeconds(bytes: Uint8Array, start: number): number {
  if (bytes[start + 2] !== 58 || bytes[start + 5] !== 58) return -1;
  const hours = twoDigits(bytes, start);
  const minutes = twoDigits(bytes, start + 3);
  const seconds = twoDigits(bytes, start + 6);
  if (hours > 23 || minutes > 59 || seconds > 59) return -1;
  const total = hours * 3600 + minutes * 60 + seconds;
  return total < 0 || hours < 0 || minutes < 0 || seconds < 0 ? -1 : total;
}

const moment = newMoment();

/**
 * Stores days at `index`. A time after the date must be midnight, else the text is inexact; a zone after it plays no
 * part then.
 */
export function parseDate(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Int32Array,
  index: number,
  isLenient = false,
): ParseStatus {
  if (end - start === 10) {
    const days = isoDays(bytes, start);
    if (days !== noDay) {
      out[index] = days;
      return parsed;
    }
  }
  const status = scanMoment(bytes, start, end, isLenient, moment);
  if (status !== parsed) return status;
  if (moment.infinity !== 0) out[index] = moment.infinity > 0 ? infiniteDay : minusInfiniteDay;
  else if (moment.seconds !== 0 || moment.nanos !== 0) return inexact;
  else out[index] = moment.days;
  return parsed;
}

/** `yyyy-MM-dd`, `infinity`, `-infinity`. Years before 0 have a sign, years after 9999 more digits. */
export function formatDate(into: Uint8Array, position: number, days: number): number {
  if (days === infiniteDay) return writeAscii(into, position, 'infinity');
  if (days === minusInfiniteDay) return writeAscii(into, position, '-infinity');
  return writeDate(into, position, days);
}

/** Days of an int32, without the words for infinity. */
export function writeDate(into: Uint8Array, position: number, days: number): number {
  // Far away, the calendar is asked about a day 10,000 times 400 years nearer.
  const shift = days > 1.4e9 ? 10_000 : days < -1.4e9 ? -10_000 : 0;
  const civil = toCivil(shift === 0 ? days : days - shift * 146_097);
  let at = writeYear(into, position, yearOf(civil) + shift * 400);
  into[at] = 45;
  at = writePair(into, at + 1, monthOf(civil));
  into[at] = 45;
  return writePair(into, at + 1, dayOf(civil));
}

function writeYear(into: Uint8Array, position: number, year: number): number {
  if (year >= 0 && year <= 9999) return writeFour(into, position, year);
  if (year > 0) return writeNumber(into, position, year);
  into[position] = 45;
  return year >= -9999 ? writeFour(into, position + 1, -year) : writeNumber(into, position + 1, -year);
}

/** `HH:mm:ss` of a second of the day. */
export function writeClock(into: Uint8Array, position: number, secondOfDay: number): number {
  const hours = (secondOfDay / 3600) | 0;
  const rest = secondOfDay - hours * 3600;
  const minutes = (rest / 60) | 0;
  writePair(into, position, hours);
  into[position + 2] = 58;
  writePair(into, position + 3, minutes);
  into[position + 5] = 58;
  return writePair(into, position + 6, rest - minutes * 60);
}

/** Stores microseconds since midnight at `wordIndex`: `[-]HH:mm:ss[.ffffff]`, with any number of hours. */
export function parseTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  wordIndex: number,
  isLenient = false,
): ParseStatus {
  if (end - start === 8) {
    const seconds = isoSeconds(bytes, start);
    if (seconds >= 0) {
      storeProduct(words, wordIndex, seconds, 1e6, 0);
      return parsed;
    }
  }
  return parseLongTime(bytes, skipBlanks(bytes, start, end), trimEnd(bytes, start, end), words, wordIndex, isLenient);
}

function parseLongTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: Int32Array,
  wordIndex: number,
  isLenient: boolean,
): ParseStatus {
  const isNegative = bytes[start] === 45;
  const from = isNegative ? start + 1 : start;
  const parts = [0, 0, 0];
  let part = 0;
  let digits = 0;
  let at = from;
  for (; at < end && bytes[at] !== 46; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit === 10) {
      if (digits < (isLenient ? 1 : 2) || ++part > 2) return malformed;
      digits = 0;
    } else if (digit >>> 0 > 9 || ++digits > (part === 0 ? 12 : 2)) return malformed;
    else parts[part] = (parts[part] as number) * 10 + digit;
  }
  const [hours, minutes, seconds] = parts as [number, number, number];
  if (part < (isLenient ? 1 : 2) || digits < (isLenient ? 1 : 2) || minutes > 59 || seconds > 59) return malformed;
  let micros = 0;
  let places = 0;
  if (at < end && ++at === end) return malformed;
  for (; at < end; at++, places++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) return malformed;
    if (places < 6) micros = micros * 10 + digit;
    else if (digit !== 0) return inexact;
  }
  for (; places < 6; places++) micros *= 10;
  const total = hours * 3600 + minutes * 60 + seconds;
  if (total > 9_223_372_036_854) return outOfRange;
  const hi = storeProduct(words, wordIndex, isNegative ? -total : total, 1e6, isNegative ? -micros : micros);
  return isInt64High(hi) ? parsed : outOfRange;
}

/** `[-]HH:mm:ss[.ffffff]`, the fraction without trailing zeros. */
export function formatTime(into: Uint8Array, position: number, lo: number, hi: number): number {
  let at = position;
  let low = lo;
  let high = hi;
  if (hi < 0) {
    into[at++] = 45;
    low = -lo | 0;
    high = ~hi + (lo === 0 ? 1 : 0);
  }
  const seconds = floorQuotient(low, high, 1e6);
  const micros = floorRemainder(low, seconds, 1e6);
  if (seconds < 360_000) at = writeClock(into, at, seconds);
  else {
    const hours = Math.floor(seconds / 3600);
    at = writeNumber(into, at, hours);
    const rest = seconds - hours * 3600;
    into[at] = 58;
    at = writePair(into, at + 1, (rest / 60) | 0);
    into[at] = 58;
    at = writePair(into, at + 1, rest % 60);
  }
  return writeFraction(into, at, micros, 6);
}
