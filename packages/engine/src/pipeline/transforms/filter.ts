import type { Column, Schema } from '@sluice/core';
import { cellText, selectRows } from '@sluice/core';
import { transformErrors } from './errors.ts';
import { positionalParameters, wordPara } from './parameters.ts';
import type { TransformFactory } from './transform.ts';

type RowTest = (text: string | null) => boolean;

const numericKinds = new Set(['int8', 'int16', 'int32', 'int64', 'uint64', 'float32', 'float64', 'decimal']);

/**
 * paras: operator, value. Drops the rows for which the condition is true. `like` and `not like` match a regular
 * expression against the whole text. Numbers compare as numbers, everything else (dates too) as canonical text.
 * null: kept by `like`, `>`, `>=`, `<`, `<=`, `=`; dropped by `not like` and `!=`; `= null` drops it.
 */
export const filter: TransformFactory = (parameter, schema) => {
  const { column, paras } = positionalParameters('dx_filter', parameter, schema, 2);
  const operator = wordPara('dx_filter', paras, 0, ['like', 'not like', '=', '==', '!=', '>', '>=', '<', '<=']);
  const drops = rowTest(operator, paras[1] as string, schema, column);
  return {
    schema,
    apply(batch) {
      const cells = batch.columns[column] as Column;
      const kept: number[] = [];
      for (let row = 0; row < batch.rowCount; row++) {
        if (!drops(cells.isNull(row) ? null : cellText(cells, row))) kept.push(row);
      }
      const filtered = batch.rowCount - kept.length;
      return { batch: filtered === 0 ? batch : selectRows(batch, Int32Array.from(kept)), rejections: [], filtered };
    },
  };
};

function rowTest(operator: string, value: string, schema: Schema, column: number): RowTest {
  if (operator === 'like' || operator === 'not like') {
    const pattern = wholeTextPattern(value);
    return (text) => (text === null ? operator === 'not like' : pattern.test(text) === (operator === 'like'));
  }
  if (value === 'null' && (operator === '=' || operator === '==')) return (text) => text === null;
  if (value === 'null' && operator === '!=') return (text) => text !== null;
  const compare = numericKinds.has(schema.columns[column]?.type.kind ?? '')
    ? compareNumbers(value)
    : compareTexts(value);
  return (text) => (text === null ? operator === '!=' : holds(operator, compare(text)));
}

function wholeTextPattern(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'su');
  } catch (error) {
    throw transformErrors.badPattern({ pattern }, error);
  }
}

function compareNumbers(value: string): (text: string) => number {
  return (text) =>
    /^-?\d+$/.test(text) && /^-?\d+$/.test(value) ? sign(BigInt(text) - BigInt(value)) : Number(text) - Number(value);
}

function compareTexts(value: string): (text: string) => number {
  return (text) => (text < value ? -1 : Number(text > value));
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : Number(difference > 0n);
}

function holds(operator: string, comparison: number): boolean {
  switch (operator) {
    case '=':
    case '==':
      return comparison === 0;
    case '!=':
      return comparison !== 0;
    case '>':
      return comparison > 0;
    case '>=':
      return comparison >= 0;
    case '<':
      return comparison < 0;
    default:
      return comparison <= 0;
  }
}
