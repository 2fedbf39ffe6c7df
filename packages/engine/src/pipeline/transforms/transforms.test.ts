import type { CellValue, JsonValue, Type } from '@sluice/core';
import { Batch, Column, getCell, setCell, types } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { compileTransforms } from './index.ts';

/** Runs one transform over one column; answers the cells that are left and the dirty rows. */
function run(name: string, paras: readonly JsonValue[], cells: readonly CellValue[], type: Type = types.utf8) {
  const schema = { columns: [{ name: 'c', type, isNullable: true }] };
  const column = new Column(type, cells.length);
  cells.forEach((cell, row) => setCell(column, row, cell));
  const batch = new Batch(schema, [column]);
  batch.rowCount = cells.length;
  const step = { name, parameter: { columnIndex: 0, paras: [...paras] }, path: 'transformer[0]' };
  const [transform] = compileTransforms([step], schema);
  const result = transform!.apply(batch);
  return {
    cells: Array.from({ length: result.batch.rowCount }, (_, row) => getCell(result.batch.columns[0]!, row)),
    dirty: result.rejections.map((rejection) => rejection.row),
    filtered: result.filtered,
  };
}

describe('dx_substr', () => {
  test('cuts, clips at the end and keeps null', () => {
    expect(run('dx_substr', ['1', '3'], ['abcdef', 'ab', null]).cells).toEqual(['bcd', 'b', null]);
  });
  test('makes a row dirty when the start is beyond the text', () => {
    expect(run('dx_substr', [3, 2], ['abcdef', 'ab', 'abc'])).toEqual({ cells: ['de', ''], dirty: [1], filtered: 0 });
  });
  test('works on the text of a number', () => {
    expect(run('dx_substr', ['0', '2'], [12_345n], types.int64).cells).toEqual(['12']);
  });
});

describe('dx_pad', () => {
  test('pads null like the empty text and cuts longer texts to their left part', () => {
    expect(run('dx_pad', ['l', '4', 'xy'], ['a', null, 'abcdef']).cells).toEqual(['xyxa', 'xyxy', 'abcd']);
    expect(run('dx_pad', ['r', '4', '0'], ['a']).cells).toEqual(['a000']);
  });
});

describe('dx_replace', () => {
  test('replaces a part, also beyond the end, and makes a row dirty when the start lies outside', () => {
    expect(run('dx_replace', ['3', '4', '****'], ['abcdefgh', 'abcd', 'ab', null])).toEqual({
      cells: ['abc****h', 'abc****', null],
      dirty: [2],
      filtered: 0,
    });
  });
});

describe('dx_digest', () => {
  test('hashes, null like the empty text, and takes its words in any case', () => {
    expect(run('dx_digest', ['MD5', 'toUpperCase'], ['abc', null]).cells).toEqual([
      '900150983CD24FB0D6963F7D28E17F72',
      'D41D8CD98F00B204E9800998ECF8427E',
    ]);
    expect(run('dx_digest', ['sha1', 'toLowerCase'], ['abc']).cells).toEqual([
      'a9993e364706816aba3e25717850c26c9cd0d89d',
    ]);
  });
});

describe('dx_filter', () => {
  test.each([
    ['like', 'a', ['a', 'abc', null], ['abc', null]],
    ['not like', 'a.*', ['abc', 'b', null], ['abc']],
    ['=', 'b', ['a', 'b', null], ['a', null]],
    ['==', 'null', ['a', null], ['a']],
    ['!=', 'a', ['a', 'b', null], ['a']],
    ['>', 'b', ['a', 'b', 'c', null], ['a', 'b', null]],
    ['<=', 'b', ['a', 'b', 'c'], ['c']],
  ])('%s %s drops the rows for which it is true', (operator, value, cells, kept) => {
    const result = run('dx_filter', [operator, value], cells);
    expect(result).toEqual({ cells: kept, dirty: [], filtered: cells.length - kept.length });
  });
  test('compares integers beyond 2^53 exactly', () => {
    const cells = [9_007_199_254_740_993n, 9_007_199_254_740_992n];
    expect(run('dx_filter', ['=', '9007199254740993'], cells, types.int64).cells).toEqual([9_007_199_254_740_992n]);
  });
  test('compares decimals as numbers', () => {
    expect(run('dx_filter', ['>', '9.5'], ['10.00', '9.50'], types.decimal(10, 2)).cells).toEqual(['9.50']);
  });
});

describe('a transformer that makes no sense is refused before the run', () => {
  test.each([
    ['dx_substr', ['1'], 'takes 2 paras, 1 given'],
    ['dx_substr', ['x', '2'], 'must be a whole number'],
    ['dx_pad', ['m', '2', 'x'], 'must be one of l, r'],
    ['dx_filter', ['like', '('], 'not a valid regular expression'],
    ['dx_nothing', [], 'no transformer "dx_nothing"'],
  ])('%s %j', (name, paras, message) => {
    expect(() => run(name, paras, ['a'])).toThrow(message);
  });
});
