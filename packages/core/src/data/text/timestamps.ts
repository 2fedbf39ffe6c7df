/** Timestamps as text: `yyyy-MM-dd HH:mm:ss[.ffffff][+08:00]`. */
import { noDay } from './civil.ts';
import { isoDays, isoSeconds, writeClock, writeDate } from './dates.ts';
import { writeAscii, twoDigits, writeFraction, writePair } from './digits.ts';
import { type Moment, newMoment, scanMoment } from './moment.ts';
import { type ParseStatus, inexact, malformed, outOfRange, parsed } from './status.ts';
import {
  floorQuotient,
  floorRemainder,
  isInt64High,
  isMaxWords,
  isMinWords,
  storeNumber,
  storeProduct,
  storeWords,
} from './words.ts';
import type { Zone } from './zone.ts';

export type TimeUnit = 'us' | 'ns';

/** Longest text, with fraction and zone. */
export const maxTimestampBytes = 48;

/** How texts and instants meet; absent: a wall clock, texts with a zone are malformed. */
export interface TimestampZone {
  /** Of texts without a zone when `isZoned`, and of the wall clock otherwise. */
  readonly zone: Zone;
  readonly isZoned: boolean;
}

export function ticksPerSecond(unit: TimeUnit): number {
  return unit === 'us' ? 1e6 : 1e9;
}

/** Stores ticks at `wordIndex`; the ends of the range mean infinity and do not count as parsed. */
export function storeTicks(
  words: Int32Array,
  wordIndex: number,
  seconds: number,
  fraction: number,
  unit: TimeUnit,
): ParseStatus {
  if (unit === 'us') {
    if (seconds > -9e9 && seconds < 9e9) {
      storeNumber(words, wordIndex, seconds * 1e6 + fraction);
      return parsed;
    }
    if (seconds > 1e13 || seconds < -1e13) return outOfRange;
  } else if (seconds > 1e10 || seconds < -1e10) return outOfRange;
  const hi = storeProduct(words, wordIndex, seconds, ticksPerSecond(unit), fraction);
  const lo = words[wordIndex] as number;
  return isInt64High(hi) && !isMinWords(lo, hi) && !isMaxWords(lo, hi) ? parsed : outOfRange;
}

/** Stores ticks at `wordIndex`. A date alone is its midnight. */
export function parseTimestamp(
  bytes: Uint8Array,
  start: number,
  end: number,
  unit: TimeUnit,
  words: Int32Array,
  wordIndex: number,
  meeting?: TimestampZone,
  isLenient = false,
): ParseStatus {
  const length = end - start;
  const separator = bytes[start + 10];
  if (length >= 19 && (separator === 32 || separator === 84)) {
    const days = isoDays(bytes, start);
    const second = isoSeconds(bytes, start + 11);
    const tail = readTail(bytes, start + 19, end);
    if (days !== noDay && second >= 0 && tail >= 0 && (tailOffset === noOffset || meeting !== undefined)) {
      const seconds = meet(days * 86_400 + second, tailOffset, meeting);
      return storeTicks(words, wordIndex, seconds, unit === 'us' ? tail : tail * 1000, unit);
    }
  }
  const status = scanMoment(bytes, start, end, isLenient, moment);
  return status === parsed ? storeMoment(moment, unit, words, wordIndex, meeting) : status;
}

const moment = newMoment();
const noOffset = 0x7fff_ffff;
/** The zone found by `readTail`, in seconds, or `noOffset`. */
let tailOffset = noOffset;

/**
 * What may follow the seconds: a dot and one to six digits, then `Z`, `+08` or `+08:00`. Returns microseconds and sets
 * `tailOffset`; -1 for anything else.
 */
function readTail(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let micros = 0;
  tailOffset = noOffset;
  if (at === end) return 0;
  if (bytes[at] === 46) {
    at++;
    let digits = 0;
    for (; at < end && digits < 7; at++, digits++) {
      const digit = (bytes[at] as number) - 48;
      if (digit >>> 0 > 9) break;
      micros = micros * 10 + digit;
    }
    if (digits === 0 || digits > 6) return -1;
    for (; digits < 6; digits++) micros *= 10;
  }
  if (at === end) return micros;
  const sign = bytes[at];
  if (sign === 90 && at + 1 === end) {
    tailOffset = 0;
    return micros;
  }
  const length = end - at;
  if ((sign !== 43 && sign !== 45) || (length !== 3 && !(length === 6 && bytes[at + 3] === 58))) return -1;
  const hours = twoDigits(bytes, at + 1);
  const minutes = length === 3 ? 0 : twoDigits(bytes, at + 4);
  if (hours < 0 || hours > 17 || minutes < 0 || minutes > 59) return -1;
  tailOffset = sign === 45 ? -hours * 3600 - minutes * 60 : hours * 3600 + minutes * 60;
  return micros;
}

/** A reading as the seconds to store: an instant or a wall clock reading, whatever `meeting` wants. */
function meet(wallSeconds: number, offset: number, meeting: TimestampZone | undefined): number {
  if (meeting === undefined) return wallSeconds;
  if (offset === noOffset) return meeting.isZoned ? meeting.zone.toInstant(wallSeconds) : wallSeconds;
  const instant = wallSeconds - offset;
  return meeting.isZoned ? instant : instant + meeting.zone.offsetAt(instant);
}

/** Stores what was read from a text as ticks. */
export function storeMoment(
  read: Moment,
  unit: TimeUnit,
  words: Int32Array,
  wordIndex: number,
  meeting: TimestampZone | undefined,
): ParseStatus {
  if (read.infinity !== 0) {
    if (read.infinity > 0) storeWords(words, wordIndex, -1, 0x7fff_ffff);
    else storeWords(words, wordIndex, 0, -0x8000_0000);
    return parsed;
  }
  if (read.offset !== undefined && meeting === undefined) return malformed;
  const seconds = meet(read.days * 86_400 + read.seconds, read.offset ?? noOffset, meeting);
  if (unit === 'ns') return storeTicks(words, wordIndex, seconds, read.nanos, unit);
  const micros = Math.floor(read.nanos / 1000);
  return micros * 1000 === read.nanos ? storeTicks(words, wordIndex, seconds, micros, unit) : inexact;
}

/** The wall clock reading, the fraction without trailing zeros; `infinity`, `-infinity`. */
export function formatTimestamp(into: Uint8Array, position: number, lo: number, hi: number, unit: TimeUnit): number {
  if (isMaxWords(lo, hi)) return writeAscii(into, position, 'infinity');
  if (isMinWords(lo, hi)) return writeAscii(into, position, '-infinity');
  const perSecond = ticksPerSecond(unit);
  const seconds = floorQuotient(lo, hi, perSecond);
  return writeReading(into, position, seconds, floorRemainder(lo, seconds, perSecond), unit);
}

function writeReading(into: Uint8Array, position: number, seconds: number, fraction: number, unit: TimeUnit): number {
  const days = Math.floor(seconds / 86_400);
  const at = writeDate(into, position, days);
  into[at] = 32;
  const end = writeClock(into, at + 1, (seconds - days * 86_400) | 0);
  return writeFraction(into, end, fraction, unit === 'us' ? 6 : 9);
}

/** The reading in `zone` and its offset: `2020-01-02 11:04:05+08:00`. */
export function formatInstant(
  into: Uint8Array,
  position: number,
  lo: number,
  hi: number,
  unit: TimeUnit,
  zone: Zone,
): number {
  if (isMaxWords(lo, hi) || isMinWords(lo, hi)) return formatTimestamp(into, position, lo, hi, unit);
  const perSecond = ticksPerSecond(unit);
  const seconds = floorQuotient(lo, hi, perSecond);
  const offset = zone.offsetAt(seconds);
  const end = writeReading(into, position, seconds + offset, floorRemainder(lo, seconds, perSecond), unit);
  return writeOffset(into, end, offset, true);
}

/** `+08:00` or `+0800`, with seconds when there are any. */
export function writeOffset(into: Uint8Array, position: number, offset: number, hasColon: boolean): number {
  const size = Math.abs(offset);
  into[position] = offset < 0 ? 45 : 43;
  let at = writePair(into, position + 1, (size / 3600) | 0);
  if (hasColon) into[at++] = 58;
  at = writePair(into, at, ((size / 60) | 0) % 60);
  if (size % 60 === 0) return at;
  if (hasColon) into[at++] = 58;
  return writePair(into, at, size % 60);
}
