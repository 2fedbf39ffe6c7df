import type { OutStream } from './out-stream.ts';

const shortestRun = 3;
const longestRun = 127 + shortestRun;
const mostLiterals = 128;

/** Bytes in run length encoding. */
export class ByteRunsOut {
  readonly #stream: OutStream;
  readonly #literals = new Uint8Array(1 + mostLiterals);
  /** Bytes that wait: literals, or a run of one value. */
  #count = 0;
  #isRun = false;
  /** Equal bytes at the end of the literals. */
  #tail = 0;

  constructor(stream: OutStream) {
    this.#stream = stream;
  }

  add(byte: number): void {
    const literals = this.#literals;
    if (this.#isRun) {
      if (byte === literals[1] && this.#count < longestRun) {
        this.#count++;
        return;
      }
      this.flush();
    }
    this.#tail = this.#count > 0 && literals[this.#count] === byte ? this.#tail + 1 : 1;
    if (this.#tail === shortestRun) {
      this.#count -= shortestRun - 1;
      this.flush();
      literals[1] = byte;
      this.#count = shortestRun;
      this.#isRun = true;
      return;
    }
    literals[++this.#count] = byte;
    if (this.#count === mostLiterals) this.flush();
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#count > 0) {
      this.#literals[0] = this.#isRun ? this.#count - shortestRun : 256 - this.#count;
      this.#stream.write(this.#literals, 0, this.#isRun ? 2 : 1 + this.#count);
    }
    this.#count = 0;
    this.#tail = 0;
    this.#isRun = false;
  }
}

/** Bits, highest first in bytes in run length encoding. */
export class BitRunsOut {
  readonly #runs: ByteRunsOut;
  #held = 0;
  #bits = 0;

  constructor(stream: OutStream) {
    this.#runs = new ByteRunsOut(stream);
  }

  /** @param bit 0 or 1. */
  add(bit: number): void {
    this.#held = (this.#held << 1) | bit;
    if (++this.#bits < 8) return;
    this.#runs.add(this.#held);
    this.#held = 0;
    this.#bits = 0;
  }

  addOnes(count: number): void {
    let left = count;
    for (; left > 0 && this.#bits > 0; left--) this.add(1);
    for (; left >= 8; left -= 8) this.#runs.add(255);
    for (; left > 0; left--) this.add(1);
  }

  flush(): void {
    if (this.#bits > 0) this.#runs.add(this.#held << (8 - this.#bits));
    this.#runs.flush();
    this.#held = 0;
    this.#bits = 0;
  }
}
