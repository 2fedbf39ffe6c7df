import { expect, test } from 'vitest';
import type { MappingColumn } from './mapping-columns.ts';
import { layoutMapping, mapByName, mapByRow, mapFuzzy, type Mapped } from './mapping.ts';
import type { MappingLine } from './wizard.ts';

function mapped(source: string, target: string, lines: readonly MappingLine[] = []): Mapped {
  const columns = (names: string): MappingColumn[] => names.split(' ').map((name) => ({ name }));
  return { source: columns(source), target: columns(target), lines };
}

function texts(lines: readonly MappingLine[]): string[] {
  return lines.map(({ source, target }) => {
    const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
    return `${text(source)} → ${text(target)}`;
  });
}

test('same names are mapped in the order of the target, in any case unless it counts', () => {
  const columns = mapped('ID name Extra', 'name id missing');
  expect(texts(mapByName(columns))).toEqual(['name → name', 'ID → id']);
  expect(texts(mapByName(columns, { ignoreCase: false }))).toEqual(['name → name']);
});

test('of two source columns that differ in case alone the first is taken', () => {
  expect(texts(mapByName(mapped('Id ID', 'id')))).toEqual(['Id → id']);
});

test('same rows are mapped as far as both sides go', () => {
  expect(texts(mapByRow(mapped('a b c', 'x y')))).toEqual(['a → x', 'b → y']);
});

test('lines from constants and expressions stay', () => {
  const lines = [
    { source: "'${bizdate}'", target: 'day' },
    { source: { value: 'web', type: 'string' }, target: 'channel' },
    { source: 'now()', target: 'gone' },
    { source: 'a', target: 'b' },
  ];
  expect(texts(mapByName(mapped('day channel a', 'channel day a', lines)))).toEqual([
    '{"value":"web","type":"string"} → channel',
    "'${bizdate}' → day",
    'a → a',
    'now() → gone',
  ]);
});

test('entries of a script that are no plain names are written as they are', () => {
  const source = [{ name: 'column1', entry: { index: 1, type: 'long' } }];
  const target = [{ name: 'column1', entry: { name: 'column1', type: 'BIGINT' } }];
  expect(mapByName({ source, target, lines: [] })).toEqual([
    { source: { index: 1, type: 'long' }, target: { name: 'column1', type: 'BIGINT' } },
  ]);
});

test('fuzzy: case, separators and prefixes of tables do not matter, and small differences neither', () => {
  const columns = mapped('o_order_id o_custName o_adress o_createdAt o_x', 'ORDERID cust_name address created_time y');
  expect(texts(mapFuzzy(columns))).toEqual(['o_order_id → ORDERID', 'o_custName → cust_name', 'o_adress → address']);
});

test('fuzzy: each column is used once, and the surest pair wins', () => {
  expect(texts(mapFuzzy(mapped('amount amounts', 'amount amount2')))).toEqual(['amount → amount', 'amounts → amount2']);
  expect(texts(mapFuzzy(mapped('id', 'ix')))).toEqual([]);
});

test('layout puts what belongs together on one row', () => {
  const lines = [
    { source: 'c', target: 'x' },
    { source: 'now()', target: 'z' },
    { source: 'a', target: 'y' },
  ];
  const laid = layoutMapping(mapped('a b c', 'x y z', lines));
  expect(laid.source.map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  expect(laid.target.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
  expect(texts(laid.lines)).toEqual(['c → x', 'a → y', 'now() → z']);
});
