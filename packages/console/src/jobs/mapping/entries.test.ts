import type { JsonValue } from '@sluice/core';
import { expect, test } from 'vitest';
import { kindOf, labelOf, sidesOf, sourceKeyOf, styled, styleOf, typedEntry } from './entries.ts';

const columns = [
  { name: 'id', type: 'int64' },
  { name: 'order', type: 'utf8' },
];

test('a quoted name, an object and an index mean the same column', () => {
  const spellings: readonly JsonValue[] = [
    'order',
    '"order"',
    '`order`',
    '[order]',
    { name: 'order', type: 'string' },
    { index: 1 },
  ];
  expect(new Set(spellings.map((value) => sourceKeyOf(columns, value)))).toEqual(new Set(['column:order']));
});

test('tells columns from constants, parameters and functions', () => {
  expect(kindOf('id', columns)).toBe('column');
  expect(kindOf("'abc'", columns)).toBe('constant');
  expect(kindOf('12.5', columns)).toBe('constant');
  expect(kindOf('null', columns)).toBe('constant');
  expect(kindOf("'${bizdate}'", columns)).toBe('parameter');
  expect(kindOf('now()', columns)).toBe('function');
  expect(kindOf('gone', columns)).toBe('other');
  expect(kindOf({ value: 'a', type: 'string' }, columns)).toBe('constant');
  expect(kindOf({ value: '${day}', type: 'string' }, columns)).toBe('parameter');
});

test('a constant that is named like a column is no column', () => {
  expect(kindOf("'id'", columns)).toBe('constant');
  expect(labelOf({ value: 'id', type: 'string' })).toBe("'id'");
});

test('shows what lines name beside the known columns, once each', () => {
  const lines = [
    { source: 'id', target: 'id' },
    { source: 'now()', target: 'at' },
    { source: 'now()', target: 'also_at' },
  ];
  const { sources, targets } = sidesOf({ source: columns, target: [{ name: 'id', type: 'int64' }] }, lines);
  expect(sources.map(({ label, kind }) => `${label} ${kind}`)).toEqual(['id column', 'order column', 'now() function']);
  expect(targets.map(({ label }) => label)).toEqual(['id', 'at', 'also_at']);
});

test('lines without an end add nothing', () => {
  const { sources, targets } = sidesOf({ source: columns, target: [] }, [{ source: 'id', target: null }]);
  expect(sources).toHaveLength(2);
  expect(targets).toEqual([]);
});

test('writes entries in the manner of the reader', () => {
  expect(styleOf(['id', 'amount'])).toBe('name');
  expect(styleOf([{ index: 0, type: 'long' }])).toBe('index');
  expect(styleOf([{ name: 'id', type: 'long' }])).toBe('object');
  expect(styled({ name: 'id', type: 'int64' }, 3, 'index').entry).toEqual({ index: 3, type: 'int64' });
  expect(typedEntry("'it''s'", 'name')).toBe("'it''s'");
  expect(typedEntry("'it''s'", 'index')).toEqual({ value: "it's", type: 'string' });
  expect(typedEntry('{"index": 4}', 'index')).toEqual({ index: 4 });
});
