/** Checksums that Node has not: CRC-32C (Castagnoli), Adler-32 and xxHash of 32 bits. */

const castagnoli = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C as an unsigned number. */
export function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (castagnoli[(crc ^ (bytes[at] as number)) & 255] as number);
  }
  return ~crc >>> 0;
}

/** Bytes whose sums stay exact before they are reduced. */
const adlerBytes = 5552;

/** Adler-32 as an unsigned number. */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length;) {
    for (const end = Math.min(at + adlerBytes, bytes.length); at < end; at++) {
      low += bytes[at] as number;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;
const laneBytes = 16;

/** xxHash of 32 bits with seed 0, over bytes that arrive in pieces. */
export class XxHash32 {
  readonly #lanes = Int32Array.of(prime1 + prime2, prime2, 0, -prime1);
  readonly #held = new Uint8Array(laneBytes);
  #heldLength = 0;
  #total = 0;

  update(bytes: Uint8Array): this {
    this.#total += bytes.length;
    let at = 0;
    if (this.#heldLength > 0) {
      at = Math.min(laneBytes - this.#heldLength, bytes.length);
      this.#held.set(bytes.subarray(0, at), this.#heldLength);
      this.#heldLength += at;
      if (this.#heldLength < laneBytes) return this;
      this.#mix(this.#held, 0, laneBytes);
      this.#heldLength = 0;
    }
    const end = at + ((bytes.length - at) & ~(laneBytes - 1));
    if (end > at) this.#mix(bytes, at, end);
    this.#held.set(bytes.subarray(end));
    this.#heldLength = bytes.length - end;
    return this;
  }

  /** Of all bytes so far, as an unsigned number. */
  digest(): number {
    const [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    let hash = this.#total < laneBytes ? prime5 : rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    hash = (hash + this.#total) | 0;
    const view = new DataView(this.#held.buffer);
    let at = 0;
    for (; at + 4 <= this.#heldLength; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(view.getInt32(at, true), prime3)) | 0, 17), prime4);
    }
    for (; at < this.#heldLength; at++) {
      hash = Math.imul(rotate((hash + Math.imul(this.#held[at] as number, prime5)) | 0, 11), prime1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), prime2);
    hash = Math.imul(hash ^ (hash >>> 13), prime3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #mix(bytes: Uint8Array, start: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let [a, b, c, d] = this.#lanes as unknown as [number, number, number, number];
    for (let at = start; at < end; at += laneBytes) {
      a = round(a, view.getInt32(at, true));
      b = round(b, view.getInt32(at + 4, true));
      c = round(c, view.getInt32(at + 8, true));
      d = round(d, view.getInt32(at + 12, true));
    }
    this.#lanes.set([a, b, c, d]);
  }
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
