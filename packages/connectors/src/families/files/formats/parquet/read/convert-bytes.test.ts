import { Column, type Type, cellText, getCell, setCell, types } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import type { CellProblem } from './cell-problem.ts';
import { bytesToDecimal, bytesToDecimalText, int96Micros, intervalText, widenFloat16 } from './convert-bytes.ts';
import type { Convert } from './convert-words.ts';

/** Text of the cell that these bytes become, or the code of its problem. */
function converted(convert: Convert, type: Type, hex: string): string {
  const from = new Column(types.binary, 1);
  setCell(from, 0, new Uint8Array(Buffer.from(hex, 'hex')));
  const into = new Column(type, 2);
  const problems: CellProblem[] = [];
  convert(from, 1, into, 1, problems);
  return problems[0]?.code ?? cellText(into, 1);
}

describe('decimals in bytes', () => {
  test.each([
    ['05', '0.05'],
    ['ff', '-0.01'],
    ['0000', '0.00'],
    ['7fff', '327.67'],
    ['ff85ee', '-312.50'],
    ['00000001', '0.01'],
    ['80000000', '-21474836.48'],
    ['ffffffff9c', '-1.00'],
    ['0de0b6b3a763ffff', '9999999999999999.99'],
    ['f21f494c589c0001', '-9999999999999999.99'],
    ['000000000000000000000064', '1.00'],
    ['ffffffffffffffffffffff9c', '-1.00'],
    ['', 'MALFORMED'],
    ['0de0b6b3a7640000', 'OUT_OF_RANGE'],
    ['8000000000000000', 'OUT_OF_RANGE'],
    ['7fffffffffffffff', 'OUT_OF_RANGE'],
    ['010000000000000000', 'OUT_OF_RANGE'],
    ['008000000000000000', 'OUT_OF_RANGE'],
  ])('have a sign and the highest byte first: %s is %s', (hex, text) => {
    expect(converted(bytesToDecimal(18), types.decimal(18, 2), hex)).toBe(text);
  });

  test('are the same after others', () => {
    const from = new Column(types.binary, 3);
    for (const row of [0, 1, 2]) setCell(from, row, Uint8Array.of(255, 255, 255, 255, 255, 255, 156 + row));
    const into = new Column(types.decimal(18, 2), 3);
    bytesToDecimal(18)(from, 3, into, 0, []);
    expect([0, 1, 2].map((row) => cellText(into, row))).toEqual(['-1.00', '-0.99', '-0.98']);
  });

  test.each([
    ['00', '0.000'],
    ['01', '0.001'],
    ['ff', '-0.001'],
    ['03e8', '1.000'],
    ['fc18', '-1.000'],
    ['8000000000000000', '-9223372036854775.808'],
    ['ff0000', '-65.536'],
    ['ffff000000000000000000', '-4722366482869645213.696'],
    ['4b3b4ca85a86c47a098a223fffffffff', '99999999999999999999999999999999999.999'],
    ['b4c4b357a5793b85f675ddc000000001', '-99999999999999999999999999999999999.999'],
    ['4b3b4ca85a86c47a098a224000000000', 'OUT_OF_RANGE'],
    ['', 'MALFORMED'],
  ])('of many digits are text: %s is %s', (hex, text) => {
    expect(converted(bytesToDecimalText(38, 3), types.decimal(38, 3), hex)).toBe(text);
  });

  test('of any number of bytes keep every digit', () => {
    for (let size = 1; size <= 80; size++) {
      const hex = Buffer.from(Array.from({ length: size }, (_, i) => (i * 167 + size * 59) % 256)).toString('hex');
      const value = BigInt.asIntN(size * 8, BigInt(`0x${hex}`));
      expect(converted(bytesToDecimalText(200, 0), types.decimal(200, 0), hex)).toBe(String(value));
    }
  });
});

describe('other values in bytes', () => {
  test.each([
    ['0000', 0],
    ['0080', -0],
    ['003c', 1],
    ['00c0', -2],
    ['ff7b', 65504],
    ['0100', 5.960464477539063e-8],
    ['ff03', 0.00006097555160522461],
    ['007c', Number.POSITIVE_INFINITY],
    ['00fc', Number.NEGATIVE_INFINITY],
    ['017e', Number.NaN],
  ])('are floats of half precision: %s is %d', (hex, value) => {
    const from = new Column(types.binary, 1);
    setCell(from, 0, new Uint8Array(Buffer.from(hex, 'hex')));
    const into = new Column(types.float32, 1);
    widenFloat16(from, 1, into, 0, []);
    expect(getCell(into, 0)).toBe(value);
  });

  test.each([
    ['00000000000000008c3d2500', '1970-01-01 00:00:00'],
    ['18fc4e91944e00008b3d2500', '1969-12-31 23:59:59.999999'],
    ['000000000000000052441a00', '0001-01-01 00:00:00'],
    ['01000000000000008c3d2500', 'INEXACT'],
    ['e80300000000000000000080', 'OUT_OF_RANGE'],
  ])('are days of Julius with nanoseconds: %s is %s', (hex, text) => {
    expect(converted(int96Micros, types.timestamp, hex)).toBe(text);
  });

  test.each([
    ['000000000000000000000000', 'PT0S'],
    ['0e0000000300000000000000', 'P1Y2M3D'],
    ['000000000000000001000000', 'PT0.001S'],
    ['000000000000000060ea0000', 'PT1M'],
    ['0c0000000000000080ee3600', 'P1YT1H'],
    ['ffffffffffffffffffffffff', 'P357913941Y3M4294967295DT1193H2M47.295S'],
  ])('are intervals: %s is %s', (hex, text) => {
    expect(converted(intervalText, types.utf8, hex)).toBe(text);
  });
});
