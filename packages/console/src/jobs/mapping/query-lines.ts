import type { JsonValue, MappingLine } from '@sluice/core';

/**
 * Lines of a query: one per column of it, in its order. A column without a target keeps its place with an empty name,
 * which checks refuse, so that nothing slips into the column of another.
 */
export function queryLines(targets: readonly JsonValue[]): readonly MappingLine[] {
  return targets.map((target) => ({ source: null, target }));
}
