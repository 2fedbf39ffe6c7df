/** The general way: the canonical text of a cell, read as the other type. Its exactness is that of the kernels. */
import type { Column } from '../column.ts';
import { compileFormatter } from '../text/formatter.ts';
import { type TextOptions, compileParser } from '../text/parser.ts';
import type { Type } from '../types.ts';
import { layoutOf } from '../types.ts';
import type { CellConverter } from './verdict.ts';

const plainOptions: TextOptions = { timeZone: 'UTC', lenientDates: false };

/** Any pair of types whose texts agree. */
export function throughText(from: Type, to: Type, options = plainOptions): CellConverter {
  const parse = compileParser(to, options);
  if (layoutOf(from) === 'bytes') {
    return (source, target, row) =>
      parse(source.bytes, source.offsets[row] as number, source.offsets[row + 1] as number, target, row);
  }
  const { format, maxBytes } = compileFormatter(from, options);
  let scratch = new Uint8Array(64);
  return (source, target, row) => {
    const size = maxBytes(source, row);
    if (size > scratch.length) scratch = new Uint8Array(size);
    return parse(scratch, 0, format(source, row, scratch, 0), target, row);
  };
}

/** Into a `bytes` column, straight where the cell belongs. */
export function printText(from: Type, options: TextOptions): (source: Column, target: Column, row: number) => void {
  const { format, maxBytes } = compileFormatter(from, options);
  return (source, target, row) => {
    const position = target.offsets[row] as number;
    target.reserveBytes(position + maxBytes(source, row));
    target.offsets[row + 1] = format(source, row, target.bytes, position);
  };
}
