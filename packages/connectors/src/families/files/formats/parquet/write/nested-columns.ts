/** Lists and vectors: columns with several values in a row. */
import type { Column, Type } from '@sluice/core';
import { type Cells, emptyCells, wordsOf } from './cells.ts';
import type { Reject } from '../../column-groups.ts';
import { type Check, valueCheck } from './checks.ts';
import type { ChunkSetup, ChunkWriter } from './chunk.ts';
import type { ColumnWriter } from './column.ts';
import { decimalConversion } from './decimals.ts';
import { type ListItems, itemsTaker } from './lists.ts';
import { gatherOf } from './type-cells.ts';

export interface NestedSetup {
  readonly isNullable: boolean;
  readonly chunk: ChunkWriter;
  readonly nullCheck: Check | undefined;
  readonly setup: ChunkSetup;
}

/** Definition levels of a list: null, empty, an item that is null, an item. */
function levelsOf(isNullable: boolean) {
  const empty = isNullable ? 1 : 0;
  return { none: 0, empty, nullItem: empty + 1, item: empty + 2 };
}

export function listWriter({
  item,
  isNullable,
  chunk,
  nullCheck,
  setup,
}: NestedSetup & { readonly item: Type }): ColumnWriter {
  const takeItems = itemsTaker(item);
  const gather = gatherOf(item);
  const check = valueCheck(item);
  const convert = item.kind === 'decimal' ? decimalConversion(item) : undefined;
  const levels = levelsOf(isNullable);
  const cells = emptyCells();
  let taken: ListItems = { items: undefined as unknown as Column, starts: new Int32Array(0) };
  let firstRow = 0;
  return {
    chunk,
    prepare(column, from, to, reject) {
      nullCheck?.(column, from, to, reject);
      firstRow = from;
      taken = takeItems(column, from, to, reject);
      const { starts } = taken;
      const count = starts[to - from] as number;
      const rejectItem: Reject = (at, code, reason) => reject(from + ownerOf(starts, to - from, at), code, reason);
      check?.(taken.items, 0, count, rejectItem);
      if (convert !== undefined) taken = { items: convert(taken.items, 0, count, rejectItem), starts };
    },
    add(column, from, to) {
      const { items, starts } = taken;
      const startOf = (row: number): number => starts[row - firstRow] as number;
      for (let row = from, end; row < to; row = end) {
        end = row + 1;
        while (end < to && startOf(end + 1) - startOf(row) <= setup.pageEntries) end++;
        gather(items, startOf(row), startOf(end), cells);
        chunk.addValues(cells);
        chunk.endRows(addListLevels(chunk, levels, column, { items, startOf, row, end }));
      }
    },
  };
}

/** The row that item number `at` belongs to, counted from the first one. */
function ownerOf(starts: Int32Array, rowCount: number, at: number): number {
  let low = 0;
  let high = rowCount;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}

interface ListRows {
  readonly items: Column;
  readonly startOf: (row: number) => number;
  readonly row: number;
  readonly end: number;
}

/** Returns the number of entries. */
function addListLevels(
  { definition, repetition }: ChunkWriter,
  levels: ReturnType<typeof levelsOf>,
  column: Column,
  { items, startOf, row: first, end }: ListRows,
): number {
  let entries = 0;
  for (let row = first; row < end; row++) {
    const from = startOf(row);
    const to = startOf(row + 1);
    repetition?.add(0, 1);
    if (from === to) definition?.add(column.isNull(row) ? levels.none : levels.empty, 1);
    else repetition?.add(1, to - from - 1);
    for (let i = from; i < to; i++) definition?.add(items.isNull(i) ? levels.nullItem : levels.item, 1);
    entries += Math.max(1, to - from);
  }
  return entries;
}

export function vectorWriter({
  size,
  isNullable,
  chunk,
  nullCheck,
  setup,
}: NestedSetup & { readonly size: number }): ColumnWriter {
  const levels = levelsOf(isNullable);
  const { definition, repetition } = chunk;
  const cells = emptyCells();
  const rowsAtOnce = Math.max(1, Math.floor(setup.pageBytes / (4 * Math.max(1, size))));
  const addRows = (column: Column, from: number, to: number, isPresent: boolean): void => {
    fillVectors(cells, column, from * size, isPresent ? (to - from) * size : 0);
    chunk.addValues(cells);
    for (let row = from; row < to; row++) {
      repetition?.add(0, 1);
      if (!isPresent) definition?.add(levels.none, 1);
      else if (size === 0) definition?.add(levels.empty, 1);
      else {
        repetition?.add(1, size - 1);
        // Items are required, so the level of an item is one less than in a list.
        definition?.add(levels.nullItem, size);
      }
    }
    chunk.endRows((to - from) * (isPresent ? Math.max(1, size) : 1));
  };
  return {
    chunk,
    prepare: (column, from, to, reject) => nullCheck?.(column, from, to, reject),
    add(column, from, to) {
      for (let row = from, end; row < to; row = end) {
        const isNull = column.isNull(row);
        end = row + 1;
        while (end < to && end - row < rowsAtOnce && column.isNull(end) === isNull) end++;
        addRows(column, row, end, !isNull);
      }
    },
  };
}

function fillVectors(cells: Cells, column: Column, at: number, count: number): void {
  cells.values = wordsOf(column);
  cells.at = at;
  cells.count = count;
}
