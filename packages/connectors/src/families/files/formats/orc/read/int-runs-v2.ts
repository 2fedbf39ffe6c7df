/** Integers of files of version 0.12: four kinds of runs, told by the first two bits. */
import { closestWidth, packedBytes, unpack, widthOf } from './bit-unpack.ts';
import { Damage, endsEarly } from '../../damage.ts';
import type { DecodeRun } from './int-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';
import { readVarint, unzigzag } from './varint.ts';

/** The largest run: a head of 4, a base of 8, 512 values of 8 and 31 patches of 8 bytes. */
export const maxRunBytesV2 = 4 + 8 + 512 * 8 + 31 * 8;

export const decodeRunV2: DecodeRun = (stream, words, isSigned) => {
  // A run has two bytes at least.
  if (stream.at + 2 > stream.end) throw endsEarly();
  switch ((stream.bytes[stream.at] as number) >> 6) {
    case 0:
      return decodeShortRepeat(stream, words, isSigned);
    case 1:
      return decodeDirect(stream, words, isSigned);
    case 2:
      return decodePatched(stream, words);
    default:
      return decodeDelta(stream, words, isSigned);
  }
};

/** One value, three to ten times. */
function decodeShortRepeat(stream: StreamBytes, words: Int32Array, isSigned: boolean): number {
  const head = stream.bytes[stream.at++] as number;
  const count = (head & 7) + 3;
  readBytes(stream, ((head >> 3) & 7) + 1, words, 0);
  if (isSigned) unzigzag(words, 0, 1);
  return repeat(words, 0, count);
}

function decodeDirect(stream: StreamBytes, words: Int32Array, isSigned: boolean): number {
  const { width, count } = readHead(stream);
  unpackRun(stream, width, count, words, 0);
  if (isSigned) unzigzag(words, 0, count);
  return count;
}

/** Values above a base; the few that are too large for their width get their upper bits from a list. */
function decodePatched(stream: StreamBytes, words: Int32Array): number {
  const { width, count } = readHead(stream);
  const third = stream.bytes[stream.at++] as number;
  const fourth = stream.bytes[stream.at++] as number;
  const patchWidth = widthOf(third & 31);
  const gapWidth = (fourth >> 5) + 1;
  const baseBytes = (third >> 5) + 1;
  const base = readBase(stream, baseBytes);
  unpackRun(stream, width, count, words, 0);
  const patchCount = fourth & 31;
  const entryWidth = closestWidth(patchWidth + gapWidth);
  if (patchWidth + gapWidth > 64) throw new Damage('a patch has more than 64 bits');
  unpackRun(stream, entryWidth, patchCount, patches, 0);
  let place = 0;
  for (let i = 0; i < patchCount; i++) {
    const entry = (BigInt(patches[i * 2 + 1] as number) << 32n) | BigInt((patches[i * 2] as number) >>> 0);
    place += Number((BigInt.asUintN(64, entry) >> BigInt(patchWidth)) & ((1n << BigInt(gapWidth)) - 1n));
    if (place >= count) throw new Damage('a patch lies beyond its run');
    const patch = (entry & ((1n << BigInt(patchWidth)) - 1n)) << BigInt(width);
    words[place * 2] = (words[place * 2] as number) | Number(BigInt.asIntN(32, patch));
    words[place * 2 + 1] = (words[place * 2 + 1] as number) | Number(BigInt.asIntN(32, patch >> 32n));
  }
  add(words, count, base);
  return count;
}

const patches = new Int32Array(31 * 2);

/** Highest byte first; its highest bit is the sign. */
function readBase(stream: StreamBytes, size: number): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(stream.bytes[stream.at++] ?? 0);
  const sign = 1n << BigInt(size * 8 - 1);
  return value >= sign ? -(value - sign) : value;
}

function add(words: Int32Array, count: number, base: bigint): void {
  const baseLo = Number(BigInt.asUintN(32, base));
  const baseHi = Number(BigInt.asIntN(32, base >> 32n));
  for (let i = 0; i < count * 2; i += 2) {
    const sum = ((words[i] as number) >>> 0) + baseLo;
    words[i] = sum;
    words[i + 1] = (words[i + 1] as number) + baseHi + (sum >= 4_294_967_296 ? 1 : 0);
  }
}

/** A first value, a first step, and the sizes of the other steps, which have its sign; without sizes all are equal. */
function decodeDelta(stream: StreamBytes, words: Int32Array, isSigned: boolean): number {
  const code = ((stream.bytes[stream.at] as number) >> 1) & 31;
  const { count } = readHead(stream);
  readVarint(stream, words, 0);
  if (isSigned) unzigzag(words, 0, 1);
  readVarint(stream, step, 0);
  unzigzag(step, 0, 1);
  const stepLo = step[0] as number;
  const stepHi = step[1] as number;
  if (code === 0) {
    if ((stepLo | stepHi) === 0) return repeat(words, 0, count);
    for (let i = 1; i < count; i++) addStep(words, i, stepLo, stepHi);
    return count;
  }
  if (count < 2) return count;
  unpackRun(stream, widthOf(code), count - 2, words, 2);
  addStep(words, 1, stepLo, stepHi);
  if (stepHi >= 0)
    for (let i = 2; i < count; i++) addStep(words, i, words[i * 2] as number, words[i * 2 + 1] as number);
  else {
    for (let i = 2; i < count; i++) {
      const lo = words[i * 2] as number;
      addStep(words, i, -lo, ~(words[i * 2 + 1] as number) + (lo === 0 ? 1 : 0));
    }
  }
  return count;
}

const step = new Int32Array(2);

/** Makes value `i` the one before plus two words. */
function addStep(words: Int32Array, i: number, lo: number, hi: number): void {
  const sum = ((words[i * 2 - 2] as number) >>> 0) + (lo >>> 0);
  words[i * 2] = sum;
  words[i * 2 + 1] = (words[i * 2 - 1] as number) + hi + (sum >= 4_294_967_296 ? 1 : 0);
}

/** Width and number of values, as all runs but the short ones begin. */
function readHead(stream: StreamBytes): { width: number; count: number } {
  const first = stream.bytes[stream.at++] as number;
  const second = stream.bytes[stream.at++] as number;
  return { width: widthOf((first >> 1) & 31), count: (((first & 1) << 8) | second) + 1 };
}

function unpackRun(stream: StreamBytes, width: number, count: number, words: Int32Array, index: number): void {
  const end = stream.at + packedBytes(width, count);
  if (end > stream.end) throw endsEarly();
  unpack(stream.bytes, stream.at, width, count, words, index);
  stream.at = end;
}

/** An unsigned integer of so many bytes, highest first. */
function readBytes(stream: StreamBytes, size: number, words: Int32Array, index: number): void {
  let lo = 0;
  let hi = 0;
  for (let i = 0; i < size; i++) {
    hi = (hi << 8) | (lo >>> 24);
    lo = (lo << 8) | (stream.bytes[stream.at++] as number);
  }
  words[index * 2] = lo;
  words[index * 2 + 1] = hi;
}

function repeat(words: Int32Array, from: number, count: number): number {
  const lo = words[from * 2] as number;
  const hi = words[from * 2 + 1] as number;
  for (let i = from + 1; i < from + count; i++) {
    words[i * 2] = lo;
    words[i * 2 + 1] = hi;
  }
  return count;
}
