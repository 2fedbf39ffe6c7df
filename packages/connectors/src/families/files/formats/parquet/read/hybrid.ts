/** Runs of equal values and bit-packed groups of eight: levels, dictionary indexes and booleans. Throws `Damage`. */
import { loadWords, unpackBytes, unpackInts } from './bit-words.ts';
import { Damage } from '../../damage.ts';
import type { PageSpill } from './page-spill.ts';

/** Values unpacked at once, so that their words stay in the cache. */
const maxUnpacked = 8192;
/** What is in memory of a page in the temporary file: more than values unpacked at once can take. */
const windowBytes = 64 * 1024;
/** Head and value of a run are shorter. */
const maxHeadBytes = 16;

/** The part of a page that was not read from the temporary file yet. */
interface Remainder {
  readonly spill: Pick<PageSpill, 'read'>;
  start: number;
  readonly end: number;
}

export class HybridReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #width = 0;
  #isPacked = false;
  /** Values left of the run. */
  #left = 0;
  /** Of all values of the run when it is not packed. */
  #value = 0;
  /** Bits of the byte at `#at` that are taken already. */
  #bit = 0;
  #remainder: Remainder | undefined;
  #window: Uint8Array | undefined;

  /** @param width bits per value, 0 to 32; without bits all values are 0, whatever the bytes are. */
  start(bytes: Uint8Array, start: number, end: number, width: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#width = width;
    this.#left = width === 0 ? Number.MAX_SAFE_INTEGER : 0;
    this.#isPacked = false;
    this.#value = 0;
    this.#bit = 0;
    this.#remainder = undefined;
  }

  /** As `start`, for the bytes [start, end) in the temporary file. */
  startSpilled(spill: Pick<PageSpill, 'read'>, start: number, end: number, width: number): void {
    this.#window ??= new Uint8Array(windowBytes);
    this.start(this.#window, 0, 0, width);
    this.#remainder = { spill, start, end };
  }

  /** Passes over equal values, at most `count`, and returns how many; 0 when packed values follow. */
  takeEqual(count: number): number {
    if (this.#left === 0) this.#nextRun();
    if (this.#isPacked) return 0;
    const taken = Math.min(count, this.#left);
    this.#left -= taken;
    return taken;
  }

  /** What `takeEqual` passed over. */
  get equalValue(): number {
    return this.#value;
  }

  readInts(into: Int32Array, at: number, count: number): void {
    const end = at + count;
    for (let to = at; to < end;) {
      const equal = this.takeEqual(end - to);
      if (equal > 0) into.fill(this.#value, to, to + equal);
      const taken = equal > 0 ? equal : Math.min(end - to, this.#left, maxUnpacked);
      if (equal === 0) {
        const words = this.#load(taken);
        unpackInts(words, this.#bit, this.#width, into, to, taken);
        this.#pass(taken);
      }
      to += taken;
    }
  }

  /** For widths up to 8. */
  readBytes(into: Uint8Array, at: number, count: number): void {
    const end = at + count;
    for (let to = at; to < end;) {
      const equal = this.takeEqual(end - to);
      if (equal > 0) into.fill(this.#value, to, to + equal);
      const taken = equal > 0 ? equal : Math.min(end - to, this.#left, maxUnpacked);
      if (equal === 0) {
        const words = this.#load(taken);
        unpackBytes(words, this.#bit, this.#width, into, to, taken);
        this.#pass(taken);
      }
      to += taken;
    }
  }

  /** Words in which the next `count` packed values lie, from `#bit` on. */
  #load(count: number): Int32Array {
    const size = Math.ceil((this.#bit + count * this.#width) / 8);
    this.#reach(size);
    const end = this.#at + size;
    if (end > this.#end) throw tooShort();
    return loadWords(this.#bytes, this.#at, end);
  }

  #pass(count: number): void {
    const bits = this.#bit + count * this.#width;
    this.#at += bits >> 3;
    this.#bit = bits & 7;
    this.#left -= count;
  }

  /** Has the next bytes in memory, so many or all that are left. */
  #reach(size: number): void {
    const remainder = this.#remainder;
    if (remainder === undefined || this.#at + size <= this.#end) return;
    const { spill, start, end } = remainder;
    const kept = this.#end - this.#at;
    this.#bytes.copyWithin(0, this.#at, this.#end);
    const count = Math.min(this.#bytes.length - kept, end - start);
    spill.read(this.#bytes.subarray(kept, kept + count), start);
    remainder.start += count;
    this.#at = 0;
    this.#end = kept + count;
  }

  #nextRun(): void {
    this.#reach(maxHeadBytes);
    const head = this.#varint();
    this.#isPacked = (head & 1) === 1;
    this.#left = this.#isPacked ? Math.floor(head / 2) * 8 : Math.floor(head / 2);
    if (this.#left === 0) throw new Damage('a run of values is empty');
    if (this.#isPacked) return;
    const size = (this.#width + 7) >> 3;
    if (this.#at + size > this.#end) throw tooShort();
    let value = 0;
    for (let i = 0; i < size; i++) value |= (this.#bytes[this.#at + i] as number) << (8 * i);
    if (this.#width < 32 && value >>> this.#width !== 0) throw new Damage('a run repeats a value that is too large');
    this.#value = value;
    this.#at += size;
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 35; factor *= 128) {
      if (this.#at >= this.#end) throw tooShort();
      const byte = this.#bytes[this.#at++] as number;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new Damage('the length of a run is too large');
  }
}

function tooShort(): Damage {
  return new Damage('values end too early');
}
