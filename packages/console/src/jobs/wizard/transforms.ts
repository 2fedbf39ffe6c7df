/** The transforms that exist, with what their positional values mean. Others are shown as JSON. */
import type { JsonValue, Parameter, TransformName } from '@sluice/core';

export type ParaKind =
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  | { readonly kind: 'word'; readonly words: readonly string[] };

export interface Para {
  /** Key of its text. */
  readonly name: 'start' | 'length' | 'side' | 'filler' | 'text' | 'operator' | 'value' | 'algorithm' | 'letterCase';
  readonly of: ParaKind;
  readonly first: string;
}

const number: ParaKind = { kind: 'number' };
const text: ParaKind = { kind: 'text' };
const comparisons = ['=', '!=', '>', '>=', '<', '<=', 'like', 'not like'];

export const parasOf: Readonly<Record<TransformName, readonly Para[]>> = {
  dx_substr: [
    { name: 'start', of: number, first: '0' },
    { name: 'length', of: number, first: '10' },
  ],
  dx_pad: [
    { name: 'side', of: { kind: 'word', words: ['l', 'r'] }, first: 'l' },
    { name: 'length', of: number, first: '10' },
    { name: 'filler', of: text, first: '0' },
  ],
  dx_replace: [
    { name: 'start', of: number, first: '3' },
    { name: 'length', of: number, first: '4' },
    { name: 'text', of: text, first: '****' },
  ],
  dx_filter: [
    { name: 'operator', of: { kind: 'word', words: comparisons }, first: '=' },
    { name: 'value', of: text, first: '' },
  ],
  dx_digest: [
    { name: 'algorithm', of: { kind: 'word', words: ['md5', 'sha1'] }, first: 'sha1' },
    { name: 'letterCase', of: { kind: 'word', words: ['toLowerCase', 'toUpperCase'] }, first: 'toLowerCase' },
  ],
};

export function isKnown(name: string): name is TransformName {
  return Object.hasOwn(parasOf, name);
}

export function newTransform(
  name: TransformName,
  columnIndex: number,
): { readonly name: string; readonly parameter: Parameter } {
  return { name, parameter: { columnIndex, paras: parasOf[name].map(({ first }) => first) } };
}

/** Values as texts, as many as the transform takes. */
export function parasIn(name: TransformName, parameter: Parameter): readonly string[] {
  const given = Array.isArray(parameter['paras']) ? (parameter['paras'] as readonly JsonValue[]) : [];
  return parasOf[name].map((_, index) => (given[index] === undefined ? '' : String(given[index])));
}
