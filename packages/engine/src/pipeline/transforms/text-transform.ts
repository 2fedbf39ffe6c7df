import type { Batch, Rejection, Schema } from '@sluice/core';
import { Batch as BatchClass, Column, cellText, selectRows, setCell, types } from '@sluice/core';
import type { Transform } from './transform.ts';

/** A refusal by a text function: the row becomes dirty. */
export class TextRefusal {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** New text of a cell from its old one; null is SQL NULL. */
export type TextFunction = (text: string | null) => string | null | TextRefusal;

/** A transform that turns one column into text by a function, and makes rows dirty that the function refuses. */
export function textTransform(schema: Schema, column: number, change: TextFunction): Transform {
  const columns = schema.columns.map((spec, index) =>
    index === column ? { name: spec.name, type: types.utf8, isNullable: true } : spec,
  );
  const result: Schema = { columns };
  return {
    schema: result,
    apply(batch) {
      const target = new Column(types.utf8, Math.max(batch.rowCount, 1));
      const rejections: Rejection[] = [];
      const source = batch.columns[column] as Column;
      for (let row = 0; row < batch.rowCount; row++) {
        const text = change(source.isNull(row) ? null : cellText(source, row));
        if (text instanceof TextRefusal)
          rejections.push({ row, column, code: 'TRANSFORM_FAILED', reason: text.reason });
        setCell(target, row, text instanceof TextRefusal ? null : text);
      }
      const changed = withColumns(batch, result, batch.columns.with(column, target));
      return { batch: withoutRows(changed, rejections), rejections, filtered: 0 };
    },
  };
}

function withColumns(batch: Batch, schema: Schema, columns: readonly Column[]): Batch {
  const changed = new BatchClass(schema, columns);
  changed.rowCount = batch.rowCount;
  changed.source = { batch };
  return changed;
}

function withoutRows(batch: Batch, rejections: readonly Rejection[]): Batch {
  if (rejections.length === 0) return batch;
  const refused = new Set(rejections.map((rejection) => rejection.row));
  const rows = Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !refused.has(row));
  return selectRows(batch, Int32Array.from(rows));
}
