import type { Column } from '@sluice/core';
import type { Dialect } from './dialect.ts';

/** Below this many bytes a loop copies faster than a call. */
const shortCopyBytes = 48;

/** Quoted fields of one dialect: finding their end, taking their text. Keeps what it learns about the last one. */
export class Quotes {
  /** Line breaks seen inside quotes so far. */
  lines = 0;
  /** The last field found has escaped characters. */
  isEscaped = false;
  /** The last field taken with `unescape`. */
  scratch = new Uint8Array(1024);
  readonly #quote: number;
  readonly #escape: number;

  constructor(dialect: Dialect) {
    this.#quote = dialect.quote ?? -1;
    this.#escape = dialect.escape ?? -1;
  }

  /** Position of the quote that closes the field whose text begins at `position`; -1 when there is none. */
  closing(bytes: Uint8Array, position: number, end: number): number {
    const quote = this.#quote;
    const escape = this.#escape;
    this.isEscaped = false;
    let lines = 0;
    for (let at = position; at < end; at++) {
      const c = bytes[at];
      if (c === quote) {
        if (escape !== -1 || bytes[at + 1] !== quote || at + 1 >= end) {
          this.lines += lines;
          return at;
        }
        this.isEscaped = true;
        at++;
      } else if (c === escape) {
        this.isEscaped = true;
        at++;
      } else if (c === 10) lines++;
    }
    return -1;
  }

  /** Text of the last field found, without escapes, in `scratch`; returns its length. */
  unescape(bytes: Uint8Array, start: number, end: number): number {
    if (this.scratch.length < end - start) this.scratch = new Uint8Array((end - start) * 2);
    return this.#unescapeInto(this.scratch, 0, bytes, start, end);
  }

  /** Appends the text of the last field found to a column at `at`; returns the end. */
  append(column: Column, at: number, bytes: Uint8Array, start: number, end: number): number {
    column.reserveBytes(at + end - start);
    if (this.isEscaped) return this.#unescapeInto(column.bytes, at, bytes, start, end);
    return copyRange(column.bytes, at, bytes, start, end);
  }

  #unescapeInto(into: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
    const mark = this.#escape === -1 ? this.#quote : this.#escape;
    let to = at;
    for (let from = start; from < end; from++) {
      if (bytes[from] === mark) from++;
      into[to++] = bytes[from] as number;
    }
    return to;
  }
}

/** Copies `bytes[start, end)` and returns the end in `into`, which has room. */
export function copyRange(into: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  if (end - start > shortCopyBytes) into.set(bytes.subarray(start, end), at);
  else for (let from = start, to = at; from < end; from++) into[to++] = bytes[from] as number;
  return at + end - start;
}
