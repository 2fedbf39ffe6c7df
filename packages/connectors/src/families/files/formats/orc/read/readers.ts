/** The reader of each column of a stripe, by its type and encoding. */
import { maxWordPrecision } from '@sluice/core';
import { type ColumnReader, FixedReader, Presence, type ReadDense } from './column-reader.ts';
import { Damage } from '../../damage.ts';
import { IntRuns } from './int-runs.ts';
import { encodings, streamKinds } from '../messages.ts';
import { LongDecimalReader, readShortDecimals } from './decimals.ts';
import { type Clock, readDates, readTimestamps, utcClock } from './moments.ts';
import { ItemValues, LeafValues, NestedReader, type NestedValues, StructValues, UnionValues } from './nested.ts';
import { readBooleans, readBytes, readFloats, readInts, readLongs, readShorts } from './numbers.ts';
import { DictionaryReader, PlainReader } from './texts.ts';
import type { StripeFooter, StripeStreams } from './stripe.ts';
import { isNested, type OrcType, typeOf } from './type-tree.ts';

export interface ReaderSetup {
  readonly footer: StripeFooter;
  readonly streams: StripeStreams;
  readonly isHybrid: boolean;
  /** Of timestamps within nested values. */
  readonly unit: 'us' | 'ns';
  /** Clock of timestamps without a zone, at the first use. */
  clock(): Clock;
}

export function columnReader(type: OrcType, setup: ReaderSetup): ColumnReader {
  return isNested(type) ? new NestedReader(nestedValues(type, setup)) : scalarReader(type, setup);
}

function nestedValues(type: OrcType, setup: ReaderSetup): NestedValues {
  if (!isNested(type)) return new LeafValues(scalarReader(type, setup), typeOf(type, setup.unit));
  const presence = presenceOf(type, setup);
  const children = type.children.map((child) => nestedValues(child, setup));
  const [first, second] = children as [NestedValues, NestedValues];
  switch (type.kind) {
    case 'list':
      return new ItemValues(presence, ints(type, streamKinds.length, setup, false), first);
    case 'map':
      return new ItemValues(presence, ints(type, streamKinds.length, setup, false), second, first);
    case 'union':
      return new UnionValues(presence, setup.streams.get(type, streamKinds.data), children);
    default:
      return new StructValues(presence, type.names, children);
  }
}

function scalarReader(type: OrcType, setup: ReaderSetup): ColumnReader {
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
    case 'binary':
      return textReader(type, setup);
    case 'decimal':
      return decimalReader(type, setup);
    default:
      return new FixedReader(presenceOf(type, setup), fixedReader(type, setup));
  }
}

function fixedReader(type: OrcType, setup: ReaderSetup): ReadDense {
  const { streams, isHybrid } = setup;
  const data = () => ints(type, streamKinds.data, setup, true);
  switch (type.kind) {
    case 'boolean':
      return readBooleans(streams.get(type, streamKinds.data));
    case 'tinyint':
      return readBytes(streams.get(type, streamKinds.data));
    case 'smallint':
      return readShorts(data());
    case 'int':
      return readInts(data());
    case 'bigint':
      return readLongs(data());
    case 'float':
    case 'double':
      return readFloats(streams.get(type, streamKinds.data));
    case 'date':
      return readDates(data(), isHybrid);
    default: {
      const clock = type.kind === 'instant' ? utcClock(isHybrid) : setup.clock();
      return readTimestamps(data(), ints(type, streamKinds.secondary, setup, false), clock);
    }
  }
}

function textReader(type: OrcType, setup: ReaderSetup): ColumnReader {
  const { streams } = setup;
  const rules = { isText: type.kind !== 'binary', maxLength: type.maxLength };
  const presence = presenceOf(type, setup);
  const lengths = ints(type, streamKinds.length, setup, false);
  const { isDictionary, dictionarySize } = encodingOf(type, setup);
  if (!isDictionary) return new PlainReader(presence, lengths, streams.get(type, streamKinds.data), rules);
  const dictionary = { size: dictionarySize, lengths, data: streams.get(type, streamKinds.dictionaryData) };
  return new DictionaryReader(presence, ints(type, streamKinds.data, setup, false), dictionary, rules);
}

function decimalReader(type: OrcType, setup: ReaderSetup): ColumnReader {
  const { precision, scale } = type;
  const data = setup.streams.get(type, streamKinds.data);
  const presence = presenceOf(type, setup);
  const streams = { data, scales: ints(type, streamKinds.secondary, setup, true) };
  if (precision === undefined || precision > maxWordPrecision)
    return new LongDecimalReader(presence, streams, precision, scale);
  return new FixedReader(presence, readShortDecimals(streams, precision, scale));
}

function presenceOf(type: OrcType, { streams }: ReaderSetup): Presence {
  return new Presence(streams.find(type, streamKinds.present));
}

type IntStream = typeof streamKinds.data | typeof streamKinds.length | typeof streamKinds.secondary;

function ints(type: OrcType, kind: IntStream, setup: ReaderSetup, isSigned: boolean): IntRuns {
  return new IntRuns(setup.streams.get(type, kind), encodingOf(type, setup).version, isSigned);
}

function encodingOf({ id }: OrcType, { footer }: ReaderSetup) {
  const { kind = encodings.direct, dictionarySize = 0 } = footer.columns[id] ?? {};
  if (kind > encodings.dictionaryV2) throw new Damage(`it names an encoding number ${kind}`);
  const version: 1 | 2 = kind === encodings.direct || kind === encodings.dictionary ? 1 : 2;
  const isDictionary = kind === encodings.dictionary || kind === encodings.dictionaryV2;
  return { version, isDictionary, dictionarySize };
}
