/** From the columns of batches to the chunks of a file. */
import type { Column, ColumnSpec, Type } from '@sluice/core';
import { emptyCells } from './cells.ts';
import type { GroupColumn } from '../../column-groups.ts';
import { type Check, checkNulls, valueCheck } from './checks.ts';
import { type ChunkSetup, ChunkWriter } from './chunk.ts';
import { type Convert, decimalConversion } from './decimals.ts';
import { listWriter, vectorWriter } from './nested-columns.ts';
import { type Leaf, itemType } from './schema.ts';
import { gatherOf } from './type-cells.ts';

/** Writes one column. Rows are first looked at, then those that fit in every column are added. */
export interface ColumnWriter extends GroupColumn {
  readonly chunk: ChunkWriter;
}

export function columnWriter({ type, isNullable }: ColumnSpec, leaf: Leaf, setup: ChunkSetup): ColumnWriter {
  const chunk = new ChunkWriter(leaf, setup);
  const nullCheck = isNullable ? undefined : checkNulls;
  const item = itemType(type);
  if (type.kind === 'vector') return vectorWriter({ size: type.size, isNullable, chunk, nullCheck, setup });
  if (item !== undefined) return listWriter({ item, isNullable, chunk, nullCheck, setup });
  return flatWriter(type, chunk, nullCheck);
}

function flatWriter(type: Type, chunk: ChunkWriter, nullCheck: Check | undefined): ColumnWriter {
  const gather = gatherOf(type);
  const check = valueCheck(type);
  const convert: Convert | undefined = type.kind === 'decimal' ? decimalConversion(type) : undefined;
  const { definition } = chunk;
  const cells = emptyCells();
  let converted: Column | undefined;
  let firstRow = 0;
  return {
    chunk,
    prepare(column, from, to, reject) {
      nullCheck?.(column, from, to, reject);
      check?.(column, from, to, reject);
      if (convert === undefined) return;
      converted = convert(column, from, to, reject);
      firstRow = from;
    },
    add(column, from, to) {
      const source = converted ?? column;
      const start = from - firstRow;
      const end = to - firstRow;
      gather(source, start, end, cells);
      chunk.addValues(cells);
      if (definition !== undefined) {
        if (cells.count === to - from) definition.add(1, to - from);
        else if (cells.count === 0) definition.add(0, to - from);
        else definition.addPresence(source, start, end);
      }
      chunk.endRows(to - from);
    },
  };
}
