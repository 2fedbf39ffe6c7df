/** Lists, maps, structs and unions: each value as JSON text. */
import { Column, type Type } from '@sluice/core';
import { printCell } from '../../cell-json.ts';
import type { CellProblem } from '../../cell-problem.ts';
import type { ColumnReader, Presence } from './column-reader.ts';
import { ByteRuns } from './byte-runs.ts';
import { Damage } from '../../damage.ts';
import type { IntRuns } from './int-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** A value of more text is rejected. */
const maxJsonLength = 64 * 1024 * 1024;
/** Children are read in steps, so that a damaged length takes no memory. */
const stepCells = 65_536;

/** Values of one node of a nested type: read for many rows at once, then printed one after the other. */
export interface NestedValues {
  /** Reads the next `count` values; those read before are forgotten. */
  read(count: number): Promise<void>;
  /** JSON text of the next value. */
  print(state: PrintState): string;
}

/** Of one row. */
export interface PrintState {
  /** What is wrong with it. */
  problem: Omit<CellProblem, 'row'> | undefined;
}

/** A column of nested values. */
export class NestedReader implements ColumnReader {
  readonly problems: CellProblem[] = [];
  readonly #values: NestedValues;

  constructor(values: NestedValues) {
    this.#values = values;
  }

  async read(column: Column, row: number, count: number): Promise<void> {
    column.reserveRows(row + count);
    await this.#values.read(count);
    for (let at = row; at < row + count; at++) {
      const start = column.offsets[at] as number;
      const state: PrintState = { problem: undefined };
      const text = this.#values.print(state);
      column.offsets[at + 1] = start;
      if (state.problem !== undefined) this.problems.push({ ...state.problem, row: at });
      else if (text === 'null') column.setNull(at);
      else {
        column.reserveBytes(start + text.length * 3);
        const into = Buffer.from(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length);
        column.offsets[at + 1] = start + into.write(text, start);
      }
    }
  }
}

/** Values that are not nested, of any reader. */
export class LeafValues implements NestedValues {
  readonly #reader: ColumnReader;
  #column: Column;
  #at = 0;
  #problem = 0;

  constructor(reader: ColumnReader, type: Type) {
    this.#reader = reader;
    this.#column = new Column(type, 64);
  }

  async read(count: number): Promise<void> {
    // The memory of a single large value is not kept.
    if (this.#column.capacity > stepCells || this.#column.bytes.length > 8 * stepCells)
      this.#column = new Column(this.#column.type, 64);
    this.#column.clear();
    this.#reader.problems.length = 0;
    this.#at = 0;
    this.#problem = 0;
    for (let done = 0; done < count;) {
      const size = Math.min(stepCells, count - done);
      await this.#reader.read(this.#column, done, size);
      done += size;
    }
  }

  print(state: PrintState): string {
    const row = this.#at++;
    const problem = this.#reader.problems[this.#problem];
    if (problem?.row === row) {
      this.#problem++;
      state.problem ??= problem;
      return 'null';
    }
    return this.#column.isNull(row) ? 'null' : printCell(this.#column, row);
  }
}

/** The flags of a node that has parts, kept while its parts are printed. */
class Flags {
  readonly #presence: Presence;
  #flags = new Uint8Array(0);
  #at = 0;

  constructor(presence: Presence) {
    this.#presence = presence;
  }

  async read(count: number): Promise<number> {
    const present = await this.#presence.next(count);
    this.#flags = this.#presence.flags;
    this.#at = 0;
    return present;
  }

  /** Moves to the next value. */
  isNextNull(): boolean {
    return this.#flags[this.#at++] === 0;
  }
}

/** Lists, and maps as objects: their keys as text. */
export class ItemValues implements NestedValues {
  readonly #flags: Flags;
  readonly #lengths: IntRuns;
  readonly #items: NestedValues;
  readonly #keys: NestedValues | undefined;
  #sizes = new Int32Array(0);
  #at = 0;

  /** @param keys of a map. */
  constructor(presence: Presence, lengths: IntRuns, items: NestedValues, keys?: NestedValues) {
    this.#flags = new Flags(presence);
    this.#lengths = lengths;
    this.#items = items;
    this.#keys = keys;
  }

  async read(count: number): Promise<void> {
    const present = await this.#flags.read(count);
    if (this.#sizes.length < present) this.#sizes = new Int32Array(present);
    await this.#lengths.sizes(this.#sizes, 0, present);
    this.#at = 0;
    let total = 0;
    for (let i = 0; i < present; i++) total += this.#sizes[i] as number;
    if (total > 0x7fff_ffff) throw new Damage('a list has more than 2^31 items');
    await this.#keys?.read(total);
    await this.#items.read(total);
  }

  print(state: PrintState): string {
    if (this.#flags.isNextNull()) return 'null';
    const size = this.#sizes[this.#at++] as number;
    let text = '';
    for (let i = 0; i < size; i++) {
      const key = this.#keys === undefined ? '' : `${asKey(this.#keys.print(state), state)}:`;
      const item = this.#items.print(state);
      text = joined(text, `${i === 0 ? '' : ','}${key}${item}`, state);
    }
    return this.#keys === undefined ? `[${text}]` : `{${text}}`;
  }
}

/** Text that grew too long is given up, and with it the row. */
function joined(text: string, more: string, state: PrintState): string {
  if (text.length + more.length <= maxJsonLength) return text + more;
  state.problem ??= { code: 'OUT_OF_RANGE', found: `a nested value of more than ${maxJsonLength} bytes as JSON` };
  return '';
}

function asKey(text: string, state: PrintState): string {
  if (text === 'null') state.problem ??= { code: 'MALFORMED', found: 'a map with null as a key' };
  return text.startsWith('"') ? text : JSON.stringify(text);
}

/** Structs: objects. */
export class StructValues implements NestedValues {
  readonly #flags: Flags;
  readonly #fields: readonly { readonly key: string; readonly values: NestedValues }[];

  constructor(presence: Presence, names: readonly string[], fields: readonly NestedValues[]) {
    this.#flags = new Flags(presence);
    this.#fields = fields.map((values, index) => ({
      key: `${index === 0 ? '' : ','}${JSON.stringify(names[index])}:`,
      values,
    }));
  }

  async read(count: number): Promise<void> {
    const present = await this.#flags.read(count);
    for (const { values } of this.#fields) await values.read(present);
  }

  print(state: PrintState): string {
    if (this.#flags.isNextNull()) return 'null';
    let text = '';
    for (const { key, values } of this.#fields) text = joined(text, key + values.print(state), state);
    return `{${text}}`;
  }
}

/** Unions: the value stands without the number of its branch. */
export class UnionValues implements NestedValues {
  readonly #flags: Flags;
  readonly #tags: ByteRuns;
  readonly #branches: readonly NestedValues[];
  #found = new Uint8Array(0);
  #at = 0;

  constructor(presence: Presence, tags: StreamBytes, branches: readonly NestedValues[]) {
    this.#flags = new Flags(presence);
    this.#tags = new ByteRuns(tags);
    this.#branches = branches;
  }

  async read(count: number): Promise<void> {
    const present = await this.#flags.read(count);
    if (this.#found.length < present) this.#found = new Uint8Array(present);
    await this.#tags.bytes(this.#found, 0, present);
    this.#at = 0;
    const counts = this.#branches.map(() => 0);
    for (let i = 0; i < present; i++) {
      const tag = this.#found[i] as number;
      if (tag >= counts.length) throw new Damage('a union names a branch that it does not have');
      counts[tag] = (counts[tag] as number) + 1;
    }
    for (const [index, branch] of this.#branches.entries()) await branch.read(counts[index] as number);
  }

  print(state: PrintState): string {
    if (this.#flags.isNextNull()) return 'null';
    return (this.#branches[this.#found[this.#at++] as number] as NestedValues).print(state);
  }
}
