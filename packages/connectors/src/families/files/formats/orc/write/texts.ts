/** Strings and binary: in a dictionary as long as that pays in a stripe, else lengths and bytes. */
import { type Column, countCharacters } from '@sluice/core';
import { bytesDictionary } from '../../parquet/write/bytes-dictionary.ts';
import { type Cells, emptyCells, gatherBytes } from '../../parquet/write/cells.ts';
import type { Dictionary } from '../../parquet/write/dictionary.ts';
import { bytesRange } from '../../parquet/write/range.ts';
import { encodings, streamKinds, typeKinds } from '../messages.ts';
import { IntRunsOut } from './int-runs.ts';
import type { Reject } from '../../column-groups.ts';
import {
  type FinishedStream,
  type FinishedType,
  type NodeWriter,
  PresenceOut,
  type Statistics,
  type TypeMessage,
} from './node.ts';
import { OutStream, type StreamSetup } from './out-stream.ts';

/** A dictionary must be smaller than this part of the values it stands for. */
const payingPart = 0.5;
/** Values after which a dictionary is judged for the first time. */
const firstJudged = 4096;
/** Hive has no longer varchar. */
const maxVarchar = 65_535;
/** Bytes of a length or an index, about. */
const perEntry = 2;

export interface TextSetup extends StreamSetup {
  /** Most bytes of a dictionary. */
  readonly dictionaryBytes: number;
}

/** @param maxLength in characters; readers cut what is longer, so it is rejected. */
export function stringWriter(maxLength: number | undefined, setup: TextSetup): NodeWriter {
  const isLimited = maxLength !== undefined && maxLength > 0 && maxLength <= maxVarchar;
  const type: TypeMessage = isLimited
    ? { kind: typeKinds.indexOf('varchar'), maximumLength: maxLength }
    : { kind: typeKinds.indexOf('string') };
  return new TextWriter(type, setup, isLimited ? maxLength : undefined);
}

export function binaryWriter(setup: TextSetup): NodeWriter {
  return new TextWriter({ kind: typeKinds.indexOf('binary') }, setup, undefined);
}

class TextWriter implements NodeWriter {
  readonly types: readonly TypeMessage[];
  readonly #isText: boolean;
  readonly #maxLength: number | undefined;
  readonly #presence: PresenceOut;
  readonly #data: OutStream;
  readonly #lengths: OutStream;
  readonly #lengthRuns: IntRunsOut;
  readonly #gather = gatherBytes();
  readonly #cells = emptyCells();
  readonly #range = bytesRange('bytes');
  readonly #dictionaryBytes: number;
  /** Undefined when this stripe has none. */
  #dictionary: Dictionary | undefined;
  #places = new Uint16Array(0);
  #placeCount = 0;
  #valueBytes = 0;
  /** One that did not pay is not tried again. */
  #isDictionaryTried = false;

  constructor(type: TypeMessage, setup: TextSetup, maxLength: number | undefined) {
    this.types = [type];
    this.#isText = type.kind !== typeKinds.indexOf('binary');
    this.#maxLength = maxLength;
    this.#presence = new PresenceOut(setup);
    this.#data = new OutStream(setup);
    this.#lengths = new OutStream(setup);
    this.#lengthRuns = new IntRunsOut(this.#lengths, false);
    this.#dictionaryBytes = setup.dictionaryBytes;
    if (this.#isText) this.#dictionary = bytesDictionary(setup.dictionaryBytes, perEntry);
  }

  get heldBytes(): number {
    const dictionary = (this.#dictionary?.pageBytes ?? 0) + this.#placeCount * perEntry;
    return this.#presence.heldBytes + this.#data.heldBytes + this.#lengths.heldBytes + dictionary;
  }

  prepare(column: Column, from: number, to: number, reject: Reject): void {
    if (this.#maxLength === undefined) return;
    const { offsets, bytes } = column;
    for (let row = from; row < to; row++) {
      const start = offsets[row] as number;
      const end = offsets[row + 1] as number;
      if (end - start > this.#maxLength && countCharacters(bytes, start, end) > this.#maxLength)
        reject(row, 'OUT_OF_RANGE', `The text has more than ${this.#maxLength} characters.`);
    }
  }

  add(column: Column, from: number, to: number): void {
    const cells = this.#cells;
    this.#gather(column, from, to, cells);
    this.#presence.add(column, from, to, cells.count);
    this.#valueBytes += (cells.offsets[cells.at + cells.count] as number) - (cells.offsets[cells.at] as number);
    if (this.#dictionary === undefined) {
      this.#addPlain(cells);
      return;
    }
    this.#reservePlaces(cells.count);
    if (this.#dictionary.index(cells, this.#places, this.#placeCount)) {
      this.#placeCount += cells.count;
      if (this.#placeCount >= firstJudged && !this.#pays(this.#dictionary)) this.#leaveDictionary(this.#dictionary);
      return;
    }
    this.#leaveDictionary(this.#dictionary);
    this.#addPlain(cells);
  }

  finish(): readonly FinishedType[] {
    const { streams, counts } = this.#presence.finish();
    if (this.#dictionary !== undefined && !this.#pays(this.#dictionary)) this.#leaveDictionary(this.#dictionary);
    const isByPlaces = this.#dictionary !== undefined && this.#placeCount > 0;
    const isTextual = this.#isText && counts.numberOfValues !== 0;
    const finished = isByPlaces ? this.#finishDictionary(this.#dictionary as Dictionary) : this.#finishPlain();
    const known: Statistics = isTextual
      ? { strings: { minimum: this.#range.min(), maximum: this.#range.max(), sum: this.#valueBytes } }
      : { binaries: { sum: this.#valueBytes } };
    this.#range.clear();
    this.#valueBytes = 0;
    this.#placeCount = 0;
    const statistics = { ...counts, ...(this.#isText && !isTextual ? {} : known) };
    if (this.#isText && !this.#isDictionaryTried) this.#dictionary = this.#newDictionary();
    return [{ encoding: finished.encoding, streams: [...streams, ...finished.streams], statistics }];
  }

  #newDictionary(): Dictionary {
    const dictionary = this.#dictionary ?? bytesDictionary(this.#dictionaryBytes, perEntry);
    dictionary.clear();
    return dictionary;
  }

  #pays(dictionary: Dictionary): boolean {
    const plain = this.#valueBytes + this.#placeCount;
    return dictionary.pageBytes + this.#placeCount <= plain * payingPart || dictionary.entries.count === 1;
  }

  /** Writes the values so far, and those that follow, as they are. */
  #leaveDictionary({ entries }: Dictionary): void {
    const { offsets, bytes } = entries;
    for (let i = 0; i < this.#placeCount; i++) {
      const place = this.#places[i] as number;
      const start = offsets[place] as number;
      const end = offsets[place + 1] as number;
      this.#data.write(bytes, start, end);
      this.#lengthRuns.addNumber(end - start);
    }
    this.#range.add(entries);
    this.#dictionary = undefined;
    this.#isDictionaryTried = true;
    this.#placeCount = 0;
    this.#places = new Uint16Array(0);
  }

  #addPlain(cells: Cells): void {
    const { offsets, bytes, at, count } = cells;
    if (this.#isText) this.#range.add(cells);
    this.#data.write(bytes, offsets[at] as number, offsets[at + count] as number);
    for (let i = at; i < at + count; i++)
      this.#lengthRuns.addNumber((offsets[i + 1] as number) - (offsets[i] as number));
  }

  #finishPlain(): Pick<FinishedType, 'encoding' | 'streams'> {
    this.#lengthRuns.flush();
    return { encoding: { kind: encodings.directV2 }, streams: this.#streams(streamKinds.data) };
  }

  #finishDictionary({ entries }: Dictionary): Pick<FinishedType, 'encoding' | 'streams'> {
    const { count, offsets, bytes } = entries;
    const indexes = this.#data;
    const runs = new IntRunsOut(indexes, false);
    runs.addInts(this.#places, 0, this.#placeCount);
    runs.flush();
    const data = { kind: streamKinds.data, bytes: indexes.finish() };
    indexes.write(bytes, 0, offsets[count] as number);
    for (let i = 0; i < count; i++) this.#lengthRuns.addNumber((offsets[i + 1] as number) - (offsets[i] as number));
    this.#lengthRuns.flush();
    this.#range.add(entries);
    const encoding = { kind: encodings.dictionaryV2, dictionarySize: count };
    return { encoding, streams: [data, ...this.#streams(streamKinds.dictionaryData)] };
  }

  #streams(kind: typeof streamKinds.data | typeof streamKinds.dictionaryData): readonly FinishedStream[] {
    return [
      { kind, bytes: this.#data.finish() },
      { kind: streamKinds.length, bytes: this.#lengths.finish() },
    ];
  }

  #reservePlaces(count: number): void {
    const needed = this.#placeCount + count;
    if (needed <= this.#places.length) return;
    const places = new Uint16Array(Math.max(needed, this.#places.length * 2));
    places.set(this.#places.subarray(0, this.#placeCount));
    this.#places = places;
  }
}
