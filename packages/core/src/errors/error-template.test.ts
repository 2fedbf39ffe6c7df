import { expect, test } from 'vitest';
import { errorTemplate } from './error-template.ts';

test('prints the names of the values in braces', () => {
  const declaration = {
    message: ({ table, rows }: { table: string; rows: number }) => `Table "${table}": ${rows.toFixed(1)} rows.`,
    hint: ({ known }: { known: readonly string[] }) => `Known are: ${known.map((name) => `"${name}"`).join(', ')}.`,
  };
  expect(errorTemplate(declaration as never)).toEqual({
    message: 'Table "{table}": {rows} rows.',
    hint: 'Known are: {known}.',
  });
});

test('a sentence that is a value as a whole is a text as well', () => {
  const declaration = { message: ({ summary }: { summary: string }) => summary };
  expect(errorTemplate(declaration as never)).toEqual({ message: '{summary}' });
});

test('does not fail on a sentence that needs a real value', () => {
  const declaration = { message: ({ at }: { at: Date }) => new Date(at.getTime()).toISOString() };
  expect(errorTemplate(declaration as never).message).toBe('…');
});
