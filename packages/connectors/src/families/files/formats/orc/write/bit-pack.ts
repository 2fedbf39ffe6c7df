/** Integers of fixed width, packed without gaps, highest bit first. Only widths that are quick to read. */

const widths = [1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64] as const;

/** The width for values up to `max`, which is below 2^53. */
export function packedWidth(max: number): number {
  return widths.find((width) => max < 2 ** width) ?? 64;
}

/** As heads of runs name a width. */
export function widthCode(width: number): number {
  return width <= 24 ? width - 1 : 27 + (width - 32) / 8;
}

/** Packs values that are not negative and returns the position after them. */
export function packInto(
  values: Float64Array,
  count: number,
  width: number,
  into: Uint8Array,
  position: number,
): number {
  return width < 8
    ? packBits(values, count, width, into, position)
    : packBytes(values, count, width >> 3, into, position);
}

function packBits(values: Float64Array, count: number, width: number, into: Uint8Array, position: number): number {
  let at = position;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < count; i++) {
    held = (held << width) | (values[i] as number);
    bits += width;
    if (bits < 8) continue;
    into[at++] = held;
    held = 0;
    bits = 0;
  }
  if (bits > 0) into[at++] = held << (8 - bits);
  return at;
}

function packBytes(values: Float64Array, count: number, size: number, into: Uint8Array, position: number): number {
  let at = position;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (size > 4) {
      const high = Math.floor(value / 4_294_967_296);
      for (let byte = size - 5; byte >= 0; byte--) into[at++] = high >>> (byte * 8);
    }
    const low = value >>> 0;
    for (let byte = Math.min(size, 4) - 1; byte >= 0; byte--) into[at++] = low >>> (byte * 8);
  }
  return at;
}
