import { expect, test } from 'vitest';
import { findName, quoteIdentifier, quoteTable, unquote } from './identifiers.ts';

test('doubles quotes inside a quoted identifier', () => {
  expect(quoteIdentifier('"', 'a"b')).toBe('"a""b"');
  expect(quoteIdentifier('`', 'a`b')).toBe('`a``b`');
  expect(quoteIdentifier('[', 'a]b')).toBe('[a]]b]');
});

test('makes SQL in a table name an identifier', () => {
  expect(quoteTable('"', { name: 'x"; drop table y; --' })).toBe('"x""; drop table y; --"');
  expect(quoteTable('`', { schema: 'shop', name: 'orders' })).toBe('`shop`.`orders`');
});

test('takes one quoted name out of its quotes', () => {
  expect(unquote('"or""der"')).toBe('or"der');
  expect(unquote('`order`')).toBe('order');
  expect(unquote('[order]')).toBe('order');
  expect(unquote('"a" || "b"')).toBeUndefined();
  expect(unquote('order')).toBeUndefined();
});

test('finds a column exactly, then inside quotes, then in another case', () => {
  expect(findName(['id', 'ID'], 'ID')).toBe('ID');
  expect(findName(['order'], '"order"')).toBe('order');
  expect(findName(['Id'], 'id')).toBe('Id');
});

test('does not guess between two columns that differ by case', () => {
  expect(findName(['Id', 'iD'], 'id')).toBeUndefined();
});
