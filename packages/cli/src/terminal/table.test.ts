import { expect, test } from 'vitest';
import { pairLines, tableLines } from './table.ts';

test('aligns columns, numbers on the right, and leaves no blanks at line ends', () => {
  const lines = tableLines(
    [{ title: 'name' }, { title: 'rows', align: 'right' }, { title: 'note' }],
    [
      ['orders', '1,000', ''],
      ['订单', '7', 'new'],
    ],
  );
  expect(lines).toEqual(['name     rows  note', '------  -----  ----', 'orders  1,000', '订单        7  new']);
});

test('cuts long cells and keeps each on one line', () => {
  expect(tableLines([{ title: 'text', maxWidth: 6 }], [['line one\nline two']])).toEqual(['text', '------', 'line …']);
});

test('prints only the titles when there are no rows', () => {
  expect(tableLines([{ title: 'name' }], [])).toEqual(['name', '----']);
});

test('leaves out pairs whose value is unknown', () => {
  expect(
    pairLines([
      ['read', '3 rows'],
      ['counted', undefined],
      ['written', '2 rows'],
    ]),
  ).toEqual(['read     3 rows', 'written  2 rows']);
});
