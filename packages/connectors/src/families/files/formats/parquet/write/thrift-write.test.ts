import { expect, test } from 'vitest';
import { type FileMetaData, fileMetaData } from '../metadata.ts';
import { list, optional, required, struct } from '../thrift.ts';
import { readThrift } from '../read/thrift-read.ts';
import { thriftBytes } from './thrift-write.ts';

const shape = struct({
  flag: required(1, 'bool'),
  small: optional(2, 'i8'),
  number: optional(3, 'i32'),
  large: optional(20, 'i64'),
  text: optional(21, 'string'),
  flags: optional(22, list('bool')),
  inner: optional(300, struct({ bytes: required(1, 'binary') })),
});

test('fields are their distance and type, booleans lie in the type', () => {
  expect([...thriftBytes(shape, { flag: true, number: -2 })]).toEqual([0x11, 0x25, 3, 0]);
  expect([...thriftBytes(shape, { flag: false, small: -1 })]).toEqual([0x12, 0x13, 255, 0]);
});

test('a distance beyond fifteen is written as the whole number', () => {
  expect([...thriftBytes(shape, { flag: true, large: 1 })]).toEqual([0x11, 6, 40, 2, 0]);
});

test('everything written is read back', () => {
  const value = {
    flag: false,
    small: -128,
    number: -2_147_483_648,
    large: -4_503_599_627_370_495,
    text: 'ü'.repeat(300),
    flags: Array.from({ length: 20 }, (_, i) => i % 3 === 0),
    inner: { bytes: Uint8Array.of(0, 255) },
  };
  const bytes = thriftBytes(shape, value);
  const back = readThrift(shape, bytes);
  expect(back.end).toBe(bytes.length);
  expect(back.value).toMatchObject({ ...value, inner: { bytes: expect.anything() as unknown } });
  expect([...(back.value.inner?.bytes ?? [])]).toEqual([0, 255]);
  expect(back.value.large).toBe(-4_503_599_627_370_495);
});

test('a footer of a thousand columns is read back', () => {
  const footer: FileMetaData = {
    version: 1,
    schema: Array.from({ length: 1_000 }, (_, i) => ({ name: `c${i}`, type: i % 7 })),
    rowCount: 5_000_000_000,
    rowGroups: [],
    createdBy: 'sluice',
  };
  expect(readThrift(fileMetaData, thriftBytes(fileMetaData, footer)).value).toMatchObject(footer);
});
