/** Lists, which travel as JSON text, taken apart into their items. */
import { Column, type Type, compileParser, skipJsonValue, skipWhite } from '@sluice/core';
import { explainStatus } from '../../explain-status.ts';
import type { Reject } from './checks.ts';

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
      const next = appendList(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number, count);
      if (typeof next === 'number') count = next;
      else {
        for (let i = count; i <= next.item; i++) items.clearNull(i);
        reject(row, next.code, `Item ${next.item - count + 1} of the list: ${next.problem}`);
      }
    }
    starts[to - from] = count;
    return { items, starts };
  };

  /** The number of items after those of this list, or what is wrong with item number `item`. */
  function appendList(bytes: Uint8Array, start: number, end: number, first: number) {
    let count = first;
    let at = skipWhite(bytes, start, end);
    if (bytes[at] !== 91) return { item: count, ...explainStatus(1, { kind: 'list', item }) };
    at = skipWhite(bytes, at + 1, end);
    while (bytes[at] !== 93) {
      const after = skipJsonValue(bytes, at, end, 0);
      const status = after < 0 ? 1 : appendItem(bytes, at, after, count);
      if (status !== 0) return { item: count, ...explainStatus(status, item) };
      count++;
      at = skipWhite(bytes, after, end);
      if (bytes[at] === 44) at = skipWhite(bytes, at + 1, end);
      else if (bytes[at] !== 93 || at >= end) return { item: count, ...explainStatus(1, item) };
    }
    return count;
  }
}

/** Appends one JSON value as an item and returns a parse status. */
function itemAppender(
  item: Type,
  items: Column,
): (bytes: Uint8Array, start: number, end: number, row: number) => number {
  const parse = compileParser(item, { timeZone: 'UTC', lenientDates: false });
  return (bytes, start, end, row) => {
    items.reserveRows(row + 1);
    if (bytes[start] === 110) {
      items.setNull(row);
      if (items.layout === 'bytes') items.offsets[row + 1] = items.offsets[row] as number;
      return 0;
    }
    if (bytes[start] !== 34) return item.kind === 'utf8' ? 1 : parse(bytes, start, end, items, row);
    if (bytes.subarray(start, end).indexOf(92) < 0) return parse(bytes, start + 1, end - 1, items, row);
    const text = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString()) as string;
    if (!text.isWellFormed()) return 1;
    const plain = Buffer.from(text);
    return parse(plain, 0, plain.length, items, row);
  };
}
