import { expect, test } from 'vitest';
import { field, message, repeated } from './protobuf.ts';
import { readMessage } from './read/protobuf-read.ts';
import { writeMessage } from './write/protobuf-write.ts';

const shape = message({
  count: field(1, 'uint'),
  delta: field(2, 'sint'),
  long: field(3, 'sint64'),
  isOn: field(4, 'bool'),
  ratio: field(5, 'double'),
  name: field(6, 'string'),
  raw: field(7, 'bytes'),
  sizes: repeated(8, 'uint'),
  names: repeated(9, 'string'),
  inner: field(16, message({ value: field(1, 'uint') })),
});

const value = {
  count: 300,
  delta: -3,
  long: -(2n ** 63n),
  isOn: true,
  ratio: -0.5,
  name: 'größe',
  raw: Uint8Array.of(1, 2),
  sizes: [1, 2, 300],
  names: ['a', ''],
  inner: { value: 7 },
};

function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

test('what is written is read', () => {
  expect(readMessage(shape, writeMessage(shape, value))).toEqual(value);
});

test('lies in the bytes as the format says', () => {
  expect(Buffer.from(writeMessage(shape, { count: 300, delta: -3, sizes: [1, 300] })).toString('hex')).toBe(
    '08ac021005420301ac02',
  );
});

test('absent fields are undefined, absent lists are empty, unknown fields are passed over', () => {
  const { count, sizes, names, inner } = readMessage(shape, fromHex('08 05 98 06 01 a2 06 02 ff ff ad 06 00 00 00 00'));
  expect({ count, sizes, names, inner }).toEqual({ count: 5, sizes: [], names: [], inner: undefined });
});

test('numbers of a list may stand one by one', () => {
  expect(readMessage(shape, fromHex('40 01 40 02')).sizes).toEqual([1, 2]);
});

test.each([
  ['a length beyond the end', '32 7f 41', 'cut off'],
  ['a varint that does not end', '08 ff', 'cut off'],
  ['a varint of eleven bytes', '08 ff ff ff ff ff ff ff ff ff ff 01', 'not well-formed'],
  ['a field of another type', '0a 00', 'another type'],
  ['a group', '9b 06', 'not well-formed'],
])('%s is damage', (_, hex, problem) => {
  expect(() => readMessage(shape, fromHex(hex))).toThrow(problem);
});
