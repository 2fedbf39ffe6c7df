import type { Parameter, Schema } from '@sluice/core';
import { transformErrors } from './errors.ts';

/** The parameters of DataX's transformers: `columnIndex` and `paras`, which may be numbers or texts. */
export interface PositionalParameters {
  readonly column: number;
  readonly paras: readonly string[];
}

/** Reads and checks them. Throws `TRANSFORM_*`. */
export function positionalParameters(
  name: string,
  parameter: Parameter,
  schema: Schema,
  paraCount: number,
): PositionalParameters {
  const column = Number(parameter['columnIndex']);
  const columns = schema.columns.length;
  if (!Number.isInteger(column) || column < 0 || column >= columns) {
    throw transformErrors.noSuchColumn({ name, index: String(parameter['columnIndex']), columns });
  }
  const given = parameter['paras'];
  const paras = (Array.isArray(given) ? given : []).map(String);
  if (paras.length !== paraCount) throw transformErrors.wrongParas({ name, expected: paraCount, given: paras.length });
  return { column, paras };
}

/** A para that must be a whole number >= 0. */
export function wholePara(name: string, paras: readonly string[], index: number): number {
  const value = Number(paras[index]);
  if (!Number.isInteger(value) || value < 0)
    throw transformErrors.notANumber({ name, index, value: String(paras[index]) });
  return value;
}

/** A para that must be one of a few words, in any case; answers it in lower case. */
export function wordPara(name: string, paras: readonly string[], index: number, words: readonly string[]): string {
  const value = String(paras[index]).trim().toLowerCase();
  if (!words.includes(value))
    throw transformErrors.notAWord({ name, index, value: String(paras[index]), words: words.join(', ') });
  return value;
}
