import { moveLiteral, moveMatch, runViews, type RunViews } from './byte-runs.ts';

/** Where the text of a block goes that is too large for memory. */
export interface TextPlace {
  /** Appends; the bytes are valid until the end of the call. */
  write(bytes: Uint8Array): void;
  /** Fills `into` with what was written from `position` on. */
  read(into: Uint8Array, position: number): void;
}

/** So far compressors look back; what lies farther is read from its place again. */
const historyBytes = 65_536;
const roomBytes = 262_144;

/** Text of a block of literals and matches as it grows, of which the last part is in memory. */
export class ExpandedText {
  readonly #place: TextPlace;
  readonly #size: number;
  readonly #bytes = new Uint8Array(historyBytes + roomBytes);
  #views: RunViews;
  #end = 0;
  /** Bytes of the window that are at the place. */
  #written = 0;
  /** Bytes that have left the window. */
  #gone = 0;

  /** @param size the text has exactly so many bytes, or the block is damaged. */
  constructor(place: TextPlace, size: number) {
    this.#place = place;
    this.#size = size;
    this.#views = runViews(this.#bytes, this.#bytes, this.#bytes.length);
  }

  /** Bytes that are still missing. */
  get missing(): number {
    return this.#size - this.#gone - this.#end;
  }

  /** To be called with each piece that literals are taken from. */
  from(src: Uint8Array): void {
    this.#views = runViews(src, this.#bytes, this.#bytes.length);
  }

  /** Appends `length` bytes of the piece from `p` on. Callers keep to what is missing. */
  literal(p: number, length: number): void {
    for (let done = 0; done < length;) {
      const count = Math.min(length - done, this.#room());
      moveLiteral(this.#views, p + done, this.#end, count);
      this.#end += count;
      done += count;
    }
  }

  /** Repeats `length` bytes that lie `offset` before the end; false when there are not so many. */
  match(offset: number, length: number): boolean {
    if (offset <= 0 || offset > this.#gone + this.#end) return false;
    for (let done = 0; done < length;) {
      const room = this.#room();
      const count = Math.min(length - done, room);
      if (offset <= this.#end) {
        moveMatch(this.#views, this.#end, offset, count);
        this.#end += count;
        done += count;
      } else done += this.#farMatch(offset, Math.min(count, offset));
    }
    return true;
  }

  /** Gives what is left to its place. */
  end(): void {
    this.#place.write(this.#bytes.subarray(this.#written, this.#end));
    this.#written = this.#end;
  }

  #farMatch(offset: number, length: number): number {
    this.end();
    this.#place.read(this.#bytes.subarray(this.#end, this.#end + length), this.#gone + this.#end - offset);
    this.#end += length;
    return length;
  }

  /** At least one byte. */
  #room(): number {
    const { length } = this.#bytes;
    if (this.#end < length) return length - this.#end;
    this.end();
    this.#bytes.copyWithin(0, length - historyBytes, length);
    this.#gone += length - historyBytes;
    this.#end = historyBytes;
    this.#written = historyBytes;
    return length - historyBytes;
  }
}

/** Takes a block piece by piece. Both throw an Error that says what is damaged. */
export interface BlockPieces {
  push(piece: Uint8Array): void;
  end(): void;
}

/** What was left of the piece before, and this one. */
export function joined(rest: Uint8Array, piece: Uint8Array): Uint8Array {
  if (rest.length === 0) return piece;
  const all = new Uint8Array(rest.length + piece.length);
  all.set(rest);
  all.set(piece, rest.length);
  return all;
}
