/** Timestamps: seconds since 2015 in one stream, nanoseconds in another. */
import {
  type Column,
  floorQuotient,
  floorRemainder,
  isMaxWords,
  isMinWords,
  ticksPerSecond,
  type TimestampType,
} from '@sluice/core';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import type { Reject } from '../../column-groups.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** 2015-01-01 00:00:00 in UTC, which is the zone of all our files. */
const baseSeconds = 1_420_070_400;
/** Statistics beyond would lose digits. */
const maxMillis = 4e15;
/** Below a millisecond, nothing is rounded. */
const exactNanos = 999_999;

export function timestampWriter(type: TimestampType, setup: StreamSetup): NodeWriter {
  return new TimestampWriter(type, setup);
}

class TimestampWriter implements NodeWriter {
  readonly types: readonly TypeMessage[];
  readonly #perSecond: number;
  readonly #nanosPerTick: number;
  readonly #presence: PresenceOut;
  readonly #seconds: OutStream;
  readonly #nanos: OutStream;
  readonly #secondRuns: IntRunsOut;
  readonly #nanoRuns: IntRunsOut;
  #minMillis = Number.POSITIVE_INFINITY;
  #maxMillis = Number.NEGATIVE_INFINITY;

  constructor({ unit, zoned }: TimestampType, setup: StreamSetup) {
    this.types = [{ kind: typeKinds.indexOf(zoned ? 'instant' : 'timestamp') }];
    this.#perSecond = ticksPerSecond(unit);
    this.#nanosPerTick = 1e9 / this.#perSecond;
    this.#presence = new PresenceOut(setup);
    this.#seconds = new OutStream(setup);
    this.#nanos = new OutStream(setup);
    this.#secondRuns = new IntRunsOut(this.#seconds, true);
    this.#nanoRuns = new IntRunsOut(this.#nanos, false);
  }

  get heldBytes(): number {
    return this.#presence.heldBytes + this.#seconds.heldBytes + this.#nanos.heldBytes;
  }

  prepare(column: Column, from: number, to: number, reject: Reject): void {
    const words = column.values as Int32Array;
    for (let row = from; row < to; row++) {
      const hi = words[row * 2 + 1] as number;
      if ((hi >= 0 && hi !== 0x7fff_ffff) || column.isNull(row)) continue;
      const reason = this.#problem(words[row * 2] as number, hi);
      if (reason !== undefined) reject(row, 'OUT_OF_RANGE', reason);
    }
  }

  add(column: Column, from: number, to: number): void {
    const words = column.values as Int32Array;
    let count = 0;
    for (let row = from; row < to; row++) {
      if (column.isNull(row)) continue;
      count++;
      const lo = words[row * 2] as number;
      const second = floorQuotient(lo, words[row * 2 + 1] as number, this.#perSecond);
      const nano = floorRemainder(lo, second, this.#perSecond) * this.#nanosPerTick;
      const millis = second * 1000 + Math.floor(nano / 1e6);
      if (millis < this.#minMillis) this.#minMillis = millis;
      if (millis > this.#maxMillis) this.#maxMillis = millis;
      // Readers take a second off again, see `#problem`.
      this.#secondRuns.addNumber((second < 0 && nano > exactNanos ? second + 1 : second) - baseSeconds);
      this.#nanoRuns.addNumber(packNanos(nano));
    }
    this.#presence.add(column, from, to, count);
  }

  finish(): readonly FinishedType[] {
    const { streams, counts } = this.#presence.finish();
    this.#secondRuns.flush();
    this.#nanoRuns.flush();
    const minimumUtc = this.#minMillis;
    const maximumUtc = this.#maxMillis;
    const isKnown = minimumUtc <= maximumUtc && minimumUtc >= -maxMillis && maximumUtc <= maxMillis;
    const statistics = { ...counts, timestamps: isKnown ? { minimumUtc, maximumUtc } : undefined };
    this.#minMillis = Number.POSITIVE_INFINITY;
    this.#maxMillis = Number.NEGATIVE_INFINITY;
    const data = { kind: streamKinds.data, bytes: this.#seconds.finish() };
    const secondary = { kind: streamKinds.secondary, bytes: this.#nanos.finish() };
    return [{ encoding: { kind: encodings.directV2 }, streams: [...streams, data, secondary], statistics }];
  }

  /**
   * Every reader takes a second off when the seconds in the file are below zero and there is a millisecond or more
   * behind them. So the last second before 1970 can only be written when it has less.
   */
  #problem(lo: number, hi: number): string | undefined {
    if (isMaxWords(lo, hi) || isMinWords(lo, hi)) return 'ORC has no infinite timestamp.';
    const second = floorQuotient(lo, hi, this.#perSecond);
    const isLost = second === -1 && floorRemainder(lo, second, this.#perSecond) * this.#nanosPerTick > exactNanos;
    return isLost ? 'ORC has no timestamps of the last second before 1970 with milliseconds.' : undefined;
  }
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
