import { Damage } from '../../damage.ts';
import type { StreamBytes } from './stream-bytes.ts';

/** Reads the varint at `stream.at`, at most 64 bits, into two words at `words[index * 2]`. */
export function readVarint(stream: StreamBytes, words: Int32Array, index: number): void {
  const { bytes } = stream;
  let { at } = stream;
  let lo = 0;
  let hi = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    if (shift < 28) lo |= (byte & 127) << shift;
    else if (shift === 28) {
      lo |= (byte & 127) << 28;
      hi = (byte & 127) >> 4;
    } else if (shift < 64) hi |= (byte & 127) << (shift - 32);
    else throw new Damage('a number has more than 64 bits');
    if (!(byte >= 128)) break;
  }
  stream.at = at;
  words[index * 2] = lo;
  words[index * 2 + 1] = hi;
}

/** 0, -1, 1, -2 … for 0, 1, 2, 3 …, in place. */
export function unzigzag(words: Int32Array, from: number, to: number): void {
  for (let i = from * 2; i < to * 2; i += 2) {
    const lo = words[i] as number;
    const hi = words[i + 1] as number;
    const sign = -(lo & 1);
    words[i] = ((lo >>> 1) | (hi << 31)) ^ sign;
    words[i + 1] = (hi >>> 1) ^ sign;
  }
}
