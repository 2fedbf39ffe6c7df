import { describe, expect, test } from 'vitest';
import { builtInKind, formatKind, type FormatKind } from './number-format.ts';

describe('what a number format makes of a number', () => {
  test.each<[string, FormatKind]>([
    ['General', 'number'],
    ['0.00E+00', 'number'],
    ['#,##0.00 "days"', 'number'],
    ['[Red]-0.00;[Blue]0', 'number'],
    ['[$€-407] #,##0.00', 'number'],
    ['0\\d', 'number'],
    ['_-* #,##0_-', 'number'],
    ['@', 'number'],
    ['yyyy\\-mm\\-dd;@', 'date'],
    ['[$-409]d-mmm-yy;@', 'date'],
    ['mmm yy', 'date'],
    ['yyyy"年"m"月"d"日"', 'date'],
    ['[$-411]ge.m.d', 'date'],
    ['d/m/yyyy h:mm', 'timestamp'],
    ['yyyy-mm-dd"T"hh:mm:ss.000', 'timestamp'],
    ['h:mm AM/PM', 'time'],
    ['mm:ss.0', 'time'],
    ['上午/下午h"时"mm"分"', 'time'],
    ['[h]:mm:ss', 'elapsed'],
    ['[mm]:ss', 'elapsed'],
  ])('%s', (code, kind) => {
    expect(formatKind(code)).toBe(kind);
  });

  test.each<[number, FormatKind]>([
    [0, 'number'],
    [10, 'number'],
    [14, 'date'],
    [21, 'time'],
    [22, 'timestamp'],
    [46, 'elapsed'],
    [49, 'number'],
    [57, 'date'],
  ])('number %i', (id, kind) => {
    expect(builtInKind(id)).toBe(kind);
  });
});
