import { Batch, Column, type Rejection } from '@sluice/core';
import { arrayLiteral } from './array-text.ts';
import type { Mapping } from './types.ts';

/** Lists come as JSON text and go as array literals; texts that are no list are refused. */
export function withArrayLiterals(
  mappings: readonly Mapping[],
  batch: Batch,
): { readonly ready: Batch; readonly broken: readonly Rejection[] } {
  const lists = mappings.flatMap((mapping, index) => (mapping.isArray === true ? [index] : []));
  if (lists.length === 0) return { ready: batch, broken: [] };
  const broken: Rejection[] = [];
  const columns = batch.columns.map((column, index) =>
    lists.includes(index) ? literals(column, batch.rowCount, (row) => broken.push(brokenList(row, index))) : column,
  );
  const ready = new Batch(batch.schema, columns);
  ready.rowCount = batch.rowCount;
  return { ready, broken };
}

function brokenList(row: number, column: number): Rejection {
  return { row, column, code: 'MALFORMED', reason: 'The text is no JSON list.' };
}

function literals(column: Column, rows: number, onBroken: (row: number) => void): Column {
  const converted = new Column(column.type, rows);
  for (let row = 0; row < rows; row++) {
    const start = converted.offsets[row] as number;
    converted.offsets[row + 1] = start;
    if (column.isNull(row)) {
      converted.setNull(row);
      continue;
    }
    const literal = arrayLiteral(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    if (literal === undefined) {
      onBroken(row);
      continue;
    }
    converted.reserveBytes(start + literal.length);
    converted.bytes.set(literal, start);
    converted.offsets[row + 1] = start + literal.length;
  }
  return converted;
}
