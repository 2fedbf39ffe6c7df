/** Single changes of lines; those of all lines at once are the core's. */
import { targetColumnOf } from '@sluice/core';
import type { JsonValue, MappingColumn, MappingLine } from '@sluice/core';

/** A line to a target; the one that it had goes. Lines stay in the order of the target's columns. */
export function connect(
  lines: readonly MappingLine[],
  target: readonly MappingColumn[],
  line: MappingLine,
): readonly MappingLine[] {
  const key = placeOf(target, line.target);
  const replaced = lines.findIndex((each) => placeOf(target, each.target) === key);
  if (replaced >= 0) return lines.with(replaced, line);
  const position = targetColumnOf(target, line.target);
  if (position === undefined) return [...lines, line];
  const before = lines.findIndex((each) => (targetColumnOf(target, each.target) ?? Infinity) > position);
  return before < 0 ? [...lines, line] : lines.toSpliced(before, 0, line);
}

export function disconnect(lines: readonly MappingLine[], positions: readonly number[]): readonly MappingLine[] {
  return lines.filter((_, index) => !positions.includes(index));
}

/** For targets that take the columns as they come: the chosen sources in their order. */
export function openLines(sources: readonly JsonValue[]): readonly MappingLine[] {
  return sources.map((source) => ({ source, target: null }));
}

function placeOf(columns: readonly MappingColumn[], value: JsonValue): string {
  const index = targetColumnOf(columns, value);
  return index === undefined ? JSON.stringify(value) : `#${index}`;
}
