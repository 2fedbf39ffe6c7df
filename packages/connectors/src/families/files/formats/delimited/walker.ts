import type { RecordWalker } from '../format.ts';
import type { Dialect } from './dialect.ts';
import { lineEndBytes } from './dialect.ts';

/** Follows records by the rules of the scanner, keeping nothing: for finding where records end. */
export class DelimitedWalker implements RecordWalker {
  isAtRecordStart: boolean;
  isInside = false;
  #isAtFieldStart = true;
  #isComment = false;
  readonly #dialect: Dialect;
  readonly #lineEnd: Uint8Array;
  readonly #longest: number;

  /** @param isInRecord begins at a field in the middle of a record. */
  constructor(dialect: Dialect, isInRecord = false) {
    this.isAtRecordStart = !isInRecord;
    this.#dialect = dialect;
    this.#lineEnd = lineEndBytes(dialect);
    this.#longest = Math.max(this.#lineEnd.length, dialect.delimiter.length, 2);
  }

  /** Walks to the end of the record, or as far as the bytes decide. */
  walk(bytes: Uint8Array, position: number, end: number, isLast: boolean): number {
    const { quote, comment, delimiter } = this.#dialect;
    const lineEnd = this.#lineEnd;
    // A delimiter or a doubled quote may go on in the next piece.
    const limit = isLast ? end : end - this.#longest + 1;
    let at = position;
    while (at < limit) {
      const c = bytes[at] as number;
      if (this.isInside) {
        at = this.#walkQuoted(bytes, at, limit, end);
        continue;
      }
      if (this.isAtRecordStart && c === comment) this.#isComment = true;
      const wasFieldStart = this.#isAtFieldStart || this.isAtRecordStart;
      this.isAtRecordStart = false;
      if (c === lineEnd[0] && startsWith(bytes, at, lineEnd)) {
        this.#endRecord();
        return at + lineEnd.length;
      }
      this.#isAtFieldStart = false;
      if (this.#isComment) at = plainEnd(bytes, at + 1, limit, lineEnd[0] as number, lineEnd[0] as number);
      else if (c === quote && wasFieldStart) {
        this.isInside = true;
        at++;
      } else if (c === delimiter[0] && startsWith(bytes, at, delimiter)) {
        this.#isAtFieldStart = true;
        at += delimiter.length;
      } else {
        this.#isAtFieldStart = wasFieldStart && this.#dialect.trims && (c === 32 || c === 9);
        at = this.#isAtFieldStart
          ? at + 1
          : plainEnd(bytes, at + 1, limit, delimiter[0] as number, lineEnd[0] as number);
      }
    }
    return at;
  }

  #endRecord(): void {
    this.isAtRecordStart = true;
    this.#isAtFieldStart = true;
    this.#isComment = false;
  }

  #walkQuoted(bytes: Uint8Array, position: number, limit: number, end: number): number {
    const { quote, escape } = this.#dialect;
    let at = position;
    for (; at < limit; at++) {
      const c = bytes[at];
      if (escape !== undefined && c === escape) at++;
      else if (c === quote) {
        if (escape === undefined && at + 1 < end && bytes[at + 1] === quote) at++;
        else {
          this.isInside = false;
          return at + 1;
        }
      }
    }
    return Math.min(at, end);
  }
}

/** First position from `position` on that holds one of two bytes, `limit` when there is none. */
function plainEnd(bytes: Uint8Array, position: number, limit: number, first: number, second: number): number {
  let at = position;
  while (at < limit && bytes[at] !== first && bytes[at] !== second) at++;
  return at;
}

function startsWith(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
