/** Between dates, timestamps and whole numbers, which mean milliseconds since 1970-01-01 00:00:00 UTC. */
import type { Column } from '../column.ts';
import { infiniteDay, minusInfiniteDay } from '../text/civil.ts';
import { type ParseStatus, inexact, outOfRange, parsed } from '../text/status.ts';
import { storeTicks, ticksPerSecond } from '../text/timestamps.ts';
import {
  floorQuotient,
  floorRemainder,
  isMaxWords,
  isMinWords,
  isSafeWords,
  storeNumber,
  storeWords,
  wordsToNumber,
} from '../text/words.ts';
import { type Zone, timeZone } from '../text/zone.ts';
import type { TimestampType, Type } from '../types.ts';
import { type CellConverter, type Route, impossible } from './verdict.ts';

const daySeconds = 86_400;
const milliNote = 'whole numbers are milliseconds since 1970-01-01 00:00:00 UTC';
const zoneNote = 'read in the time zone of the job';

/** What a cell says, in the terms of its type: seconds of a wall clock or of an instant, and nanoseconds. */
interface Point {
  /** 1 and -1 for infinity and -infinity. */
  infinity: number;
  seconds: number;
  nanos: number;
}

type PointReader = (source: Column, row: number) => ParseStatus;
type PointWriter = (target: Column, row: number) => ParseStatus;

/** One point is enough: each cell is read and written at once. */
const point: Point = { infinity: 0, seconds: 0, nanos: 0 };

const intKinds = new Set(['int8', 'int16', 'int32', 'int64', 'uint64']);

export function momentRoute(from: Type, to: Type): Route {
  if (!isPointKind(from) || !isPointKind(to)) return impossible;
  const compile: Route['compile'] = (options) => {
    const zone = timeZone(options.timeZone);
    const read = pointReader(from);
    const write = pointWriter(to);
    const shift = zoneShift(isInstant(from), isInstant(to), zone);
    return movePoint(read, shift, write);
  };
  if (intKinds.has(from.kind) || intKinds.has(to.kind)) return { verdict: 'checked', note: milliNote, compile };
  const crossesZone = isInstant(from) !== isInstant(to);
  if (from.kind === 'timestamp' && to.kind === 'timestamp') {
    return crossesZone ? { verdict: 'lossy', note: zoneNote, compile } : { verdict: 'checked', compile };
  }
  if (crossesZone) return { verdict: 'checked', note: zoneNote, compile };
  return { verdict: to.kind === 'timestamp' && to.unit === 'us' ? 'widened' : 'checked', compile };
}

function isPointKind(type: Type): boolean {
  return type.kind === 'date' || type.kind === 'timestamp' || intKinds.has(type.kind);
}

function isInstant(type: Type): boolean {
  return type.kind === 'timestamp' ? type.zoned : type.kind !== 'date';
}

function zoneShift(
  isFromInstant: boolean,
  isToInstant: boolean,
  zone: Zone,
): ((seconds: number) => number) | undefined {
  if (isFromInstant === isToInstant) return undefined;
  if (isToInstant) return (seconds) => zone.toInstant(seconds);
  return (seconds) => seconds + zone.offsetAt(seconds);
}

function movePoint(
  read: PointReader,
  shift: ((seconds: number) => number) | undefined,
  write: PointWriter,
): CellConverter {
  return (source, target, row) => {
    point.infinity = 0;
    const status = read(source, row);
    if (status !== parsed) return status;
    if (shift !== undefined && point.infinity === 0) point.seconds = shift(point.seconds);
    return write(target, row);
  };
}

function pointReader(from: Type): PointReader {
  if (from.kind === 'date') return readDay;
  if (from.kind === 'timestamp') return readTicks(from);
  return readMillis(from.kind === 'int64' || from.kind === 'uint64', from.kind === 'uint64');
}

const readDay: PointReader = (source, row) => {
  const days = source.values[row] as number;
  if (days === infiniteDay) point.infinity = 1;
  else if (days === minusInfiniteDay) point.infinity = -1;
  point.seconds = days * daySeconds;
  point.nanos = 0;
  return parsed;
};

function readTicks({ unit }: TimestampType): PointReader {
  const perSecond = ticksPerSecond(unit);
  return (source, row) => {
    const lo = source.values[row * 2] as number;
    const hi = source.values[row * 2 + 1] as number;
    if (isMaxWords(lo, hi)) point.infinity = 1;
    else if (isMinWords(lo, hi)) point.infinity = -1;
    point.seconds = floorQuotient(lo, hi, perSecond);
    point.nanos = floorRemainder(lo, point.seconds, perSecond) * (1e9 / perSecond);
    return parsed;
  };
}

function readMillis(isWide: boolean, isUnsigned: boolean): PointReader {
  return (source, row) => {
    let millis = 0;
    if (isWide) {
      const hi = source.values[row * 2 + 1] as number;
      if (!isSafeWords(hi) || (isUnsigned && hi < 0)) return outOfRange;
      millis = wordsToNumber(source.values[row * 2] as number, hi);
    } else millis = source.values[row] as number;
    point.seconds = Math.floor(millis / 1000);
    point.nanos = (millis - point.seconds * 1000) * 1e6;
    return parsed;
  };
}

function pointWriter(to: Type): PointWriter {
  if (to.kind === 'date') return writeDay;
  if (to.kind === 'timestamp') return writeTicks(to);
  return writeMillis(to.kind);
}

const writeDay: PointWriter = (target, row) => {
  if (point.infinity !== 0) {
    target.values[row] = point.infinity > 0 ? infiniteDay : minusInfiniteDay;
    return parsed;
  }
  const days = Math.floor(point.seconds / daySeconds);
  if (days * daySeconds !== point.seconds || point.nanos !== 0) return inexact;
  if (days >= infiniteDay || days <= minusInfiniteDay) return outOfRange;
  target.values[row] = days;
  return parsed;
};

function writeTicks({ unit }: TimestampType): PointWriter {
  const nanosPerTick = 1e9 / ticksPerSecond(unit);
  return (target, row) => {
    const words = target.values as Int32Array;
    if (point.infinity > 0) storeWords(words, row * 2, -1, 0x7fff_ffff);
    else if (point.infinity < 0) storeWords(words, row * 2, 0, -0x8000_0000);
    if (point.infinity !== 0) return parsed;
    const fraction = Math.floor(point.nanos / nanosPerTick);
    if (fraction * nanosPerTick !== point.nanos) return inexact;
    return storeTicks(words, row * 2, point.seconds, fraction, unit);
  };
}

const intLimits: Readonly<Record<string, number>> = { int8: 128, int16: 32_768, int32: 2_147_483_648 };

function writeMillis(kind: string): PointWriter {
  const limit = intLimits[kind];
  return (target, row) => {
    if (point.infinity !== 0) return outOfRange;
    if (point.nanos % 1e6 !== 0) return inexact;
    const millis = point.seconds * 1000 + point.nanos / 1e6;
    if (!Number.isSafeInteger(millis) || (kind === 'uint64' && millis < 0)) return outOfRange;
    if (limit === undefined) storeNumber(target.values as Int32Array, row * 2, millis);
    else if (millis < -limit || millis >= limit) return outOfRange;
    else target.values[row] = millis;
    return parsed;
  };
}
