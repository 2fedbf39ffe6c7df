/** Values in PLAIN encoding. */
import { type CellForm, type Cells, bytesOfWords } from './cells.ts';

/** How the values of a column lie in the file. */
export interface ValueShape {
  readonly form: CellForm;
  /** One bit per value; as cells they are words of 0 and 1. */
  readonly isBoolean: boolean;
  /** Form bytes: each value has its length in front; otherwise all are of the same length. */
  readonly hasLengths: boolean;
}

/** PLAIN bytes that cells take. */
export function plainLength({ form, isBoolean, hasLengths }: ValueShape, { count, at, offsets }: Cells): number {
  if (isBoolean) return (count + 7) >> 3;
  if (form !== 'bytes') return count * (form === 'word' ? 4 : 8);
  return (offsets[at + count] as number) - (offsets[at] as number) + (hasLengths ? count * 4 : 0);
}

/** Values collected for a page. */
export class PlainValues {
  /** Values collected. */
  count = 0;
  /** Bytes that they take in the page. */
  length = 0;
  readonly #shape: ValueShape;
  readonly #put: Put;
  #bytes = new Uint8Array(0);

  constructor(shape: ValueShape) {
    this.#shape = shape;
    this.#put = putOf(shape);
  }

  add(cells: Cells): void {
    const { isBoolean } = this.#shape;
    // Booleans take a byte each until the page is written.
    const at = isBoolean ? this.count : this.length;
    const size = isBoolean ? cells.count : plainLength(this.#shape, cells);
    this.#reserve(at, size);
    this.#put(cells, this.#bytes, at);
    this.count += cells.count;
    this.length = isBoolean ? (this.count + 7) >> 3 : at + size;
  }

  /** Needs room for `length` bytes and returns the position after them. */
  write(into: Uint8Array, position: number): number {
    if (this.#shape.isBoolean) packBits(this.#bytes, this.count, into, position);
    else into.set(this.#bytes.subarray(0, this.length), position);
    return position + this.length;
  }

  clear(): void {
    // One page of very long values shall not keep its memory for the rest of the file.
    if (this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(0);
    this.count = 0;
    this.length = 0;
  }

  #reserve(at: number, size: number): void {
    if (at + size <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(at + size, Math.min(this.#bytes.length * 2, keptBytes)));
    bytes.set(this.#bytes.subarray(0, at));
    this.#bytes = bytes;
  }
}

const keptBytes = 1 << 20;

/** Writes cells into `into[at, …)`, where there is room. */
type Put = (cells: Cells, into: Uint8Array, at: number) => void;

function putOf({ form, isBoolean, hasLengths }: ValueShape): Put {
  if (isBoolean) return putBooleans;
  if (form === 'bytes') return hasLengths ? putTexts : putFixed;
  const width = form === 'word' ? 1 : 2;
  return ({ values, at, count }, into, position) => {
    into.set(bytesOfWords(values, at, at + count * width), position);
  };
}

function putBooleans({ values, at, count }: Cells, into: Uint8Array, position: number): void {
  for (let i = 0; i < count; i++) into[position + i] = values[at + i] as number;
}

function putFixed({ bytes, offsets, at, count }: Cells, into: Uint8Array, position: number): void {
  into.set(bytes.subarray(offsets[at], offsets[at + count]), position);
}

/** Longer values are moved by the engine and not word by word. */
const longValue = 64;

function putTexts({ bytes, offsets, at, count }: Cells, into: Uint8Array, position: number): void {
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const to = new DataView(into.buffer, into.byteOffset, into.length);
  let place = position;
  let start = offsets[at] as number;
  for (let i = at; i < at + count; i++) {
    const end = offsets[i + 1] as number;
    to.setInt32(place, end - start, true);
    place += 4;
    if (end - start >= longValue) {
      into.set(bytes.subarray(start, end), place);
      place += end - start;
      start = end;
      continue;
    }
    for (; start + 4 <= end; start += 4, place += 4) to.setInt32(place, from.getInt32(start, true), true);
    for (; start < end; start++, place++) into[place] = bytes[start] as number;
  }
}

function packBits(flags: Uint8Array, count: number, into: Uint8Array, position: number): void {
  into.fill(0, position, position + ((count + 7) >> 3));
  for (let i = 0; i < count; i++) {
    const at = position + (i >> 3);
    into[at] = (into[at] as number) | ((flags[i] as number) << (i & 7));
  }
}
