import type { Column } from '@sluice/core';

/** Copies the cells [start, end) of a column to another one of its type, from `row` on. Nulls are not looked at. */
export function moveCells(from: Column, start: number, end: number, into: Column, row: number): void {
  into.reserveRows(row + end - start);
  if (from.layout !== 'bytes') {
    const { width } = from;
    into.values.set(from.values.subarray(start * width, end * width) as never, row * width);
    return;
  }
  const first = from.offsets[start] as number;
  const shift = (into.offsets[row] as number) - first;
  into.reserveBytes((from.offsets[end] as number) + shift);
  into.bytes.set(from.bytes.subarray(first, from.offsets[end]), first + shift);
  for (let i = 1; i <= end - start; i++) into.offsets[row + i] = (from.offsets[start + i] as number) + shift;
}
