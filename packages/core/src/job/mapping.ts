/** Operations on the lines between the columns of a source and those of a target. Every one answers new lines. */
import type { JsonValue } from '../data/batch.ts';
import { entryOf, sourceColumnOf, targetColumnOf, type MappingColumn } from './mapping-columns.ts';
import { fuzzyPairs } from './mapping-names.ts';
import type { MappingLine } from './wizard.ts';

export interface NameRule {
  readonly ignoreCase?: boolean;
}

/** Columns of both sides, and the lines that there are. */
export interface Mapped {
  readonly source: readonly MappingColumn[];
  readonly target: readonly MappingColumn[];
  readonly lines: readonly MappingLine[];
}

/** A source column and the target column that gets it, by position. */
export type Pair = readonly [source: number, target: number];

/** A line between equal names. Lines from constants and expressions stay. */
export function mapByName(mapped: Mapped, { ignoreCase = true }: NameRule = {}): readonly MappingLine[] {
  const key = ({ name }: MappingColumn): string => (ignoreCase ? name.toLowerCase() : name);
  const positions = new Map(mapped.source.map((column, index) => [key(column), index] as const).toReversed());
  return withPairs(
    mapped,
    mapped.target.flatMap((column, index): Pair[] => {
      const found = positions.get(key(column));
      return found === undefined ? [] : [[found, index]];
    }),
  );
}

/** A line from the first to the first, from the second to the second. Lines from constants and expressions stay. */
export function mapByRow(mapped: Mapped): readonly MappingLine[] {
  const rows = Math.min(mapped.source.length, mapped.target.length);
  return withPairs(
    mapped,
    Array.from({ length: rows }, (_, row): Pair => [row, row]),
  );
}

/**
 * A line between names that are equal but for case, `_`, `-`, blanks and the prefix of their table, then between the
 * nearest ones that are near enough. Each column once. Lines from constants and expressions stay.
 */
export function mapFuzzy(mapped: Mapped): readonly MappingLine[] {
  return withPairs(mapped, fuzzyPairs(mapped.source, mapped.target));
}

export function clearMapping(): readonly MappingLine[] {
  return [];
}

/**
 * Both lists of columns in the order of the lines, so that every line is straight: what lies on row i belongs together.
 * Columns without a line follow. Lines that begin or end at no column of the lists come last.
 */
export function layoutMapping({ source, target, lines }: Mapped): Mapped {
  const places = lines.map(
    (line) => [sourceColumnOf(source, line.source), targetColumnOf(target, line.target)] as const,
  );
  const straight = places.flatMap(([from, to], index) => (from === undefined || to === undefined ? [] : [index]));
  const used = (side: 0 | 1): number[] => [...new Set(straight.map((index) => places[index]?.[side] as number))];
  const others = lines.filter((_, index) => !straight.includes(index));
  return {
    source: inOrder(source, used(0)),
    target: inOrder(target, used(1)),
    lines: [...straight.map((index) => lines[index] as MappingLine), ...others],
  };
}

function inOrder(columns: readonly MappingColumn[], first: readonly number[]): readonly MappingColumn[] {
  return [
    ...first.map((index) => columns[index] as MappingColumn),
    ...columns.filter((_, index) => !first.includes(index)),
  ];
}

/** Lines of pairs in the order of the target; lines that begin at no column of the source keep their targets. */
function withPairs({ source, target, lines }: Mapped, pairs: readonly Pair[]): readonly MappingLine[] {
  const kept = lines.filter((line) => line.source !== null && sourceColumnOf(source, line.source) === undefined);
  const keptTargets = new Map(kept.map((line) => [targetColumnOf(target, line.target), line] as const));
  const pairTargets = new Map(pairs.map(([from, to]) => [to, from] as const));
  const ordered = target.flatMap((column, index): MappingLine[] => {
    const line = keptTargets.get(index);
    if (line !== undefined) return [line];
    const from = pairTargets.get(index);
    return from === undefined ? [] : [{ source: entry(source[from]), target: entryOf(column) }];
  });
  return [...ordered, ...kept.filter((line) => targetColumnOf(target, line.target) === undefined)];
}

function entry(column: MappingColumn | undefined): JsonValue {
  return entryOf(column as MappingColumn);
}
