/** Dates and timestamps. */
import {
  isSafeWords,
  maxYear,
  noDay,
  storeTicks,
  type TimeUnit,
  timeZone,
  wordsToNumber,
  type Zone,
} from '@sluice/core';
import { firstGregorianDay, fromJulian } from './calendar.ts';
import type { CellProblem } from '../../cell-problem.ts';
import type { ReadDense } from './column-reader.ts';
import { Damage } from '../../damage.ts';
import type { IntRuns } from './int-runs.ts';

const maxDays = maxYear * 365.2425;
const daySeconds = 86_400;
/** Timestamps count from 2015-01-01 00:00:00 in the zone of the writer. */
const baseSeconds = 1_420_070_400;

const noSuchDay = 'a 29 February that only the Julian calendar has';

/** @param isHybrid days before 1582-10-15 are of the Julian calendar. */
export function readDates(runs: IntRuns, isHybrid: boolean): ReadDense {
  return async (column, row, count, problems) => {
    const values = column.values as Int32Array;
    await runs.ints(values, row, count, -0x8000_0000, 0x7fff_ffff);
    for (let at = row; at < row + count; at++) {
      const days = values[at] as number;
      if (days > maxDays || days < -maxDays)
        problems.push({ row: at, code: 'OUT_OF_RANGE', found: `a date beyond the year ${maxYear}` });
      else if (isHybrid && days < firstGregorianDay) {
        const converted = fromJulian(days);
        values[at] = converted;
        if (converted === noDay) problems.push({ row: at, code: 'OUT_OF_RANGE', found: noSuchDay });
      }
    }
  };
}

/** What must be known to read timestamps. */
export interface Clock {
  /** Seconds since 1970 of the moment that values count from. */
  readonly base: number;
  /** Seconds from an instant to the reading of the writer's clock; 0 for instants. */
  offsetAt(epochSeconds: number): number;
  readonly isHybrid: boolean;
}

/** Instants, or readings in UTC. */
export function utcClock(isHybrid: boolean): Clock {
  return { base: baseSeconds, offsetAt: () => 0, isHybrid };
}

/** Readings in a zone. @param isJava the writer was Java, which knows no local times before 1900. */
export function zoneClock(name: string, isJava: boolean, isHybrid: boolean): Clock {
  const zone = timeZone(name);
  const base = zone.toInstant(baseSeconds);
  if (!isJava) return { base, offsetAt: (seconds) => zone.offsetAt(seconds), isHybrid };
  const early = standardOffset(zone);
  return { base, offsetAt: (seconds) => (seconds < firstJavaSecond ? early : zone.offsetAt(seconds)), isHybrid };
}

/** 1900-01-01T00:00:00Z: before, Java takes the standard time of today. */
const firstJavaSecond = -2_208_988_800;

/** The least of a year. */
function standardOffset(zone: Zone): number {
  const months = Array.from({ length: 12 }, (_, month) => zone.offsetAt(Date.UTC(2024, month, 15) / 1000));
  return Math.min(...months);
}

/** Seconds in one stream, nanoseconds in another. */
export function readTimestamps(seconds: IntRuns, nanos: IntRuns, clock: Clock): ReadDense {
  let secondWords = new Int32Array(0);
  let nanoWords = new Int32Array(0);
  return async (column, row, count, problems) => {
    if (column.type.kind !== 'timestamp') return;
    if (secondWords.length < count * 2) {
      secondWords = new Int32Array(count * 2);
      nanoWords = new Int32Array(count * 2);
    }
    await seconds.words(secondWords, 0, count);
    await nanos.words(nanoWords, 0, count);
    const words = column.values as Int32Array;
    const { unit } = column.type;
    for (let i = 0; i < count; i++) {
      const hi = secondWords[i * 2 + 1] as number;
      const second = isSafeWords(hi) ? wordsToNumber(secondWords[i * 2] as number, hi) : hi * 4_294_967_296;
      const nano = nanosOf(nanoWords[i * 2] as number, nanoWords[i * 2 + 1] as number);
      const problem = store(words, row + i, second + clock.base, nano, unit, clock);
      if (problem !== undefined) problems.push(problem);
    }
  };
}

const powers = [1, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/** The lowest three bits say how many zeros were cut off, less one. */
function nanosOf(lo: number, hi: number): number {
  const nanos = Math.floor(wordsToNumber(lo, hi) / 8) * (powers[lo & 7] as number);
  if (nanos >= 1e9 || nanos <= -1e9) throw new Damage('a timestamp has more nanoseconds than a second');
  return nanos;
}

/**
 * Seconds before 1970 are rounded up, except when there is less than a millisecond behind them; files of Arrow have
 * nanoseconds below zero instead.
 */
function store(
  words: Int32Array,
  row: number,
  rounded: number,
  found: number,
  unit: TimeUnit,
  clock: Clock,
): CellProblem | undefined {
  const isBelow = found < 0 || (rounded < 0 && found > 999_999);
  const instant = isBelow ? rounded - 1 : rounded;
  const nanos = found < 0 ? found + 1e9 : found;
  let reading = instant + clock.offsetAt(instant);
  if (clock.isHybrid && reading < firstGregorianDay * daySeconds) {
    const days = Math.floor(reading / daySeconds);
    const converted = days < -maxDays ? noDay : fromJulian(days);
    if (converted === noDay) return { row, code: 'OUT_OF_RANGE', found: noSuchDay };
    reading += (converted - days) * daySeconds;
  }
  const fraction = unit === 'ns' ? nanos : Math.floor(nanos / 1000);
  if (storeTicks(words, row * 2, reading, fraction, unit) !== 0)
    return { row, code: 'OUT_OF_RANGE', found: 'a timestamp too far from 1970' };
  if (unit === 'us' && fraction * 1000 !== nanos)
    return { row, code: 'INEXACT', found: 'a timestamp with fractions of a microsecond' };
  return undefined;
}
