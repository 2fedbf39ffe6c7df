import { describe, expect, test } from 'vitest';
import { lz4Compress, lz4MaxLength } from '../../../codecs/lz4-block.ts';
import { codecs } from '../metadata.ts';
import { decompress } from './decompress.ts';

const text = Buffer.from('a text that repeats, a text that repeats, a text that repeats, and an end');
const fresh = () => ({ bytes: new Uint8Array(0) });

function block(bytes: Uint8Array): Buffer {
  const into = new Uint8Array(lz4MaxLength(bytes.length));
  return Buffer.from(into.subarray(0, lz4Compress(bytes, 0, bytes.length, into, 0)));
}

function size(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

describe('LZ4', () => {
  test('is read with the frames of Hadoop, of one block and of several', () => {
    const one = block(text.subarray(0, 20));
    const two = block(text.subarray(20, 50));
    const three = block(text.subarray(50));
    const rest = text.length - 50;
    const framed = Buffer.concat([
      size(50),
      size(one.length),
      one,
      size(two.length),
      two,
      size(rest),
      size(three.length),
      three,
    ]);
    expect(Buffer.from(decompress(codecs.lz4, framed, text.length, fresh()))).toEqual(text);
  });

  test('is read without them, under either name', () => {
    expect(Buffer.from(decompress(codecs.lz4, block(text), text.length, fresh()))).toEqual(text);
    expect(Buffer.from(decompress(codecs.lz4Raw, block(text), text.length, fresh()))).toEqual(text);
  });

  test('with frames that end too early or hold too much is refused', () => {
    const one = block(text);
    const framed = Buffer.concat([size(text.length), size(one.length), one]);
    for (const bytes of [framed.subarray(0, -3), Buffer.concat([framed, size(1)])]) {
      expect(() => decompress(codecs.lz4, bytes, text.length, fresh())).toThrow(/decompress/);
    }
  });
});

describe('sizes', () => {
  test('that a codec cannot reach are refused before memory is taken', () => {
    expect(() => decompress(codecs.snappy, text, 2_000_000_000, fresh())).toThrow(
      '73 compressed bytes cannot become 2000000000',
    );
    expect(() => decompress(codecs.lz4Raw, text, 2_000_000_000, fresh())).toThrow('cannot become');
  });

  test('must be what comes out', () => {
    for (const codec of [codecs.snappy, codecs.gzip, codecs.zstd, codecs.brotli, codecs.lz4, codecs.lz4Raw]) {
      expect(() => decompress(codec, text, 100, fresh()), String(codec)).toThrow(/decompress/);
    }
    expect(() => decompress(codecs.none, text, 100, fresh())).toThrow('an uncompressed page has two sizes');
  });
});
