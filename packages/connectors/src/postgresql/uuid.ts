/** uuid between 16 bytes and text. */
import type { Column } from '@sluice/core';

const hexDigits = new TextEncoder().encode('0123456789abcdef');
/** Value of a hex digit by its character code, 255 for others. */
const hexValues = new Uint8Array(256).fill(255);
for (const [value, code] of hexDigits.entries()) hexValues[code] = value;
for (const [value, code] of new TextEncoder().encode('ABCDEF').entries()) hexValues[code] = value + 10;

const dash = 0x2d;

/** Appends the text of a uuid as cell `row`; returns the column's bytes, which may have moved. */
export function readUuid(bytes: Uint8Array, start: number, column: Column, row: number): Uint8Array {
  const offset = column.offsets[row] as number;
  column.reserveBytes(offset + 36);
  const into = column.bytes;
  let at = offset;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) into[at++] = dash;
    const byte = bytes[start + i] as number;
    into[at++] = hexDigits[byte >> 4] as number;
    into[at++] = hexDigits[byte & 15] as number;
  }
  column.offsets[row + 1] = at;
  return into;
}

/** True when bytes[start, end) are a uuid: 32 hex digits, dashes and braces where people put them. */
export function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if ((hexValues[code] as number) < 16) digits++;
    else if (code === dash) {
      if (digits === 0 || digits === 32 || digits % 4 !== 0 || bytes[at - 1] === dash) return false;
    } else if (!(code === 0x7b && at === start && bytes[end - 1] === 0x7d) && !(code === 0x7d && at === end - 1)) {
      return false;
    }
  }
  return digits === 32 && (bytes[start] === 0x7b) === (bytes[end - 1] === 0x7d);
}

/** Writes the 16 bytes of a text for which `isUuid` holds. */
export function writeUuid(bytes: Uint8Array, start: number, end: number, into: Uint8Array, position: number): void {
  let high = -1;
  let at = position;
  for (let i = start; i < end; i++) {
    const value = hexValues[bytes[i] as number] as number;
    if (value > 15) continue;
    if (high < 0) high = value;
    else {
      into[at++] = (high << 4) | value;
      high = -1;
    }
  }
}
