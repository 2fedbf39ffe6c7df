/** The dictionary of cells in layout bytes. */
import type { Cells } from './cells.ts';
import { type Dictionary, firstSlots, maxDictionaryEntries, maxSteps } from './dictionary.ts';

/** Of longer values only so much of both ends is hashed. */
const hashedEnds = 40;
/** What is compared without a look at the bytes of an entry: its first eight bytes, hash and length. */
const marksPerEntry = 4;
/** What is left of the first and of the second word of a value of 0 to 8 bytes. */
const lowMasks = Int32Array.of(0, 0xff, 0xffff, 0xffffff, -1, -1, -1, -1, -1);
const highMasks = Int32Array.of(0, 0, 0, 0, 0, 0xff, 0xffff, 0xffffff, -1);

/** @param perEntry bytes that an entry takes in the page beside its own: those of its length. */
export function bytesDictionary(maxBytes: number, perEntry: number): Dictionary {
  return new BytesDictionary(maxBytes, perEntry);
}

class BytesDictionary implements Dictionary {
  readonly entries: Cells;
  readonly #maxBytes: number;
  readonly #perEntry: number;
  /** Places plus one; 0 is free. */
  #slots = new Uint16Array(firstSlots);
  #marks = new Int32Array((firstSlots >> 1) * marksPerEntry);
  #keys: DataView;

  constructor(maxBytes: number, perEntry: number) {
    this.#maxBytes = maxBytes;
    this.#perEntry = perEntry;
    const bytes = new Uint8Array(4_096);
    const offsets = new Int32Array((firstSlots >> 1) + 1);
    this.entries = { count: 0, at: 0, values: new Int32Array(0), bytes, offsets };
    this.#keys = new DataView(bytes.buffer);
  }

  get pageBytes(): number {
    const { offsets, count } = this.entries;
    return (offsets[count] as number) + count * this.#perEntry;
  }

  clear(): void {
    this.entries.count = 0;
    this.#slots.fill(0);
  }

  index(cells: Cells, into: Uint16Array, at: number): boolean {
    const before = this.entries.count;
    const { bytes, offsets, at: first, count } = cells;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const wordLimit = bytes.length - 8;
    let start = offsets[first] as number;
    for (let i = 0; i < count; i++) {
      const end = offsets[first + i + 1] as number;
      const length = end - start;
      let low: number;
      let high: number;
      if (start <= wordLimit) {
        // The smaller of length and 8, without a branch that could be foretold wrongly.
        const held = 8 + ((length - 8) & ((length - 8) >> 31));
        low = view.getInt32(start, true) & (lowMasks[held] as number);
        high = view.getInt32(start + 4, true) & (highMasks[held] as number);
      } else {
        low = lastWord(bytes, start, end);
        high = lastWord(bytes, start + 4, end);
      }
      const entry = this.#find(view, start, end, low, high);
      if (entry < 0) {
        this.entries.count = before;
        return false;
      }
      into[at + i] = entry;
      start = end;
    }
    return true;
  }

  /** The place of a value that begins with the words `low` and `high`; -1 when it is new and there is no room. */
  #find(view: DataView, start: number, end: number, low: number, high: number): number {
    const length = end - start;
    let hash = mix(mix(length, high), low);
    if (length > 8) hash = hashRest(view, start, end, hash);
    // A product is mixed best in its highest bits.
    hash = Math.imul(hash, 0x9e3779b1);
    const slots = this.#slots;
    const marks = this.#marks;
    const mask = slots.length - 1;
    let slot = hash >>> Math.clz32(mask);
    for (let steps = 0; steps < maxSteps; steps++) {
      const entry = slots[slot] as number;
      if (entry === 0) return this.#insert(view, start, end, [low, high, hash], slot);
      const mark = (entry - 1) * marksPerEntry;
      if (
        marks[mark] === low &&
        marks[mark + 1] === high &&
        marks[mark + 3] === length &&
        (length <= 8 || (marks[mark + 2] === hash && this.#isRestEqual(view, start, end, entry - 1)))
      )
        return entry - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Compares what follows the first eight bytes; the last word may lie over the one before. */
  #isRestEqual(view: DataView, start: number, end: number, entry: number): boolean {
    const keys = this.#keys;
    const step = (this.entries.offsets[entry] as number) - start;
    for (let at = start + 8; at + 4 <= end; at += 4) {
      if (view.getInt32(at, true) !== keys.getInt32(at + step, true)) return false;
    }
    return view.getInt32(end - 4, true) === keys.getInt32(end - 4 + step, true);
  }

  #insert(view: DataView, start: number, end: number, mark: readonly number[], slot: number): number {
    const { entries } = this;
    const place = entries.count;
    const length = end - start;
    if (place >= maxDictionaryEntries || this.pageBytes + length + this.#perEntry > this.#maxBytes) return -1;
    const at = entries.offsets[place] as number;
    if (at + length > entries.bytes.length) this.#growBytes(at + length);
    entries.bytes.set(new Uint8Array(view.buffer, view.byteOffset + start, length), at);
    entries.offsets[place + 1] = at + length;
    this.#marks.set(mark, place * marksPerEntry);
    this.#marks[place * marksPerEntry + 3] = length;
    this.#slots[slot] = place + 1;
    entries.count = place + 1;
    if (entries.count === this.#slots.length >> 1) this.#growSlots();
    return place;
  }

  #growBytes(needed: number): void {
    const bytes = new Uint8Array(Math.min(Math.max(needed, this.entries.bytes.length * 2), this.#maxBytes));
    bytes.set(this.entries.bytes);
    this.entries.bytes = bytes;
    this.#keys = new DataView(bytes.buffer);
  }

  #growSlots(): void {
    const { entries } = this;
    const slots = new Uint16Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    const shift = Math.clz32(mask);
    const marks = new Int32Array((slots.length >> 1) * marksPerEntry);
    marks.set(this.#marks);
    for (let entry = 0; entry < entries.count; entry++) {
      let slot = (marks[entry * marksPerEntry + 2] as number) >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    const offsets = new Int32Array((slots.length >> 1) + 1);
    offsets.set(entries.offsets.subarray(0, entries.count + 1));
    entries.offsets = offsets;
    this.#slots = slots;
    this.#marks = marks;
  }
}

/** Four bytes where less than eight are left to read, zeros beyond `end`. */
function lastWord(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = 0; i < 4 && start + i < end; i++) word |= (bytes[start + i] as number) << (i * 8);
  return word;
}

/** Hashes what follows the first eight bytes; the last word may lie over the one before. */
function hashRest(view: DataView, start: number, end: number, seed: number): number {
  let hash = seed;
  let at = start + 8;
  for (const stop = Math.min(end, start + hashedEnds); at + 4 <= stop; at += 4)
    hash = mix(hash, view.getInt32(at, true));
  for (at = Math.max(at, end - hashedEnds); at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true));
  return mix(hash, view.getInt32(end - 4, true));
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
