import type { ParseStatus } from '@sluice/core';
import { Damage } from '../damage.ts';

/** How a cell was read: a status of parsers, or `badText` for bytes that are no UTF-8. */
export type CellStatus = ParseStatus | typeof badText;
export const badText = 9;

/** A position in the bytes of a block. The methods move it. */
export class Cursor {
  bytes: Buffer = Buffer.alloc(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  end = 0;
  /** Words of the integer read last. */
  lo = 0;
  hi = 0;
  /** Why a part of a nested value cannot be held; whoever cares clears it first. */
  problem: CellStatus = 0;

  /** Starts in other bytes. */
  enter(bytes: Buffer, start: number, end: number): void {
    if (
      bytes.buffer !== this.bytes.buffer ||
      bytes.byteOffset !== this.bytes.byteOffset ||
      bytes.length !== this.bytes.length
    )
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Reads a zigzag integer of up to 64 bits into `lo` and `hi`. */
  readLong(): void {
    const { bytes } = this;
    let at = this.at;
    let byte = bytes[at++] as number;
    let low = byte & 127;
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      byte = bytes[at++] as number;
      low |= (byte & 127) << shift;
    }
    let high = 0;
    if (byte > 127) {
      byte = bytes[at++] as number;
      low |= (byte & 15) << 28;
      high = (byte & 127) >> 4;
      for (let shift = 3; byte > 127; shift += 7) {
        if (shift > 31) throw new Damage('an integer has more than 64 bits');
        byte = bytes[at++] as number;
        high |= (byte & 127) << shift;
      }
    }
    if (at > this.end) throw truncated();
    this.at = at;
    const sign = -(low & 1);
    this.lo = ((low >>> 1) | (high << 31)) ^ sign;
    this.hi = (high >>> 1) ^ sign;
  }

  /** An integer within ±2^53. */
  readSafe(): number {
    this.readLong();
    if (this.hi < -0x20_0000 || this.hi >= 0x20_0000) throw new Damage('a count is out of range');
    return this.hi * 4_294_967_296 + (this.lo >>> 0);
  }

  readInt(): number {
    this.readLong();
    if (this.hi !== this.lo >> 31) throw new Damage('an int has more than 32 bits');
    return this.lo;
  }

  /** The length of bytes that follow and are there. */
  readLength(): number {
    const length = this.readSafe();
    if (length < 0) throw new Damage('a length is below zero');
    if (length > this.end - this.at) throw truncated();
    return length;
  }

  /** Position of `size` bytes, which are passed over. */
  take(size: number): number {
    const start = this.at;
    if (size > this.end - start) throw truncated();
    this.at = start + size;
    return start;
  }

  /** Place in a list of `count`: a branch of a union, a symbol. */
  readIndex(count: number, what: string): number {
    const index = this.readInt();
    if (index < 0 || index >= count) throw new Damage(`${what} does not exist in its schema`);
    return index;
  }

  /**
   * Items in the next run of an array or a map; 0 at its end. Their bytes are there, at least `itemBytes` each; items
   * without bytes are limited in number.
   */
  readRun(itemBytes: number): number {
    let count = this.readSafe();
    if (count < 0) {
      count = -count;
      this.readLength();
    }
    const most = itemBytes === 0 ? mostEmptyItems : (this.end - this.at) / itemBytes;
    if (count > most) throw truncated();
    return count;
  }
}

const mostEmptyItems = 1_000_000;

export function truncated(): Damage {
  return new Damage('a record reaches beyond its block');
}
