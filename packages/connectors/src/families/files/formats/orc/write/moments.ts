/** Timestamps: seconds since 2015 in one stream, nanoseconds in another. */
import { type Column, floorQuotient, floorRemainder, ticksPerSecond, type TimestampType } from '@sluice/core';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type Reject, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** 2015-01-01 00:00:00 in UTC, which is the zone of all our files. */
const baseSeconds = 1_420_070_400;
/** Statistics beyond would lose digits. */
const maxMillis = 4e15;
/** Below a millisecond, nothing is rounded. */
const exactNanos = 999_999;

export function timestampWriter({ unit, zoned }: TimestampType, setup: StreamSetup): NodeWriter {
  const presence = new PresenceOut(setup);
  const seconds = new OutStream(setup);
  const nanos = new OutStream(setup);
  const secondRuns = new IntRunsOut(seconds, true);
  const nanoRuns = new IntRunsOut(nanos, false);
  const types: readonly TypeMessage[] = [{ kind: typeKinds.indexOf(zoned ? 'instant' : 'timestamp') }];
  const perSecond = ticksPerSecond(unit);
  const nanosPerTick = 1e9 / perSecond;
  let minimumUtc = Number.POSITIVE_INFINITY;
  let maximumUtc = Number.NEGATIVE_INFINITY;
  return {
    types,
    get heldBytes() {
      return presence.heldBytes + seconds.heldBytes + nanos.heldBytes;
    },
    prepare: (column, from, to, reject) => checkTimestamps(column, { from, to, perSecond, nanosPerTick, reject }),
    add(column, from, to) {
      const words = column.values as Int32Array;
      let count = 0;
      for (let row = from; row < to; row++) {
        if (column.isNull(row)) continue;
        count++;
        const lo = words[row * 2] as number;
        const second = floorQuotient(lo, words[row * 2 + 1] as number, perSecond);
        const nano = floorRemainder(lo, second, perSecond) * nanosPerTick;
        const millis = second * 1000 + Math.floor(nano / 1e6);
        if (millis < minimumUtc) minimumUtc = millis;
        if (millis > maximumUtc) maximumUtc = millis;
        // Readers take a second off again, see `checkTimestamps`.
        secondRuns.addNumber((second < 0 && nano > exactNanos ? second + 1 : second) - baseSeconds);
        nanoRuns.addNumber(packNanos(nano));
      }
      presence.add(column, from, to, count);
    },
    finish(): readonly FinishedType[] {
      const { streams, counts } = presence.finish();
      secondRuns.flush();
      nanoRuns.flush();
      const isKnown = minimumUtc <= maximumUtc && minimumUtc >= -maxMillis && maximumUtc <= maxMillis;
      const timestamps = isKnown ? { minimumUtc, maximumUtc } : undefined;
      minimumUtc = Number.POSITIVE_INFINITY;
      maximumUtc = Number.NEGATIVE_INFINITY;
      const data = { kind: streamKinds.data, bytes: seconds.finish() };
      const secondary = { kind: streamKinds.secondary, bytes: nanos.finish() };
      const statistics = { ...counts, timestamps };
      return [{ encoding: { kind: encodings.directV2 }, streams: [...streams, data, secondary], statistics }];
    },
  };
}

/** With how many zeros were cut off, less one, in the lowest three bits. */
function packNanos(nanos: number): number {
  if (nanos === 0) return 0;
  if (nanos % 100 !== 0) return nanos * 8;
  let left = nanos / 100;
  let zeros = 1;
  for (; left % 10 === 0 && zeros < 7; zeros++) left /= 10;
  return left * 8 + zeros;
}

interface TimestampRows {
  readonly from: number;
  readonly to: number;
  readonly perSecond: number;
  readonly nanosPerTick: number;
  readonly reject: Reject;
}

/**
 * Every reader takes a second off when the seconds in the file are below zero and there is a millisecond or more behind
 * them. So the last second before 1970 can only be written when it has less.
 */
function checkTimestamps(column: Column, { from, to, perSecond, nanosPerTick, reject }: TimestampRows): void {
  const words = column.values as Int32Array;
  for (let row = from; row < to; row++) {
    const hi = words[row * 2 + 1] as number;
    if ((hi >= 0 && hi !== 0x7fff_ffff) || column.isNull(row)) continue;
    const lo = words[row * 2] as number;
    if ((hi === 0x7fff_ffff && lo === -1) || (hi === -0x8000_0000 && lo === 0))
      reject(row, 'OUT_OF_RANGE', 'ORC has no infinite timestamp.');
    else {
      const second = floorQuotient(lo, hi, perSecond);
      if (second === -1 && floorRemainder(lo, second, perSecond) * nanosPerTick > exactNanos)
        reject(row, 'OUT_OF_RANGE', 'ORC has no timestamps of the last second before 1970 with milliseconds.');
    }
  }
}
