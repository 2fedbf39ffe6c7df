import { expect, test } from 'vitest';
import { SluiceError, defineErrors } from './define.ts';

const errors = defineErrors('sample-store', {
  tableNotFound: {
    message: ({ table }: { table: string }) => `Table "${table}" does not exist.`,
    hint: () => 'Check the name.',
  },
});

test('derives the code from area and name', () => {
  const error = errors.tableNotFound({ table: 'orders' });
  expect(error).toBeInstanceOf(SluiceError);
  expect(error.code).toBe('SAMPLE_STORE_TABLE_NOT_FOUND');
  expect(error.message).toBe('Table "orders" does not exist.');
});

test('prints code, kind, message, suggestion and place as JSON', () => {
  const error = errors.tableNotFound({ table: 'orders' }).at({ path: 'reader.parameter.table' });
  expect(error.toJSON()).toEqual({
    code: 'SAMPLE_STORE_TABLE_NOT_FOUND',
    kind: 'config',
    message: 'Table "orders" does not exist.',
    suggestion: 'Check the name.',
    path: 'reader.parameter.table',
    values: { table: 'orders' },
  });
});
