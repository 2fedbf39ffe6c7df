import { cellText, cellToJson, type Column } from '@sluice/core';

/**
 * A cell that is not null inside of JSON: numbers with all their digits; NaN and infinities as strings; binary as base64;
 * dates as ISO text.
 */
export function printCell(column: Column, row: number): string {
  const { type, values } = column;
  switch (type.kind) {
    case 'bool':
      return values[row] === 0 ? 'false' : 'true';
    case 'int8':
    case 'int16':
    case 'int32':
      return String(values[row]);
    case 'int64':
    case 'decimal':
      return cellText(column, row);
    case 'float32':
    case 'float64':
      return Number.isFinite(values[row]) ? cellText(column, row) : JSON.stringify(String(values[row]));
    case 'utf8':
      return JSON.stringify(textOf(column, row, 'utf8'));
    case 'binary':
      return JSON.stringify(textOf(column, row, 'base64'));
    default:
      return JSON.stringify(cellToJson(column, row));
  }
}

function textOf({ bytes, offsets }: Column, row: number, encoding: 'utf8' | 'base64'): string {
  const start = offsets[row] as number;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, (offsets[row + 1] as number) - start).toString(encoding);
}
