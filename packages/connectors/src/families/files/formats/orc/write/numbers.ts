/** Booleans, integers, dates and floats. */
import type { Column } from '@sluice/core';
import { type Cells, emptyCells, type Gather, gatherNarrow, gatherWords } from '../../parquet/write/cells.ts';
import { type Range, wordRange, wordsRange } from '../../parquet/write/range.ts';
import { encodings, streamKinds, type TypeKind, typeKinds } from '../messages.ts';
import { BitRunsOut, ByteRunsOut } from './byte-runs.ts';
import { IntRunsOut } from './int-runs.ts';
import type { Reject } from '../../column-groups.ts';
import { type FinishedType, type NodeWriter, PresenceOut, type Statistics, type TypeMessage } from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';
import { asLong } from './statistics.ts';

/** What is done with the values of a column, and what is known of them in the end. */
interface ValueSink {
  readonly encoding: number;
  add(cells: Cells): void;
  /** Writes what waits, and forgets what is known. */
  finish(): Omit<Statistics, 'numberOfValues' | 'hasNull'>;
}

interface PlainSetup {
  readonly kind: TypeKind;
  readonly gather: Gather;
  readonly stream: OutStream;
  readonly sink: ValueSink;
  readonly check?: (column: Column, from: number, to: number, reject: Reject) => void;
}

export function booleanWriter(setup: StreamSetup): NodeWriter {
  const stream = new OutStream(setup);
  return plainWriter(setup, { kind: 'boolean', gather: gatherNarrow(1), stream, sink: bits(stream) });
}

export function integerWriter(kind: 'tinyint' | 'smallint' | 'int' | 'bigint', setup: StreamSetup): NodeWriter {
  const stream = new OutStream(setup);
  const width = kind === 'bigint' ? 2 : 1;
  const gather = kind === 'tinyint' || kind === 'smallint' ? gatherNarrow(1) : gatherWords(width);
  const sink = kind === 'tinyint' ? bytes(stream) : integers(stream, width);
  return plainWriter(setup, { kind, gather, stream, sink });
}

export function dateWriter(setup: StreamSetup): NodeWriter {
  const stream = new OutStream(setup);
  return plainWriter(setup, { kind: 'date', gather: gatherWords(1), stream, sink: dates(stream), check: checkDates });
}

export function floatWriter(kind: 'float' | 'double', setup: StreamSetup): NodeWriter {
  const stream = new OutStream(setup);
  const gather = gatherWords(kind === 'float' ? 1 : 2);
  return plainWriter(setup, { kind, gather, stream, sink: floats(stream, kind === 'float' ? 1 : 2) });
}

/** A column with one stream of values. */
function plainWriter(setup: StreamSetup, { kind, gather, stream, sink, check }: PlainSetup): NodeWriter {
  const presence = new PresenceOut(setup);
  const cells = emptyCells();
  const types: readonly TypeMessage[] = [{ kind: typeKinds.indexOf(kind) }];
  return {
    types,
    get heldBytes() {
      return presence.heldBytes + stream.heldBytes;
    },
    prepare: (column, from, to, reject) => check?.(column, from, to, reject),
    add(column, from, to) {
      gather(column, from, to, cells);
      presence.add(column, from, to, cells.count);
      sink.add(cells);
    },
    finish(): readonly FinishedType[] {
      const { streams, counts } = presence.finish();
      const statistics = { ...counts, ...sink.finish() };
      const data = { kind: streamKinds.data, bytes: stream.finish() };
      return [{ encoding: { kind: sink.encoding }, streams: [...streams, data], statistics }];
    },
  };
}

function checkDates(column: Column, from: number, to: number, reject: Reject): void {
  const days = column.values as Int32Array;
  for (let row = from; row < to; row++) {
    const day = days[row] as number;
    if ((day === 0x7fff_ffff || day === -0x8000_0000) && !column.isNull(row))
      reject(row, 'OUT_OF_RANGE', 'ORC has no infinite date.');
  }
}

function bits(stream: OutStream): ValueSink {
  const runs = new BitRunsOut(stream);
  let trueCount = 0;
  return {
    encoding: encodings.direct,
    add({ values, at, count }) {
      for (let i = at; i < at + count; i++) {
        const bit = values[i] === 0 ? 0 : 1;
        trueCount += bit;
        runs.add(bit);
      }
    },
    finish() {
      runs.flush();
      const buckets = { count: [trueCount] };
      trueCount = 0;
      return { buckets };
    },
  };
}

function bytes(stream: OutStream): ValueSink {
  const runs = new ByteRunsOut(stream);
  const known = new KnownIntegers(1);
  return {
    encoding: encodings.direct,
    add(cells) {
      known.add(cells);
      for (let i = cells.at; i < cells.at + cells.count; i++) runs.add((cells.values[i] as number) & 255);
    },
    finish() {
      runs.flush();
      return known.finish();
    },
  };
}

function integers(stream: OutStream, width: 1 | 2): ValueSink {
  const runs = new IntRunsOut(stream, true);
  const known = new KnownIntegers(width);
  return {
    encoding: encodings.directV2,
    add(cells) {
      known.add(cells);
      if (width === 1) runs.addInts(cells.values, cells.at, cells.count);
      else runs.addWords(cells.values, cells.at, cells.count);
    },
    finish() {
      runs.flush();
      return known.finish();
    },
  };
}

function dates(stream: OutStream): ValueSink {
  const { encoding, add, finish } = integers(stream, 1);
  return {
    encoding,
    add,
    finish() {
      const { integers: known } = finish();
      if (known?.minimum === undefined || known.maximum === undefined) return {};
      return { dates: { minimum: Number(known.minimum), maximum: Number(known.maximum) } };
    },
  };
}

/** Floats as they lie in memory. Statistics leave out columns with NaN, which has no place in an order. */
function floats(stream: OutStream, width: 1 | 2): ValueSink {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  return {
    encoding: encodings.direct,
    add({ values, at, count }) {
      const { buffer, byteOffset } = values;
      const start = byteOffset + at * 4;
      const found = width === 1 ? new Float32Array(buffer, start, count) : new Float64Array(buffer, start, count);
      for (let i = 0; i < count; i++) {
        const value = found[i] as number;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
        sum += value;
      }
      stream.write(new Uint8Array(buffer, start, count * width * 4), 0, count * width * 4);
    },
    finish() {
      const isKnown = minimum <= maximum && !Number.isNaN(sum);
      // Zeros of both signs are equal, so the range takes the wider one.
      const doubles = { minimum: minimum === 0 ? -0 : minimum, maximum: maximum === 0 ? 0 : maximum, sum };
      minimum = Number.POSITIVE_INFINITY;
      maximum = Number.NEGATIVE_INFINITY;
      sum = 0;
      return isKnown ? { doubles } : {};
    },
  };
}

/** Smallest, largest and sum of integers of one or two words. */
class KnownIntegers {
  readonly #width: 1 | 2;
  readonly #range: Range;
  #sum = 0n;

  constructor(width: 1 | 2) {
    this.#width = width;
    this.#range = width === 1 ? wordRange('signed') : wordsRange('signed');
  }

  add(cells: Cells): void {
    this.#range.add(cells);
    const { values, at, count } = cells;
    let low = 0;
    let high = 0;
    if (this.#width === 1) for (let i = at; i < at + count; i++) low += values[i] as number;
    else {
      for (let i = at; i < at + count * 2; i += 2) {
        low += (values[i] as number) >>> 0;
        high += values[i + 1] as number;
      }
    }
    this.#sum += BigInt(low) + (BigInt(high) << 32n);
  }

  finish(): Pick<Statistics, 'integers'> {
    const minimum = integerOf(this.#range.min());
    const maximum = integerOf(this.#range.max());
    const sum = asLong(this.#sum);
    this.#range.clear();
    this.#sum = 0n;
    return minimum === undefined || maximum === undefined ? {} : { integers: { minimum, maximum, sum } };
  }
}

function integerOf(value: Uint8Array | undefined): bigint | undefined {
  if (value === undefined) return undefined;
  const view = new DataView(value.buffer, value.byteOffset);
  return value.length === 4 ? BigInt(view.getInt32(0, true)) : view.getBigInt64(0, true);
}
