import type { Family } from './canonical.ts';

/** A column type of a store and how its values compare. */
export interface NativeType {
  /** As written in CREATE TABLE. */
  readonly type: string;
  readonly family: Family;
}

/** With the values at its edges, as SQL expressions of the store. */
export interface EdgeValues extends NativeType {
  readonly values: readonly string[];
}

export function edges(family: Family, type: string, ...values: readonly string[]): EdgeValues {
  return { type, family, values };
}

/** SQL literals of texts. */
export function quoted(...texts: readonly string[]): string[] {
  return texts.map((text) => `'${text.replaceAll("'", "''")}'`);
}
