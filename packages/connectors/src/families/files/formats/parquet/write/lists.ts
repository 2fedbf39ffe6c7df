/** Lists, which travel as JSON text, taken apart into their items. */
import { Column, type Type, compileParser, skipJsonValue, skipWhite } from '@sluice/core';
import { explainStatus } from '../../explain-status.ts';
import type { Reject } from '../../column-groups.ts';

/** The items of rows [from, to): those of row `from + i` are rows `starts[i]` to before `starts[i + 1]` of `items`. */
export interface ListItems {
  readonly items: Column;
  readonly starts: Int32Array;
}

/** Valid until the next call. A row with an item that does not fit is rejected and has none. */
export type TakeItems = (column: Column, from: number, to: number, reject: Reject) => ListItems;

export function itemsTaker(item: Type): TakeItems {
  const items = new Column(item, 64);
  let starts = new Int32Array(64);
  const appendItem = itemAppender(item, items);
  return (column, from, to, reject) => {
    items.clear();
    if (items.layout === 'bytes') items.offsets[0] = 0;
    if (starts.length <= to - from) starts = new Int32Array(to - from + 1);
    let count = 0;
    for (let row = from; row < to; row++) {
      starts[row - from] = count;
      if (column.isNull(row)) continue;
      const { bytes, offsets } = column;
      const text = { bytes, start: offsets[row] as number, end: offsets[row + 1] as number };
      const next = appendList(item, appendItem, text, count);
      if (typeof next === 'number') count = next;
      else {
        for (let i = count; i <= next.item; i++) items.clearNull(i);
        reject(row, next.code, `Item ${next.item - count + 1} of the list: ${next.problem}`);
      }
    }
    starts[to - from] = count;
    return { items, starts };
  };
}

interface ItemProblem {
  /** Number of the item among those of all rows. */
  readonly item: number;
  readonly code: string;
  readonly problem: string;
}

/** Appends the items of a list as rows from `first` on. Returns the number of the row after them, or what is wrong. */
function appendList(
  item: Type,
  appendItem: AppendItem,
  { bytes, start, end }: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  first: number,
): number | ItemProblem {
  let row = first;
  const problem = (status: number, type: Type): ItemProblem => ({ item: row, ...explainStatus(status, type) });
  let at = skipWhite(bytes, start, end);
  if (bytes[at] !== 91) return problem(malformed, { kind: 'list', item });
  at = skipWhite(bytes, at + 1, end);
  while (at >= end || bytes[at] !== 93) {
    const after = skipJsonValue(bytes, at, end, 0);
    const status = after < 0 ? malformed : appendItem(bytes, at, after, row);
    if (status !== 0) return problem(status, item);
    row++;
    at = skipWhite(bytes, after, end);
    if (bytes[at] === 44) at = skipWhite(bytes, at + 1, end);
    else if (bytes[at] !== 93 || at >= end) return problem(malformed, { kind: 'list', item });
  }
  return row;
}

/** Status of a text that is no value of its type. */
const malformed = 1;

/** Appends one JSON value as an item and returns a parse status. */
type AppendItem = (bytes: Uint8Array, start: number, end: number, row: number) => number;

function itemAppender(item: Type, items: Column): AppendItem {
  const parse = compileParser(item, { timeZone: 'UTC', lenientDates: false });
  return (bytes, start, end, row) => {
    items.reserveRows(row + 1);
    if (bytes[start] === 110) {
      items.setNull(row);
      if (items.layout === 'bytes') items.offsets[row + 1] = items.offsets[row] as number;
      return 0;
    }
    if (bytes[start] !== 34) return item.kind === 'utf8' ? malformed : parse(bytes, start, end, items, row);
    if (bytes.subarray(start, end).indexOf(92) < 0) return parse(bytes, start + 1, end - 1, items, row);
    const text = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()) as string;
    if (!text.isWellFormed()) return malformed;
    const plain = Buffer.from(text);
    return parse(plain, 0, plain.length, items, row);
  };
}
