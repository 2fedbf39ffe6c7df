import { Batch, Column, selectRows, type BatchConverter, type Rejection, type Schema } from '@sluice/core';
import { byteParsers, type ByteEncoding } from './byte-encoding.ts';

/**
 * Texts of a file as the bytes they stand for, where the schema wants bytes. Undefined when no column is concerned.
 * The other columns pass as they are.
 */
export function byteDecoder(from: Schema, wanted: Schema, encoding: ByteEncoding): ByteDecoder | undefined {
  const places = from.columns.flatMap(({ type }, at) =>
    type.kind === 'utf8' && wanted.columns[at]?.type.kind === 'binary' ? [at] : [],
  );
  if (places.length === 0 || encoding === 'utf8') return undefined;
  const to = {
    columns: from.columns.map((column, at) => (places.includes(at) ? (wanted.columns[at] ?? column) : column)),
  };
  const parsers = byteParsers(to, encoding);
  return {
    schema: to,
    convert(batch) {
      const rejections: Rejection[] = [];
      const columns = batch.columns.map((column, at) => {
        const parse = parsers[at];
        if (parse === undefined || !places.includes(at)) return column;
        const { offsets, bytes } = column;
        const decoded = new Column((to.columns[at] as Schema['columns'][number]).type, batch.rowCount);
        for (let row = 0; row < batch.rowCount; row++) {
          decoded.offsets[row + 1] = decoded.offsets[row] as number;
          if (column.isNull(row)) decoded.setNull(row);
          else if (parse(bytes, offsets[row] as number, offsets[row + 1] as number, decoded, row) !== 0) {
            rejections.push({ row, column: at, code: 'MALFORMED', reason: `is no ${encoding} text of bytes that fit` });
          }
        }
        return decoded;
      });
      return { batch: without(derived(batch, to, columns), rejections), rejections };
    },
  };
}

export interface ByteDecoder extends BatchConverter {
  /** Of its batches. */
  readonly schema: Schema;
}

function derived(batch: Batch, schema: Schema, columns: readonly Column[]): Batch {
  const made = new Batch(schema, columns);
  made.rowCount = batch.rowCount;
  made.firstOrdinal = batch.firstOrdinal;
  made.ordinals = batch.ordinals;
  made.origin = batch.origin;
  made.source = { batch };
  return made;
}

function without(batch: Batch, rejections: readonly Rejection[]): Batch {
  if (rejections.length === 0) return batch;
  const refused = new Set(rejections.map(({ row }) => row));
  const kept = Int32Array.from(
    Array.from({ length: batch.rowCount }, (_, row) => row).filter((row) => !refused.has(row)),
  );
  const selected = selectRows(batch, kept);
  selected.source = { batch: (batch.source as { batch: Batch }).batch, rows: kept };
  return selected;
}
