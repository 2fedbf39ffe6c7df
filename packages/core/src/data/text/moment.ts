/**
 * The complete reading of dates and times, for everything beside the usual fixed forms: years before 0 and after 9999,
 * blanks around, zones with seconds, `infinity`, and the lenient forms `2020-1-2`, `20200102`, `20200102030405`,
 * `3:4`, `03:04:05`.
 *
 * Dates that do not exist, hours above 23 and seconds above 59 are malformed in every mode; nothing rolls over.
 */
import { maxYear, noDay, toDays } from './civil.ts';
import { readAscii, skipBlanks, trimEnd } from './digits.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';

/** What a text says. One object is reused for every text. */
export interface Moment {
  /** 0, or 1 and -1 for `infinity` and `-infinity`. */
  infinity: number;
  days: number;
  /** Second of the day. */
  seconds: number;
  nanos: number;
  /** Seconds east of UTC; undefined without a zone. */
  offset: number | undefined;
}

export function newMoment(): Moment {
  return { infinity: 0, days: 0, seconds: 0, nanos: 0, offset: undefined };
}

/** Position of the scanner, shared by the functions below; each starts from it and moves it. */
let at = 0;

/** Reads bytes[start, end) into `moment`: a date, or a date and a time, or in lenient mode a time alone. */
export function scanMoment(
  bytes: Uint8Array,
  start: number,
  end: number,
  isLenient: boolean,
  moment: Moment,
): ParseStatus {
  const last = trimEnd(bytes, start, end);
  at = skipBlanks(bytes, start, last);
  moment.infinity = 0;
  moment.days = 0;
  moment.seconds = 0;
  moment.nanos = 0;
  moment.offset = undefined;
  if (scanInfinity(bytes, last, moment)) return parsed;
  if (isLenient && isClock(bytes, last)) return scanClock(bytes, last, true, moment);
  const days = scanDate(bytes, last, isLenient, moment);
  if (days !== parsed || at === last) return days;
  if (bytes[at] !== 32 && bytes[at] !== 84 && bytes[at] !== 116) return malformed;
  at = bytes[at] === 32 ? skipBlanks(bytes, at, last) : at + 1;
  return scanClock(bytes, last, isLenient, moment);
}

function scanInfinity(bytes: Uint8Array, end: number, moment: Moment): boolean {
  const length = end - at;
  if (length < 8 || length > 9) return false;
  const text = readAscii(bytes, at, end).toLowerCase();
  if (text === '-infinity') moment.infinity = -1;
  else if (text === 'infinity' || text === '+infinity') moment.infinity = 1;
  return moment.infinity !== 0;
}

function isClock(bytes: Uint8Array, end: number): boolean {
  return (at + 1 < end && bytes[at + 1] === 58) || (at + 2 < end && bytes[at + 2] === 58);
}

/** Reads up to `most` digits; -1 when there are fewer than `least`. */
function scanDigits(bytes: Uint8Array, end: number, least: number, most: number): number {
  let value = 0;
  const from = at;
  while (at < end && at - from < most) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) break;
    value = value * 10 + digit;
    at++;
  }
  return at - from < least ? -1 : value;
}

function scanDate(bytes: Uint8Array, end: number, isLenient: boolean, moment: Moment): ParseStatus {
  const sign = bytes[at];
  const isSigned = sign === 45 || sign === 43;
  if (isSigned) at++;
  const from = at;
  const year = scanDigits(bytes, end, 4, 14);
  const digits = at - from;
  if (isLenient && !isSigned && (digits === 8 || digits === 14)) return setCompact(year, digits, moment);
  if (year < 0 || digits > 7) return malformed;
  const least = isLenient ? 1 : 2;
  if (bytes[at++] !== 45) return malformed;
  const month = scanDigits(bytes, end, least, 2);
  if (at >= end || bytes[at++] !== 45) return malformed;
  const day = scanDigits(bytes, end, least, 2);
  if (month < 0 || day < 0) return malformed;
  return setDays(sign === 45 ? -year : year, month, day, moment);
}

function setDays(year: number, month: number, day: number, moment: Moment): ParseStatus {
  if (year > maxYear || year < -maxYear) return outOfRange;
  moment.days = toDays(year, month, day);
  return moment.days === noDay ? malformed : parsed;
}

/** `20200102` and `20200102030405`, already read as one number. */
function setCompact(value: number, digits: number, moment: Moment): ParseStatus {
  const date = digits === 8 ? value : Math.floor(value / 1e6);
  const clock = digits === 8 ? 0 : value - date * 1e6;
  const hours = Math.floor(clock / 10_000);
  const minutes = Math.floor(clock / 100) % 100;
  if (hours > 23 || minutes > 59 || clock % 100 > 59) return malformed;
  moment.seconds = hours * 3600 + minutes * 60 + (clock % 100);
  return setDays(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100, moment);
}

function scanClock(bytes: Uint8Array, end: number, isLenient: boolean, moment: Moment): ParseStatus {
  const least = isLenient ? 1 : 2;
  const hours = scanDigits(bytes, end, least, 2);
  if (at >= end || bytes[at++] !== 58) return malformed;
  const minutes = scanDigits(bytes, end, least, 2);
  let seconds = 0;
  if (at < end && bytes[at] === 58) {
    at++;
    seconds = scanDigits(bytes, end, least, 2);
  } else if (!isLenient) return malformed;
  if (hours < 0 || minutes < 0 || seconds < 0 || hours > 23 || minutes > 59 || seconds > 59) return malformed;
  moment.seconds = hours * 3600 + minutes * 60 + seconds;
  const status = at < end && bytes[at] === 46 ? scanFraction(bytes, end, moment) : parsed;
  return status === malformed || scanZone(bytes, end, moment) ? status : malformed;
}

/** A dot and digits; those beyond the ninth must be zeros. */
function scanFraction(bytes: Uint8Array, end: number, moment: Moment): ParseStatus {
  const from = ++at;
  let nanos = scanDigits(bytes, end, 1, 9);
  if (nanos < 0) return malformed;
  for (let digits = at - from; digits < 9; digits++) nanos *= 10;
  moment.nanos = nanos;
  let isInexact = false;
  for (; at < end && ((bytes[at] as number) - 48) >>> 0 <= 9; at++) isInexact ||= bytes[at] !== 48;
  return isInexact ? inexact : parsed;
}

/** Nothing, `Z`, `+08`, `+0800`, `+08:00`, `+08:00:00`, after optional blanks, up to the end. */
function scanZone(bytes: Uint8Array, end: number, moment: Moment): boolean {
  at = skipBlanks(bytes, at, end);
  if (at === end) return true;
  const sign = bytes[at++];
  if (sign === 90 || sign === 122) {
    moment.offset = 0;
    return at === end;
  }
  if (sign !== 43 && sign !== 45) return false;
  let offset = scanDigits(bytes, end, 2, 2) * 3600;
  for (let unit = 60; unit >= 1 && at < end; unit /= 60) {
    if (bytes[at] === 58) at++;
    const value = scanDigits(bytes, end, 2, 2);
    if (value < 0 || value > 59) return false;
    offset += value * unit;
  }
  if (offset < 0 || offset > 64_800 || at !== end) return false;
  moment.offset = sign === 45 ? -offset : offset;
  return true;
}
