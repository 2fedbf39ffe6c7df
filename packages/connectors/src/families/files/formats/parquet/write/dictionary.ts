/** Distinct values of a column chunk and their places, by open addressing over typed arrays. */
import type { Cells } from './cells.ts';

/** Places are kept in 16 bits. */
export const maxDictionaryEntries = 65_535;
export const firstSlots = 2_048;
const mostSlots = 131_072;
/** More steps from slot to slot than that mean that values collide on purpose or by bad luck. */
export const maxSteps = 96;

/** What the values of a page need from a dictionary. */
export interface Dictionary {
  /** All entries, in order of their places. */
  readonly entries: Cells;
  /** Bytes of the entries in the dictionary page. */
  readonly pageBytes: number;
  /**
   * Stores the place of each cell from `into[at]` on, adding what is new. False when it has become too large: the
   * cells count as not added then.
   */
  index(cells: Cells, into: Uint16Array, at: number): boolean;
  clear(): void;
}

/** Cells of one or two words. */
export function wordDictionary(width: 1 | 2, maxBytes: number): Dictionary {
  return new WordDictionary(width, Math.min(maxDictionaryEntries, Math.floor(maxBytes / (4 * width))));
}

class WordDictionary implements Dictionary {
  readonly entries: Cells;
  readonly #width: 1 | 2;
  readonly #maxEntries: number;
  /** Places plus one; 0 is free. */
  #slots = new Uint16Array(firstSlots);

  constructor(width: 1 | 2, maxEntries: number) {
    this.#width = width;
    this.#maxEntries = maxEntries;
    const values = new Int32Array((firstSlots / 2) * width);
    this.entries = { count: 0, at: 0, values, bytes: new Uint8Array(0), offsets: new Int32Array(0) };
  }

  get pageBytes(): number {
    return this.entries.count * 4 * this.#width;
  }

  clear(): void {
    this.entries.count = 0;
    this.#slots.fill(0);
  }

  index(cells: Cells, into: Uint16Array, at: number): boolean {
    const before = this.entries.count;
    for (let done = 0; done < cells.count;) {
      done = this.#width === 1 ? this.#index1(cells, done, into, at) : this.#index2(cells, done, into, at);
      if (done === cells.count) break;
      if (this.entries.count >= this.#maxEntries || this.#slots.length >= mostSlots) {
        this.entries.count = before;
        return false;
      }
      this.#grow();
    }
    return true;
  }

  /** Returns the number of the first cell that has no slot within reach, or that is new when there is no room. */
  #index1(cells: Cells, start: number, into: Uint16Array, at: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const shift = Math.clz32(mask);
    const keys = this.entries.values;
    const room = Math.min(slots.length >> 1, this.#maxEntries);
    const { values, at: first, count } = cells;
    let entryCount = this.entries.count;
    for (let i = start; i < count; i++) {
      const value = values[first + i] as number;
      let slot = Math.imul(value, 0x9e3779b1) >>> shift;
      let entry = slots[slot] as number;
      let steps = 0;
      while (entry !== 0 && keys[entry - 1] !== value && steps++ < maxSteps) {
        slot = (slot + 1) & mask;
        entry = slots[slot] as number;
      }
      if (entry === 0 || steps > maxSteps) {
        if (entryCount === room || steps > maxSteps) {
          this.entries.count = entryCount;
          return i;
        }
        keys[entryCount++] = value;
        entry = entryCount;
        slots[slot] = entry;
      }
      into[at + i] = entry - 1;
    }
    this.entries.count = entryCount;
    return count;
  }

  #index2(cells: Cells, start: number, into: Uint16Array, at: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const shift = Math.clz32(mask);
    const keys = this.entries.values;
    const room = Math.min(slots.length >> 1, this.#maxEntries);
    const { values, at: first, count } = cells;
    let entryCount = this.entries.count;
    for (let i = start; i < count; i++) {
      const lo = values[first + i * 2] as number;
      const hi = values[first + i * 2 + 1] as number;
      let slot = hashWords(lo, hi) >>> shift;
      let entry = slots[slot] as number;
      let steps = 0;
      while (entry !== 0 && (keys[entry * 2 - 2] !== lo || keys[entry * 2 - 1] !== hi) && steps++ < maxSteps) {
        slot = (slot + 1) & mask;
        entry = slots[slot] as number;
      }
      if (entry === 0 || steps > maxSteps) {
        if (entryCount === room || steps > maxSteps) {
          this.entries.count = entryCount;
          return i;
        }
        keys[entryCount * 2] = lo;
        keys[entryCount * 2 + 1] = hi;
        entry = ++entryCount;
        slots[slot] = entry;
      }
      into[at + i] = entry - 1;
    }
    this.entries.count = entryCount;
    return count;
  }

  #grow(): void {
    const width = this.#width;
    const slots = new Uint16Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    const shift = Math.clz32(mask);
    const { values, count } = this.entries;
    for (let entry = 0; entry < count; entry++) {
      const lo = values[entry * width] as number;
      const hash = width === 1 ? Math.imul(lo, 0x9e3779b1) : hashWords(lo, values[entry * 2 + 1] as number);
      let slot = hash >>> shift;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
    this.entries.values = new Int32Array(Math.min(slots.length >> 1, this.#maxEntries) * width);
    this.entries.values.set(values.subarray(0, count * width));
  }
}

function hashWords(lo: number, hi: number): number {
  return Math.imul(lo ^ Math.imul(hi ^ (hi >>> 15), 0x85ebca6b), 0x9e3779b1);
}
