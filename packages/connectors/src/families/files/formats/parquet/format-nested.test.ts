import { describe, expect, test } from 'vitest';
import { cellsOf, copied, fixture, readParquet, typeNames } from './test-read-files.ts';

describe('nested columns', () => {
  test('are JSON, lists of plain values lists, with nulls and empty ones told apart', async () => {
    const found = await readParquet(fixture('nested'));
    expect(typeNames(found)).toEqual(['list<int64>', 'json', 'json', 'json', 'json', 'json', 'json', 'json']);
    expect(found.rows).toEqual([
      [
        '[1,null,3]',
        '[["a",null],[],null,["b"]]',
        '{"a":1,"b":{"c":"x","d":null}}',
        '[{"a":1,"b":["x","y"]},null,{"a":null,"b":[]}]',
        '{"k":1,"l":null}',
        '{"1":[{"s":{"z":"2026-11-20"}}]}',
        '["AP8=",null]',
        '{"t":"2026-11-20 01:02:03+00:00","d":-1.50,"f":"NaN"}',
      ],
      ['[]', '[]', '{"a":null,"b":null}', '[]', '{}', '{"2":null}', '[]', null],
      [null, null, null, null, null, null, null, null],
      [
        '[4]',
        '[[]]',
        '{"a":2,"b":{"c":null,"d":[1.5,null]}}',
        '[{"a":3,"b":null}]',
        String.raw`{"m\"\n":3}`,
        '{"3":[null,{"s":null}]}',
        '["YWJj"]',
        null,
      ],
    ]);
  });

  test.each([1000, 37, 1])('are put together over pages and row groups, in batches of %d', async (batchRows) => {
    const found = await readParquet(fixture('nested-pages'), { batchRows });
    const lists = Array.from({ length: 600 }, (_, i) => {
      if (i % 17 === 0) return null;
      return Array.from({ length: i % 13 }, (_, j) => ((i + j) % 5 === 0 ? null : j));
    });
    expect(cellsOf(found, 'list')).toEqual(lists.map((list) => list && JSON.stringify(list)));
    const structs = lists.map((list) =>
      list?.map((v) => ({ v: `v${v ?? 'None'}`, w: Array.from({ length: v ?? 0 }, () => v) })),
    );
    expect(cellsOf(found, 'structs')).toEqual(
      structs.map((list) => (list === undefined ? null : JSON.stringify(list))),
    );
  });

  test('are lists when their items cannot be null', async () => {
    const found = await readParquet(fixture('required-items'));
    expect(typeNames(found)).toEqual(['list<int32>']);
    expect(found.rows).toEqual([['[1,2]'], ['[]'], [null], ['[3]']]);
  });

  test('are read from DuckDB with large values and many rows', async () => {
    const found = await readParquet(
      await copied(`select i, {'a': i, 'b': [i, null]} as s, map([i::varchar], [i % 2 = 0]) as m,
        [repeat('x', i::int % 50)] as l from range(20000) r(i)`),
      { columns: ['m', 'i', 's', 'l'], batchRows: 4096 },
    );
    expect(found.rows).toHaveLength(20_000);
    expect(found.rows[19_999]).toEqual([
      '{"19999":false}',
      19_999n,
      '{"a":19999,"b":[19999,null]}',
      `["${'x'.repeat(49)}"]`,
    ]);
    for (const [i, row] of found.rows.entries()) {
      expect(row).toEqual([
        `{"${i}":${i % 2 === 0}}`,
        BigInt(i),
        `{"a":${i},"b":[${i},null]}`,
        `["${'x'.repeat(i % 50)}"]`,
      ]);
    }
  });
});
