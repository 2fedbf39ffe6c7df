import { BitWriter } from './bit-writer.ts';
import type { BlockLayout } from './block-compressor.ts';
import { bzip2Checksum } from './bzip2-block.ts';
import { chooseTables, type BlockTables } from './bzip2-tables.ts';
import { sortRotations } from './rotations.ts';

/** Run lengths add at most a quarter, so the text always fits a block of 400,000 bytes. Larger ones sort slower. */
const textBytes = 250_000;
const symbolsPerGroup = 50;

/** One bzip2 stream. Each block is sorted in memory, about 6 MB, at a few MB/s. */
export function bzip2Format(): BlockLayout {
  const bits = new BitWriter(256 * 1024);
  let combined = 0;
  return {
    blockBytes: textBytes,
    head: Buffer.from('BZh4', 'latin1'),
    block(text) {
      const crc = bzip2Checksum(text);
      combined = (((combined << 1) | (combined >>> 31)) ^ crc) | 0;
      bits.write(0x314159, 24);
      bits.write(0x265359, 24);
      bits.write32(crc);
      encodeBlock(shortenRuns(text), bits);
      return bits.take();
    },
    tail() {
      bits.write(0x177245, 24);
      bits.write(0x385090, 24);
      bits.write32(combined);
      bits.align();
      return bits.take();
    },
  };
}

/** After four equal bytes comes how many more there are, up to 251. */
function shortenRuns(text: Uint8Array): Uint8Array {
  const short = new Uint8Array(Math.ceil((text.length * 5) / 4));
  let length = 0;
  for (let at = 0; at < text.length;) {
    const byte = text[at] as number;
    let run = 1;
    while (run < 255 && text[at + run] === byte) run++;
    short.fill(byte, length, length + Math.min(run, 4));
    length += Math.min(run, 4);
    if (run >= 4) short[length++] = run - 4;
    at += run;
  }
  return short.subarray(0, length);
}

function encodeBlock(text: Uint8Array, bits: BitWriter): void {
  const order = sortRotations(text);
  bits.write(0, 1);
  bits.write(order.indexOf(0), 24);
  const used = writeUsed(text, bits);
  const { symbols, count } = moveToFront(text, order, used);
  const tables = chooseTables(symbols, count, used.length + 2);
  writeTables(tables, bits);
  for (let group = 0, at = 0; at < count; group++) {
    const table = tables.selectors[group] as number;
    const codes = tables.codes[table] as Uint32Array;
    const lengths = tables.lengths[table] as Uint8Array;
    for (const end = Math.min(at + symbolsPerGroup, count); at < end; at++) {
      const symbol = symbols[at] as number;
      bits.write(codes[symbol] as number, lengths[symbol] as number);
    }
  }
}

/** Which bytes occur: sixteen bits for rows of sixteen, then sixteen for each row with any. */
function writeUsed(text: Uint8Array, bits: BitWriter): readonly number[] {
  const occurs = new Uint8Array(256);
  for (let at = 0; at < text.length; at++) occurs[text[at] as number] = 1;
  const rows = Array.from({ length: 16 }, (_, row) => occurs.subarray(row * 16, row * 16 + 16));
  for (const row of rows) bits.write(Number(row.includes(1)), 1);
  for (const row of rows) if (row.includes(1)) for (const bit of row) bits.write(bit, 1);
  return Array.from(occurs.keys()).filter((byte) => occurs[byte] === 1);
}

/** The last bytes of the sorted rotations as places in a list of recent bytes; runs of place 0 in binary of base two. */
function moveToFront(text: Uint8Array, order: Int32Array, used: readonly number[]) {
  const symbols = new Uint16Array(text.length + 1);
  const front = Uint8Array.from(used);
  let count = 0;
  let run = 0;
  const endRun = (): void => {
    for (; run > 0; run = (run - 1) >> 1) symbols[count++] = (run - 1) & 1;
  };
  for (let i = 0; i < order.length; i++) {
    const at = order[i] as number;
    const byte = text[at === 0 ? text.length - 1 : at - 1] as number;
    if (front[0] === byte) {
      run++;
      continue;
    }
    endRun();
    const place = front.indexOf(byte);
    front.copyWithin(1, 0, place);
    front[0] = byte;
    symbols[count++] = place + 1;
  }
  endRun();
  symbols[count++] = used.length + 1;
  return { symbols, count };
}

function writeTables({ lengths, selectors }: BlockTables, bits: BitWriter): void {
  bits.write(lengths.length, 3);
  bits.write(selectors.length, 15);
  const recent = Array.from(lengths.keys());
  for (const selector of selectors) {
    const place = recent.indexOf(selector);
    for (let i = 0; i < place; i++) bits.write(1, 1);
    bits.write(0, 1);
    recent.splice(place, 1);
    recent.unshift(selector);
  }
  for (const table of lengths) {
    let length = table[0] as number;
    bits.write(length, 5);
    for (const wanted of table) {
      for (; length < wanted; length++) bits.write(0b10, 2);
      for (; length > wanted; length--) bits.write(0b11, 2);
      bits.write(0, 1);
    }
  }
}
