/** Integers of files of version 0.11: runs with a fixed step, and literals as varints. */
import { endsEarly } from '../../damage.ts';
import type { DecodeRun } from './int-runs.ts';
import { readVarint, unzigzag } from './varint.ts';

/** A control byte and 128 numbers of ten bytes. */
export const maxRunBytesV1 = 1 + 128 * 10;
const shortestRun = 3;

export const decodeRunV1: DecodeRun = (stream, words, isSigned) => {
  if (stream.at >= stream.end) throw endsEarly();
  const control = stream.bytes[stream.at++] as number;
  if (control < 128) {
    const step = ((stream.bytes[stream.at++] as number) << 24) >> 24;
    readVarint(stream, words, 0);
    if (isSigned) unzigzag(words, 0, 1);
    return steps(words, control + shortestRun, step);
  }
  const count = 256 - control;
  for (let i = 0; i < count; i++) readVarint(stream, words, i);
  if (isSigned) unzigzag(words, 0, count);
  return count;
};

/** Each value is the one before plus `step`, in 64 bits. */
function steps(words: Int32Array, count: number, step: number): number {
  let lo = words[0] as number;
  let hi = words[1] as number;
  for (let i = 1; i < count; i++) {
    const sum = (lo >>> 0) + step;
    lo = sum | 0;
    hi = (hi + Math.floor(sum / 4_294_967_296)) | 0;
    words[i * 2] = lo;
    words[i * 2 + 1] = hi;
  }
  return count;
}
