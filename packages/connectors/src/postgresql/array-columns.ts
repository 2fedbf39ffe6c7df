import { Batch, Column, type Rejection } from '@sluice/core';
import { arrayLiteral, type Items } from './array-text.ts';
import type { Mapping } from './types.ts';

/** Lists come as JSON text and go as array literals; texts that are no list are refused. */
export function withArrayLiterals(
  mappings: readonly Mapping[],
  batch: Batch,
): { readonly ready: Batch; readonly broken: readonly Rejection[] } {
  const lists = new Map(mappings.flatMap((mapping, index) => (mapping.isArray ? [[index, itemsOf(mapping)]] : [])));
  if (lists.size === 0) return { ready: batch, broken: [] };
  const broken: Rejection[] = [];
  const columns = batch.columns.map((column, index) => {
    const items = lists.get(index);
    if (items === undefined) return column;
    return literals(column, { rows: batch.rowCount, items, onBroken: (row) => broken.push(brokenList(row, index, items)) }); // prettier-ignore
  });
  const ready = new Batch(batch.schema, columns);
  ready.rowCount = batch.rowCount;
  return { ready, broken };
}

function itemsOf({ type }: Mapping): Items {
  return type.kind === 'list' && type.item.kind === 'binary' ? 'bytes' : 'texts';
}

function brokenList(row: number, column: number, items: Items): Rejection {
  const reason = items === 'bytes' ? 'The text is no JSON list of bytes in base64.' : 'The text is no JSON list.';
  return { row, column, code: 'MALFORMED', reason };
}

interface LiteralRequest {
  readonly rows: number;
  readonly items: Items;
  readonly onBroken: (row: number) => void;
}

function literals(column: Column, { rows, items, onBroken }: LiteralRequest): Column {
  const converted = new Column(column.type, rows);
  for (let row = 0; row < rows; row++) {
    const start = converted.offsets[row] as number;
    converted.offsets[row + 1] = start;
    if (column.isNull(row)) {
      converted.setNull(row);
      continue;
    }
    const literal = arrayLiteral(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]), items);
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
