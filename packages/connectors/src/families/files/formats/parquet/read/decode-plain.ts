/** Values one after the other, as they are. */
import type { Column } from '@sluice/core';
import { HybridReader } from './hybrid.ts';
import { type ValueDecoder, bytesOf, copyMargin, reserveText, valuesTooShort } from './value-decoder.ts';

/** Values of `size` bytes in the order of our memory: integers and floats. */
export class PlainFixed implements ValueDecoder {
  readonly #size: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  constructor(size: number) {
    this.#size = size;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  read(into: Column, row: number, count: number): number {
    const stop = this.#at + count * this.#size;
    if (stop > this.#end) throw valuesTooShort();
    bytesOf(into.values).set(this.#bytes.subarray(this.#at, stop), row * this.#size);
    this.#at = stop;
    return count;
  }
}

/** Booleans as bits, the lowest first. */
export class PlainBits implements ValueDecoder {
  #bytes: Uint8Array = new Uint8Array(0);
  #bit = 0;
  #end = 0;

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#bit = start * 8;
    this.#end = end * 8;
  }

  read(into: Column, row: number, count: number): number {
    if (this.#bit + count > this.#end) throw valuesTooShort();
    const bytes = this.#bytes;
    const values = into.values as Uint8Array;
    for (let i = 0, bit = this.#bit; i < count; i++, bit++) {
      values[row + i] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
    }
    this.#bit += count;
    return count;
  }
}

/** Booleans as runs, with the length of all of them in front. */
export class RleBits implements ValueDecoder {
  readonly #runs = new HybridReader();

  start(bytes: Uint8Array, start: number, end: number): void {
    if (start + 4 > end) throw valuesTooShort();
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(start, true);
    if (start + 4 + length > end) throw valuesTooShort();
    this.#runs.start(bytes, start + 4, start + 4 + length, 1);
  }

  read(into: Column, row: number, count: number): number {
    this.#runs.readBytes(into.values as Uint8Array, row, count);
    return count;
  }
}

/** Byte arrays of one length. */
export class PlainFixedBytes implements ValueDecoder {
  readonly #size: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  constructor(size: number) {
    this.#size = size;
  }

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  read(into: Column, row: number, count: number, maxBytes: number): number {
    const size = this.#size;
    const { offsets } = into;
    const first = offsets[row] as number;
    const fitting = Math.min(count, Math.floor((maxBytes - first) / Math.max(size, 1)));
    const taken = Math.max(fitting, row === 0 ? 1 : 0);
    const stop = this.#at + taken * size;
    if (stop > this.#end) throw valuesTooShort();
    into.reserveBytes(first + taken * size);
    into.bytes.set(this.#bytes.subarray(this.#at, stop), first);
    for (let i = 1; i <= taken; i++) offsets[row + i] = first + i * size;
    this.#at = stop;
    return taken;
  }
}

/** Byte arrays, each with its length in front. */
export class PlainBytes implements ValueDecoder {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  #end = 0;

  start(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = start;
    this.#end = end;
  }

  read(into: Column, row: number, count: number, maxBytes: number): number {
    const from = this.#view;
    const end = this.#end;
    /** Texts that end before can be copied in words. */
    const wordEnd = from.byteLength - 3;
    const { offsets } = into;
    let to: DataView<ArrayBufferLike> = viewOf(into);
    let room = Math.min(to.byteLength - copyMargin, maxBytes);
    let at = this.#at;
    let offset = offsets[row] as number;
    let i = 0;
    for (; i < count; i++) {
      if (at + 4 > end) throw valuesTooShort();
      const length = from.getInt32(at, true);
      const stop = at + 4 + length;
      if (length < 0 || stop > end) throw valuesTooShort();
      if (offset + length > room) {
        if (offset + length > maxBytes && row + i > 0) break;
        reserveText(into, offset + length);
        to = viewOf(into);
        room = Math.max(Math.min(to.byteLength - copyMargin, maxBytes), offset + length);
      }
      at += 4;
      if (length > longText || stop > wordEnd) into.bytes.set(this.#bytes.subarray(at, stop), offset);
      else
        for (let done = 0; done < length; done += 4) to.setInt32(offset + done, from.getInt32(at + done, true), true);
      at = stop;
      offset += length;
      offsets[row + i + 1] = offset;
    }
    this.#at = at;
    return i;
  }
}

/** From here on a call of the engine costs less than a loop. */
const longText = 64;

function viewOf({ bytes }: Column): DataView<ArrayBufferLike> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
