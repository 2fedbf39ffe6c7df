import type { Schema } from '@sluice/core';
import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { orderNotes } from './order-note.ts';

const schema = (...names: string[]): Schema => ({
  columns: names.map((name) => ({ name, type: types.utf8, isNullable: true })),
});

test('names in another order are told', () => {
  expect(orderNotes(schema('name', 'id', 'at'), schema('ID', 'NAME', 'at'))).toEqual([
    'Columns are matched by position, and here the names are in another order: "name" goes into "ID", "id" goes into "NAME".',
  ]);
});

test('other names are nothing to tell', () => {
  expect(orderNotes(schema('column0', 'Id'), schema('key', 'id'))).toEqual([]);
});
