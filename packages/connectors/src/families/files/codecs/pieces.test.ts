import { describe, expect, test } from 'vitest';
import { ExpandedText, type BlockPieces } from './expanded-text.ts';
import { lz4Compress, lz4MaxLength } from './lz4-block.ts';
import { Lz4Pieces } from './lz4-pieces.ts';
import { snappyCompress, snappyMaxLength } from './snappy-block.ts';
import { SnappyPieces } from './snappy-pieces.ts';

/** Repeats itself near and far, with a part that does not. */
function sample(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, (_, at) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return at % 5000 < 3000 ? 97 + ((at >> 3) % 7) : state >>> 24;
  });
}

/** The text of a block that comes in pieces of so many bytes. */
function expanded(open: (text: ExpandedText) => BlockPieces, block: Uint8Array, size: number, step: number): Buffer {
  const place = Buffer.alloc(size);
  let length = 0;
  const text = new ExpandedText(
    {
      write: (bytes) => void (length += Buffer.from(bytes).copy(place, length)),
      read: (into, position) => into.set(place.subarray(position, position + into.length)),
    },
    size,
  );
  const pieces = open(text);
  for (let at = 0; at < block.length; at += step) pieces.push(block.subarray(at, at + step));
  pieces.end();
  return place.subarray(0, length);
}

function snappyBlock(bytes: Uint8Array): Uint8Array {
  const into = new Uint8Array(snappyMaxLength(bytes.length));
  return into.slice(0, snappyCompress(bytes, 0, bytes.length, into, 0));
}

function lz4Block(bytes: Uint8Array): Uint8Array {
  const into = new Uint8Array(lz4MaxLength(bytes.length));
  return into.slice(0, lz4Compress(bytes, 0, bytes.length, into, 0));
}

const snappy = (text: ExpandedText): BlockPieces => new SnappyPieces(text);
const lz4 = (text: ExpandedText): BlockPieces => new Lz4Pieces(text);

describe.each([
  ['Snappy', snappy, snappyBlock],
  ['LZ4', lz4, lz4Block],
])('a block of %s in pieces', (_, open, compress) => {
  test.each([1, 7, 1000, 1 << 30])('of %i bytes gives its text', (step) => {
    for (const length of [0, 1, 300, 70_000, 900_000]) {
      const text = sample(length);
      expect(expanded(open, compress(text), length, step).equals(text), String(length)).toBe(true);
    }
  });

  test('is refused when it ends early, goes on, or has another size', () => {
    const block = compress(sample(10_000));
    for (const bytes of [block.subarray(0, -1), block.subarray(0, 1), Buffer.concat([block, Buffer.alloc(40)])])
      expect(() => expanded(open, bytes, 10_000, 100)).toThrow(/block is damaged/);
    expect(() => expanded(open, block, 9_999, 100)).toThrow(/block is damaged/);
    expect(() => expanded(open, block, 10_001, 100)).toThrow(/block is damaged/);
  });
});

test('a copy of Snappy may reach back beyond what is in memory, but not before the text', () => {
  const literal = sample(400_000);
  // A literal whose length less one has three bytes, and a copy of 64 bytes whose offset has four.
  const offset = Buffer.alloc(4);
  const blockOf = (distance: number): Buffer => {
    offset.writeUInt32LE(distance);
    const head = [0xc0, 0xb5, 0x18, 62 << 2, 0x7f, 0x1a, 0x06];
    return Buffer.concat([Buffer.from(head), literal, Buffer.from([(63 << 2) | 3]), offset]);
  };
  const found = expanded(snappy, blockOf(399_990), 400_064, 5000);
  expect(found.subarray(400_000).equals(literal.subarray(10, 74))).toBe(true);
  expect(() => expanded(snappy, blockOf(400_001), 400_064, 5000)).toThrow('a Snappy block is damaged');
});

test('a match of LZ4 may be longer than what is in memory', () => {
  // One letter, repeated a million times: 4 + 15 + 255 × 3921 + 130, then an empty sequence.
  const block = Buffer.concat([Buffer.from([0x1f, 120, 1, 0]), Buffer.alloc(3921, 255), Buffer.from([125, 0])]);
  expect(expanded(lz4, block, 1 + 19 + 3921 * 255 + 125, 1000).equals(Buffer.alloc(1_000_000, 'x'))).toBe(true);
});
