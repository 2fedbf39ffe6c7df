/** Strings and binary, plain or in a dictionary. */
import { isAscii, isUtf8 } from 'node:buffer';
import { type Column, copyBytes, countCharacters } from '@sluice/core';
import type { CellProblem } from '../../cell-problem.ts';
import type { ColumnReader, Presence } from './column-reader.ts';
import { Damage } from '../../damage.ts';
import type { IntRuns } from './int-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** Room grows in steps, so that a damaged length takes no memory. */
const stepBytes = 1024 * 1024;
const stepEntries = 65_536;
const maxColumnBytes = 0x7fff_ffff;
const maxEntries = 128 * 1024 * 1024;
/** In place of a size or an index. */
const nullMark = -1;

/** What is asked of the bytes of a cell. */
export interface TextRules {
  readonly isText: boolean;
  /** In characters; 0 is any. */
  readonly maxLength: number;
}

export interface Dictionary {
  /** The number of entries that the stripe footer tells. */
  readonly size: number;
  readonly lengths: IntRuns;
  readonly data: StreamBytes;
}

/** Numbers of the next rows, sizes or indexes, that were looked at and not read yet. */
class Ahead {
  numbers = new Int32Array(0);
  from = 0;
  #to = 0;
  #dense = new Int32Array(0);
  readonly #presence: Presence;
  readonly #runs: IntRuns;

  constructor(presence: Presence, runs: IntRuns) {
    this.#presence = presence;
    this.#runs = runs;
  }

  /** Makes `numbers[from, from + count)` known, null as -1. */
  async look(count: number): Promise<void> {
    const missing = count - (this.#to - this.from);
    if (missing <= 0) return;
    this.#makeRoom(count);
    const present = await this.#presence.next(missing);
    if (this.#dense.length < present) this.#dense = new Int32Array(present);
    await this.#runs.sizes(this.#dense, 0, present);
    const { flags } = this.#presence;
    for (let i = 0, from = 0; i < missing; i++)
      this.numbers[this.#to++] = flags[i] === 0 ? nullMark : (this.#dense[from++] as number);
  }

  #makeRoom(count: number): void {
    const rest = this.numbers.subarray(this.from, this.#to);
    const numbers = count > this.numbers.length ? new Int32Array(count) : this.numbers;
    numbers.set(rest, 0);
    this.numbers = numbers;
    this.#to = rest.length;
    this.from = 0;
  }
}

/** Lengths in one stream, all bytes in another. */
export class PlainReader implements ColumnReader {
  readonly problems: CellProblem[] = [];
  readonly #ahead: Ahead;
  readonly #data: StreamBytes;
  readonly #rules: TextRules;

  constructor(presence: Presence, lengths: IntRuns, data: StreamBytes, rules: TextRules) {
    this.#ahead = new Ahead(presence, lengths);
    this.#data = data;
    this.#rules = rules;
  }

  async measure(count: number, rowBytes: Float64Array): Promise<void> {
    await this.#ahead.look(count);
    const { numbers, from } = this.#ahead;
    for (let i = 0; i < count; i++) rowBytes[i] = (rowBytes[i] as number) + Math.max(0, numbers[from + i] as number);
  }

  async read(column: Column, row: number, count: number): Promise<void> {
    column.reserveRows(row + count);
    await this.#ahead.look(count);
    const { numbers, from } = this.#ahead;
    const { offsets } = column;
    let end = offsets[row] as number;
    for (let i = 0; i < count; i++) {
      const size = numbers[from + i] as number;
      if (size === nullMark) column.setNull(row + i);
      else end += size;
      if (end > maxColumnBytes) throw new Damage('a value has more than 2 GiB');
      offsets[row + i + 1] = end;
    }
    this.#ahead.from += count;
    for (let at = offsets[row] as number; at < end;) {
      const size = Math.min(stepBytes, end - at);
      column.reserveBytes(at + size);
      await this.#data.copyTo(column.bytes, at, size);
      at += size;
    }
    if (this.#rules.isText) checkText(column, row, count, this.#rules.maxLength, this.problems);
  }
}

/** Indexes of entries, which are read at the first use. */
export class DictionaryReader implements ColumnReader {
  readonly problems: CellProblem[] = [];
  readonly #ahead: Ahead;
  readonly #dictionary: Dictionary;
  readonly #rules: TextRules;
  #entries: Entries | undefined;

  constructor(presence: Presence, indexes: IntRuns, dictionary: Dictionary, rules: TextRules) {
    this.#ahead = new Ahead(presence, indexes);
    this.#dictionary = dictionary;
    this.#rules = rules;
  }

  async measure(count: number, rowBytes: Float64Array): Promise<void> {
    await this.#ahead.look(count);
    const { offsets, size } = (this.#entries ??= await readEntries(this.#dictionary, this.#rules));
    const { numbers, from } = this.#ahead;
    for (let i = 0; i < count; i++) {
      const index = numbers[from + i] as number;
      if (index >= size) throw new Damage('an index lies beyond its dictionary');
      if (index !== nullMark)
        rowBytes[i] = (rowBytes[i] as number) + (offsets[index + 1] as number) - (offsets[index] as number);
    }
  }

  async read(column: Column, row: number, count: number): Promise<void> {
    column.reserveRows(row + count);
    await this.#ahead.look(count);
    const entries = (this.#entries ??= await readEntries(this.#dictionary, this.#rules));
    const { numbers, from } = this.#ahead;
    let at = column.offsets[row] as number;
    for (let i = 0; i < count; i++) {
      const index = numbers[from + i] as number;
      if (index === nullMark) column.setNull(row + i);
      else {
        if (index >= entries.size) throw new Damage('an index lies beyond its dictionary');
        const start = entries.offsets[index] as number;
        const end = entries.offsets[index + 1] as number;
        if (at + end - start > maxColumnBytes) throw new Damage('a batch has more than 2 GiB');
        column.reserveBytes(at + end - start);
        at = copyBytes(entries.bytes, start, end, column.bytes, at);
        const problem = entries.problems?.get(index);
        if (problem !== undefined) this.problems.push({ ...problem, row: row + i });
      }
      column.offsets[row + i + 1] = at;
    }
    this.#ahead.from += count;
  }
}

interface Entries {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** By entry. */
  readonly problems: ReadonlyMap<number, CellProblem> | undefined;
}

async function readEntries({ size, lengths, data }: Dictionary, rules: TextRules): Promise<Entries> {
  if (size > maxEntries) throw new Damage(`a dictionary has ${size} entries`);
  let offsets = new Int32Array(Math.min(size, stepEntries) + 1);
  for (let done = 0; done < size;) {
    const count = Math.min(stepEntries, size - done);
    if (done + count >= offsets.length) {
      const larger = new Int32Array(Math.min(size, done * 2 + count) + 1);
      larger.set(offsets);
      offsets = larger;
    }
    await lengths.sizes(offsets, done + 1, count);
    for (let i = done + 1; i <= done + count; i++) {
      const end = (offsets[i - 1] as number) + (offsets[i] as number);
      if (end > maxColumnBytes) throw new Damage('a dictionary has more than 2 GiB');
      offsets[i] = end;
    }
    done += count;
  }
  const bytes = await readAll(data, offsets[size] as number);
  const problems: CellProblem[] = [];
  if (rules.isText) checkText({ bytes, offsets }, 0, size, rules.maxLength, problems);
  const byEntry = problems.length === 0 ? undefined : new Map(problems.map((problem) => [problem.row, problem]));
  return { size, offsets, bytes, problems: byEntry };
}

async function readAll(data: StreamBytes, size: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(Math.min(size, stepBytes));
  for (let done = 0; done < size;) {
    const count = Math.min(bytes.length - done, size - done);
    await data.copyTo(bytes, done, count);
    done += count;
    if (done === size) break;
    const larger = new Uint8Array(Math.min(size, done * 2));
    larger.set(bytes);
    bytes = larger;
  }
  return bytes;
}

/** Finds cells that are no UTF-8, or longer than their type allows. */
function checkText(
  { bytes, offsets }: Pick<Column, 'bytes' | 'offsets'>,
  row: number,
  count: number,
  maxLength: number,
  problems: CellProblem[],
): void {
  const all = bytes.subarray(offsets[row], offsets[row + count]);
  const isSound = isAscii(all) || (isUtf8(all) && beginsSound(bytes, offsets, row, count));
  if (isSound && maxLength === 0) return;
  for (let at = row; at < row + count; at++) {
    const start = offsets[at] as number;
    const end = offsets[at + 1] as number;
    if (!isSound && !isUtf8(bytes.subarray(start, end)))
      problems.push({ row: at, code: 'INVALID_ENCODING', found: 'bytes that are no UTF-8' });
    else if (maxLength > 0 && end - start > maxLength && countCharacters(bytes, start, end) > maxLength)
      problems.push({ row: at, code: 'OUT_OF_RANGE', found: `a text of more than ${maxLength} characters` });
  }
}

/** No cell begins in the middle of a character. */
function beginsSound(bytes: Uint8Array, offsets: Int32Array, row: number, count: number): boolean {
  const end = offsets[row + count] as number;
  for (let at = row; at < row + count; at++) {
    const start = offsets[at] as number;
    if (start < end && ((bytes[start] as number) & 0xc0) === 0x80) return false;
  }
  return true;
}
