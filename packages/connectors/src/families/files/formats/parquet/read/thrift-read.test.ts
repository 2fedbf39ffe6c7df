import { describe, expect, test } from 'vitest';
import { pageHeader } from '../metadata.ts';
import { list, optional, required, struct } from '../thrift.ts';
import { thriftBytes } from '../write/thrift-write.ts';
import { Damage } from '../../damage.ts';
import { readThrift } from './thrift-read.ts';

const all = struct({
  flag: required(1, 'bool'),
  tiny: required(2, 'i8'),
  count: required(3, 'i64'),
  ratio: required(4, 'double'),
  name: required(5, 'string'),
  raw: required(6, 'binary'),
  flags: required(7, list('bool')),
  parts: required(40, list(struct({ id: required(1, 'i32'), next: optional(2, struct({ id: required(1, 'i32') })) }))),
});
const value = {
  flag: false,
  tiny: -128,
  count: 9_007_199_254_740_000 / 2,
  ratio: -0.1,
  name: 'naïve',
  raw: Uint8Array.of(0, 255),
  flags: [true, false, true],
  parts: [
    { id: -5, next: { id: 2147483647 } },
    { id: 0, next: undefined },
  ],
};

function filled(count: number, value: number): readonly number[] {
  return Array.from({ length: count }, () => value);
}

describe('structures', () => {
  test('come back as they were written, with the place after them', () => {
    const bytes = thriftBytes(all, value);
    const within = Uint8Array.of(1, 2, 3, ...bytes, 4, 5);
    expect(readThrift(all, within, 3)).toEqual({ value, end: 3 + bytes.length });
  });

  test('lose the fields that are not declared, of whatever type', () => {
    const bytes = thriftBytes(all, value);
    expect(readThrift(struct({ name: required(5, 'string') }), bytes)).toEqual({
      value: { name: 'naïve' },
      end: bytes.length,
    });
    const maps = [0x1b, 0x01, 0x88, 0x01, 0x61, 0x01, 0x62, 0x1a, 0x23, 0x07, 0x09, 0x1d, ...filled(16, 7), 0x00];
    expect(readThrift(struct({}), Uint8Array.from(maps)).end).toBe(maps.length);
  });

  test('with absent fields have them undefined', () => {
    const header = { type: 0, uncompressedBytes: 10, compressedBytes: 5 };
    expect(readThrift(pageHeader, thriftBytes(pageHeader, header)).value.dataPage).toBeUndefined();
  });

  test('that end too early ask for more at every place', () => {
    const bytes = thriftBytes(all, value);
    for (let end = 0; end < bytes.length; end++) {
      let error: unknown;
      try {
        readThrift(all, bytes.slice(0, end));
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Damage);
      expect((error as Damage).isShort, `cut at ${end}`).toBe(true);
    }
  });

  test('that lack a field, have another type or bad text are refused', () => {
    expect(() => readThrift(all, Uint8Array.of(0))).toThrow('the field flag of a header or footer is missing');
    expect(() => readThrift(struct({ id: optional(1, 'i32') }), Uint8Array.of(0x18, 0x00, 0x00))).toThrow(
      'another type',
    );
    expect(() => readThrift(struct({ id: optional(1, 'string') }), Uint8Array.of(0x18, 0x01, 0xff, 0x00))).toThrow(
      'not UTF-8',
    );
    expect(() => readThrift(struct({}), Uint8Array.of(0x1e, 0x00))).toThrow('another type');
    expect(() => readThrift(struct({}), new Uint8Array(1000).fill(0x1c))).toThrow('nested too deep');
    expect(() => readThrift(struct({ n: optional(1, 'i64') }), Uint8Array.of(0x16, ...filled(9, 0xff), 1, 0))).toThrow(
      'too large',
    );
  });
});
