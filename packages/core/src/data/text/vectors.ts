/** Vectors as text: `[1,2.5,-3]`. */
import type { Column } from '../column.ts';
import { formatFloat32, maxFloatBytes, parseFloat32 } from './floats.ts';
import { skipWhite } from './json-text.ts';
import { type ParseStatus, malformed, parsed } from './status.ts';

/** Parses exactly `size` numbers; another count is malformed. */
export function parseVector(
  bytes: Uint8Array,
  start: number,
  end: number,
  size: number,
  out: Float32Array,
  index: number,
): ParseStatus {
  let at = skipWhite(bytes, start, end);
  if (at >= end || bytes[at++] !== 91) return malformed;
  for (let item = 0; item < size; item++) {
    at = skipWhite(bytes, at, end);
    const from = at;
    while (at < end && !isDelimiter(bytes[at] as number)) at++;
    const status = parseFloat32(bytes, from, at, out, index + item);
    if (status !== parsed) return status;
    at = skipWhite(bytes, at, end);
    if (at >= end || bytes[at] !== (item === size - 1 ? 93 : 44)) return malformed;
    if (item < size - 1) at++;
  }
  at = size === 0 ? skipWhite(bytes, at, end) : at;
  return bytes[at] === 93 && skipWhite(bytes, at + 1, end) === end ? parsed : malformed;
}

function isDelimiter(byte: number): boolean {
  return byte === 44 || byte === 93 || byte <= 32;
}

export function formatVector(column: Column, row: number, into: Uint8Array, position: number): number {
  const values = column.values as Float32Array;
  const first = row * column.width;
  let at = position;
  into[at++] = 91;
  for (let item = 0; item < column.width; item++) {
    if (item > 0) into[at++] = 44;
    at = formatFloat32(into, at, values[first + item] as number);
  }
  into[at] = 93;
  return at + 1;
}

export function maxVectorBytes(size: number): number {
  return 2 + size * (maxFloatBytes + 1);
}
