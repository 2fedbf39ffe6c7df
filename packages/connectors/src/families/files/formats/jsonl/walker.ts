import type { RecordWalker } from '../format.ts';

/** Follows a record up to the end of its line. */
export class LineWalker implements RecordWalker {
  isAtRecordStart = true;
  readonly isInside = false;

  walk(bytes: Uint8Array, position: number, end: number): number {
    const found = bytes.indexOf(10, position);
    this.isAtRecordStart = found >= 0 && found < end;
    return this.isAtRecordStart ? found + 1 : end;
  }
}

/** Follows a JSON object up to its closing bracket. */
export class JsonWalker implements RecordWalker {
  isAtRecordStart = true;
  isInside = false;
  #depth = 0;
  #isString = false;
  #isEscaped = false;

  walk(bytes: Uint8Array, position: number, end: number): number {
    this.isAtRecordStart = false;
    for (let at = position; at < end; at++) {
      const c = bytes[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#isString) {
        if (c === 92) this.#isEscaped = true;
        else if (c === 34) this.#isString = false;
      } else if (c === 34) this.#isString = true;
      else if (c === 123 || c === 91) this.#depth++;
      else if ((c === 125 || c === 93) && --this.#depth === 0) {
        this.isAtRecordStart = true;
        this.isInside = false;
        return at + 1;
      }
    }
    this.isInside = this.#depth > 0;
    return end;
  }
}
