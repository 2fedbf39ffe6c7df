/** Values that are places in the dictionary of their column chunk. */
import { Column } from '@sluice/core';
import { Damage } from '../../damage.ts';
import { HybridReader } from './hybrid.ts';
import type { CellProblem } from './cell-problem.ts';
import type { PageSpill } from './page-spill.ts';
import { bytesOf, copyMargin, evenText, reserveText, wordsOf } from './value-decoder.ts';

/** The values of a dictionary page, converted. */
export interface Dictionary {
  readonly cells: Column;
  readonly count: number;
  /** By place. */
  readonly problems: ReadonlyMap<number, CellProblem>;
  /** Of the longest text. */
  readonly maxCellBytes: number;
}

export function dictionaryOf(cells: Column, count: number, problems: readonly CellProblem[]): Dictionary {
  let maxCellBytes = 0;
  if (cells.layout === 'bytes') {
    for (let i = 0; i < count; i++) {
      maxCellBytes = Math.max(maxCellBytes, (cells.offsets[i + 1] as number) - (cells.offsets[i] as number));
    }
    // Copies in words may read a little further.
    reserveText(cells, cells.offsets[count] as number);
  }
  return { cells, count, problems: new Map(problems.map((problem) => [problem.row, problem])), maxCellBytes };
}

/** Places unpacked at once. */
const pieceCount = 8192;

/** Reads pages of places; see `ValueDecoder` for what `read` promises. */
export class DictionaryValues {
  readonly #runs = new HybridReader();
  #places = new Int32Array(0);
  /** Places that are unpacked and not read. */
  #at = 0;
  #end = 0;
  #dictionary: Dictionary = dictionaryOf(new Column({ kind: 'bool' }, 0), 0, []);
  #width = 0;

  start(dictionary: Dictionary, bytes: Uint8Array, start: number, end: number): void {
    // A page of nulls may be empty.
    this.#begin(dictionary, start < end ? (bytes[start] as number) : 0);
    this.#runs.start(bytes, Math.min(start + 1, end), end, this.#width);
  }

  /** As `start`, for the bytes [start, end) in the file of `spill`. */
  startSpilled(dictionary: Dictionary, spill: PageSpill, start: number, end: number): void {
    const width = new Uint8Array(1);
    if (start < end) spill.read(width, start);
    this.#begin(dictionary, width[0] as number);
    this.#runs.startSpilled(spill, Math.min(start + 1, end), end, this.#width);
  }

  #begin(dictionary: Dictionary, width: number): void {
    this.#dictionary = dictionary;
    this.#at = 0;
    this.#end = 0;
    if (width > 32) throw new Damage('the places in its dictionary have too many bits');
    this.#width = width;
  }

  read(into: Column, row: number, count: number, maxBytes: number, problems: CellProblem[]): number {
    if (this.#at === this.#end) this.#unpack(Math.min(count, pieceCount));
    const wanted = Math.min(count, this.#end - this.#at);
    const taken = into.layout === 'bytes' ? this.#texts(into, row, wanted, maxBytes) : this.#numbers(into, row, wanted);
    if (this.#dictionary.problems.size > 0) this.#report(row, taken, problems);
    this.#at += taken;
    return taken;
  }

  /** Longest text that a place may stand for. */
  get maxCellBytes(): number {
    return this.#dictionary.maxCellBytes;
  }

  #unpack(count: number): void {
    if (this.#places.length < count) this.#places = new Int32Array(count);
    const places = this.#places;
    const size = this.#dictionary.count;
    this.#runs.readInts(places, 0, count);
    this.#at = 0;
    this.#end = count;
    if (this.#width < 32 && 2 ** this.#width <= size) return;
    for (let i = 0; i < count; i++) {
      if ((places[i] as number) >>> 0 >= size) throw new Damage('a value has a place that its dictionary lacks');
    }
  }

  #numbers(into: Column, row: number, count: number): number {
    const { cells } = this.#dictionary;
    const places = this.#places;
    const first = this.#at;
    switch (into.values.BYTES_PER_ELEMENT * into.width) {
      case 8:
        pickPairs(wordsOf(cells.values), places, first, count, wordsOf(into.values), row);
        break;
      case 4:
        pickWords(wordsOf(cells.values), places, first, count, wordsOf(into.values), row);
        break;
      case 2:
        for (let i = 0; i < count; i++) into.values[row + i] = cells.values[places[first + i] as number] as number;
        break;
      default:
        pickBytes(bytesOf(cells.values), places, first, count, bytesOf(into.values), row);
    }
    return count;
  }

  #texts(into: Column, row: number, count: number, maxBytes: number): number {
    const { cells } = this.#dictionary;
    const places = this.#places;
    const first = this.#at;
    // Copies of one length have no jump to guess; what is too much is written over by the next text.
    const even = this.maxCellBytes <= evenText ? this.maxCellBytes : 0;
    const starts = cells.offsets;
    const from = new DataView(cells.bytes.buffer, cells.bytes.byteOffset, cells.bytes.length);
    const { offsets } = into;
    let to = new DataView(into.bytes.buffer, into.bytes.byteOffset, into.bytes.length);
    let room = Math.min(to.byteLength - copyMargin, maxBytes);
    let offset = offsets[row] as number;
    let i = 0;
    for (; i < count; i++) {
      const place = places[first + i] as number;
      const start = starts[place] as number;
      const length = (starts[place + 1] as number) - start;
      if (offset + length > room) {
        if (offset + length > maxBytes && row + i > 0) break;
        reserveText(into, offset + length);
        to = new DataView(into.bytes.buffer, into.bytes.byteOffset, into.bytes.length);
        room = Math.max(Math.min(to.byteLength - copyMargin, maxBytes), offset + length);
      }
      if (length > longText) into.bytes.set(cells.bytes.subarray(start, start + length), offset);
      else
        for (let at = 0, stop = even || length; at < stop; at += 4)
          to.setInt32(offset + at, from.getInt32(start + at, true), true);
      offset += length;
      offsets[row + i + 1] = offset;
    }
    return i;
  }

  #report(row: number, count: number, problems: CellProblem[]): void {
    for (let i = 0; i < count; i++) {
      const problem = this.#dictionary.problems.get(this.#places[this.#at + i] as number);
      if (problem !== undefined) problems.push({ ...problem, row: row + i });
    }
  }
}

/** From here on a call of the engine costs less than a loop. */
const longText = 64;

function pickPairs(
  from: Int32Array,
  places: Int32Array,
  first: number,
  count: number,
  into: Int32Array,
  row: number,
): void {
  for (let i = 0, to = row * 2; i < count; i++, to += 2) {
    const place = (places[first + i] as number) * 2;
    into[to] = from[place] as number;
    into[to + 1] = from[place + 1] as number;
  }
}

function pickWords(
  from: Int32Array,
  places: Int32Array,
  first: number,
  count: number,
  into: Int32Array,
  row: number,
): void {
  for (let i = 0; i < count; i++) into[row + i] = from[places[first + i] as number] as number;
}

function pickBytes(
  from: Uint8Array,
  places: Int32Array,
  first: number,
  count: number,
  into: Uint8Array,
  row: number,
): void {
  for (let i = 0; i < count; i++) into[row + i] = from[places[first + i] as number] as number;
}
