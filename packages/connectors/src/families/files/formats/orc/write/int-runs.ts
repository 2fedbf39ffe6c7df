/** Integers in run length encoding of version 2: short repeats, steps, and bits. */
import { packedWidth, packInto, widthCode } from './bit-pack.ts';
import type { OutStream } from './out-stream.ts';

const blockValues = 512;
/** Below that, values, their steps and the zigzag form of both are exact in doubles. */
const maxHigh = 0x8_0000;
const shortRepeat = 3;
const longestShortRepeat = 10;
/** Equal steps pay from so many values on. */
const steadyRun = 8;

/** Collects blocks of 512 values and writes them in as few bytes as the simple kinds of runs allow. */
export class IntRunsOut {
  readonly #stream: OutStream;
  readonly #isSigned: boolean;
  readonly #words = new Int32Array(blockValues * 2);
  readonly #numbers = new Float64Array(blockValues);
  #count = 0;
  /** All values are below 2^51. */
  #isNarrow = true;
  readonly #out = new Uint8Array(64 + blockValues * 8);
  #at = 0;

  constructor(stream: OutStream, isSigned: boolean) {
    this.#stream = stream;
    this.#isSigned = isSigned;
  }

  /** Pairs of words, low word first, from `values[at]` on. */
  addWords(values: Int32Array, at: number, count: number): void {
    for (let i = at; i < at + count * 2; i += 2) this.#add(values[i] as number, values[i + 1] as number);
  }

  /** Integers of 32 bits. */
  addInts(values: Int32Array | Uint16Array, at: number, count: number): void {
    for (let i = at; i < at + count; i++) {
      const value = values[i] as number;
      this.#add(value, value >> 31);
    }
  }

  /** An integer below 2^53. */
  addNumber(value: number): void {
    this.#add(value | 0, Math.floor(value / 4_294_967_296));
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#count === 0) return;
    if (this.#isNarrow) this.#writeNumbers();
    else this.#writeWords();
    this.#stream.write(this.#out, 0, this.#at);
    this.#at = 0;
    this.#count = 0;
    this.#isNarrow = true;
  }

  #add(lo: number, hi: number): void {
    const at = this.#count++;
    this.#words[at * 2] = lo;
    this.#words[at * 2 + 1] = hi;
    if (hi >= maxHigh || hi < -maxHigh) this.#isNarrow = false;
    else this.#numbers[at] = hi * 4_294_967_296 + (lo >>> 0);
    if (this.#count === blockValues) this.flush();
  }

  #writeNumbers(): void {
    const numbers = this.#numbers;
    let direct = 0;
    for (let start = 0; start < this.#count;) {
      const end = this.#steadyEnd(start);
      const count = end - start;
      const isRepeat = numbers[start] === numbers[start + 1];
      if (count >= steadyRun || (isRepeat && count >= shortRepeat)) {
        this.#writeDirect(direct, start);
        if (isRepeat && count <= longestShortRepeat) this.#writeRepeat(numbers[start] as number, count);
        else this.#writeSteady(start, count);
        direct = end;
        start = end;
      } else start = Math.max(start + 1, end - 1);
    }
    this.#writeDirect(direct, this.#count);
  }

  /** The end of the values from `start` on that have equal steps. */
  #steadyEnd(start: number): number {
    const numbers = this.#numbers;
    if (start + 1 >= this.#count) return start + 1;
    const step = (numbers[start + 1] as number) - (numbers[start] as number);
    let end = start + 2;
    while (end < this.#count && (numbers[end] as number) - (numbers[end - 1] as number) === step) end++;
    return end;
  }

  #writeRepeat(value: number, count: number): void {
    const zigzag = this.#zigzag(value);
    let size = 1;
    while (zigzag >= 256 ** size) size++;
    this.#out[this.#at++] = ((size - 1) << 3) | (count - shortRepeat);
    for (let i = size - 1; i >= 0; i--) this.#out[this.#at++] = Math.floor(zigzag / 256 ** i) % 256;
  }

  /** A first value and the step that is between all. */
  #writeSteady(start: number, count: number): void {
    const first = this.#numbers[start] as number;
    this.#writeHead(3, 0, count);
    this.#writeVarint(this.#zigzag(first));
    this.#writeVarint(zigzagOf((this.#numbers[start + 1] as number) - first));
  }

  #writeDirect(start: number, end: number): void {
    const count = end - start;
    if (count <= 0) return;
    const numbers = this.#numbers;
    let max = 0;
    for (let i = start; i < end; i++) max = Math.max(max, this.#zigzag(numbers[i] as number));
    const width = packedWidth(max);
    if (count > 2 && this.#writeRising(start, end, width)) return;
    this.#writeHead(1, widthCode(width), count);
    for (let i = start; i < end; i++) scratch[i - start] = this.#zigzag(numbers[i] as number);
    this.#at = packInto(scratch, count, width, this.#out, this.#at);
  }

  /** Values that only rise or only fall, by their steps, when these have fewer bits. False: nothing was written. */
  #writeRising(start: number, end: number, directWidth: number): boolean {
    const numbers = this.#numbers;
    const firstStep = (numbers[start + 1] as number) - (numbers[start] as number);
    // The sign of the first step is that of all.
    const sign = firstStep < 0 ? -1 : 1;
    let max = 0;
    for (let i = start + 2; i < end; i++) {
      const step = ((numbers[i] as number) - (numbers[i - 1] as number)) * sign;
      if (step < 0) return false;
      scratch[i - start - 2] = step;
      if (step > max) max = step;
    }
    // A width of 0 would mean equal steps, and 1 has no code here.
    const width = Math.max(2, packedWidth(max));
    if (width >= directWidth) return false;
    this.#writeHead(3, widthCode(width), end - start);
    this.#writeVarint(this.#zigzag(numbers[start] as number));
    this.#writeVarint(zigzagOf(firstStep));
    this.#at = packInto(scratch, end - start - 2, width, this.#out, this.#at);
    return true;
  }

  /** Values of up to 64 bits, as they are. */
  #writeWords(): void {
    const count = this.#count;
    const words = this.#words;
    this.#writeHead(1, widthCode(64), count);
    let at = this.#at;
    for (let i = 0; i < count * 2; i += 2) {
      const low = words[i] as number;
      const high = words[i + 1] as number;
      const sign = this.#isSigned ? high >> 31 : 0;
      const shift = this.#isSigned ? 1 : 0;
      const hi = shift === 0 ? high : ((high << 1) | (low >>> 31)) ^ sign;
      const lo = shift === 0 ? low : (low << 1) ^ sign;
      for (let bits = 24; bits >= 0; bits -= 8) this.#out[at++] = hi >>> bits;
      for (let bits = 24; bits >= 0; bits -= 8) this.#out[at++] = lo >>> bits;
    }
    this.#at = at;
  }

  /** Kind, code of the width, number of values. */
  #writeHead(kind: number, code: number, count: number): void {
    this.#out[this.#at++] = (kind << 6) | (code << 1) | ((count - 1) >> 8);
    this.#out[this.#at++] = count - 1;
  }

  #writeVarint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#out[this.#at++] = (left % 128) | 128;
    this.#out[this.#at++] = left;
  }

  #zigzag(value: number): number {
    return this.#isSigned ? zigzagOf(value) : value;
  }
}

const scratch = new Float64Array(blockValues);

function zigzagOf(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}
