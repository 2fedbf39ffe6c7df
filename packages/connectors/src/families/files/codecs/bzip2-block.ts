import type { BitReader } from './bit-reader.ts';

const maxSymbols = 258;
const maxCodeBits = 20;
const groupSize = 50;
const outputBytes = 256 * 1024;

/** One Huffman table in canonical form. */
interface Table {
  /** Largest code of each length, as a number; -1: none. */
  readonly limit: Int32Array;
  /** What to subtract from a code of that length to get its place in `symbols`. */
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

/** Decodes blocks of one bzip2 stream: Huffman codes, move to front, Burrows-Wheeler, run lengths. */
export class Bzip2Block {
  /** Checksum of the block that was expanded last. */
  crc = 0;
  readonly #corrupt: (problem: string) => Error;
  /** Bytes in the low 8 bits, afterwards links to the next position above them. */
  readonly #links: Uint32Array;
  #length = 0;
  #origin = 0;

  constructor(blockBytes: number, corrupt: (problem: string) => Error) {
    this.#corrupt = corrupt;
    this.#links = new Uint32Array(blockBytes);
  }

  /** Reads a block after its checksum. */
  read(bits: BitReader): void {
    if (bits.read(1) !== 0) throw this.#corrupt('a block is randomised, as only ancient versions wrote');
    this.#origin = bits.read(24);
    const used = readUsed(bits);
    if (used.length === 0) throw this.#corrupt('a block uses no bytes');
    const tableCount = bits.read(3);
    const selectorCount = bits.read(15);
    if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw this.#corrupt('a block has no tables');
    const selectors = this.#readSelectors(bits, tableCount, selectorCount);
    const tables = Array.from({ length: tableCount }, () => this.#readTable(bits, used.length + 2));
    this.#decode(bits, used, tables, selectors);
    if (this.#origin >= this.#length) throw this.#corrupt('a block points outside of itself');
    this.#link();
  }

  /** Text of the block, in pieces that are valid until the next one is asked for. */
  *expand(): Generator<Uint8Array> {
    const links = this.#links;
    const output = new Uint8Array(outputBytes + 256);
    let crc = -1;
    let filled = 0;
    let at = (links[this.#origin] as number) >>> 8;
    let run = 0;
    let previous = -1;
    for (let i = 0; i < this.#length; i++) {
      const link = links[at] as number;
      const byte = link & 255;
      at = link >>> 8;
      if (run === 4) {
        output.fill(previous, filled, filled + byte);
        for (let k = 0; k < byte; k++) crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ previous] as number);
        filled += byte;
        run = 0;
        previous = -1;
      } else {
        run = byte === previous ? run + 1 : 1;
        previous = byte;
        output[filled++] = byte;
        crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] as number);
      }
      if (filled >= outputBytes) {
        yield output.subarray(0, filled);
        filled = 0;
      }
    }
    this.crc = ~crc;
    if (filled > 0) yield output.subarray(0, filled);
  }

  #readSelectors(bits: BitReader, tableCount: number, count: number): Uint8Array {
    const order = Array.from({ length: tableCount }, (_, index) => index);
    const selectors = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      let place = 0;
      while (bits.read(1) === 1) if (++place >= tableCount) throw this.#corrupt('a block chooses a missing table');
      const [table] = order.splice(place, 1) as [number];
      order.unshift(table);
      selectors[i] = table;
    }
    return selectors;
  }

  #readTable(bits: BitReader, symbolCount: number): Table {
    const lengths = new Uint8Array(maxSymbols);
    let length = bits.read(5);
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
      if (length < 1 || length > maxCodeBits) throw this.#corrupt('a code length is out of range');
      lengths[symbol] = length;
    }
    const symbols = new Uint16Array(symbolCount);
    const limit = new Int32Array(maxCodeBits + 2).fill(-1);
    const base = new Int32Array(maxCodeBits + 2);
    let code = 0;
    let place = 0;
    for (let bitCount = 1; bitCount <= maxCodeBits; bitCount++) {
      base[bitCount] = code - place;
      for (let symbol = 0; symbol < symbolCount; symbol++) {
        if (lengths[symbol] !== bitCount) continue;
        symbols[place++] = symbol;
        limit[bitCount] = code++;
      }
      code <<= 1;
    }
    return { limit, base, symbols, shortest: limit.findIndex((value) => value >= 0) };
  }

  #decode(bits: BitReader, used: readonly number[], tables: readonly Table[], selectors: Uint8Array): void {
    const links = this.#links;
    const front = Uint8Array.from(used);
    const endSymbol = used.length + 1;
    let length = 0;
    let runLength = 0;
    let runPlace = 1;
    for (let group = 0; ; group++) {
      const table = tables[selectors[group] ?? 0] as Table;
      if (group >= selectors.length) throw this.#corrupt('a block is longer than its tables');
      for (let k = 0; k < groupSize; k++) {
        const symbol = this.#readSymbol(bits, table);
        if (symbol < 2) {
          runLength += runPlace << symbol;
          runPlace <<= 1;
          if (runLength > links.length) throw this.#corrupt('a block is too long');
          continue;
        }
        if (runLength > 0) {
          if (length + runLength > links.length) throw this.#corrupt('a block is too long');
          links.fill(front[0] as number, length, length + runLength);
          length += runLength;
          runLength = 0;
          runPlace = 1;
        }
        if (symbol === endSymbol) {
          this.#length = length;
          return;
        }
        const byte = front[symbol - 1] as number;
        front.copyWithin(1, 0, symbol - 1);
        front[0] = byte;
        if (length >= links.length) throw this.#corrupt('a block is too long');
        links[length++] = byte;
      }
    }
  }

  #readSymbol(bits: BitReader, table: Table): number {
    const code = bits.readCode(table.limit, table.shortest);
    const symbol = table.symbols[code - (table.base[bits.codeLength] as number)];
    if (code < 0 || symbol === undefined) throw this.#corrupt('a code is not in its table');
    return symbol;
  }

  /** Turns the last column of the sorted rotations into links from each byte to the next one of the text. */
  #link(): void {
    const links = this.#links;
    const starts = new Uint32Array(257);
    for (let i = 0; i < this.#length; i++) starts[(links[i] as number) + 1]!++;
    for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte] as number;
    for (let i = 0; i < this.#length; i++) {
      const place = starts[(links[i] as number) & 255]!++;
      links[place] = ((links[place] as number) & 255) | (i << 8);
    }
  }
}

function readUsed(bits: BitReader): number[] {
  const rows = bits.read(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
  }
  return used;
}

/** CRC-32 with the highest bit first. */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** The checksum of a block's text. */
export function bzip2Checksum(text: Uint8Array): number {
  let crc = -1;
  for (let at = 0; at < text.length; at++) crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ (text[at] as number)] as number);
  return ~crc;
}
