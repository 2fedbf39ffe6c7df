/** Which columns of two tables are probably the same, by their names. */
import type { MappingColumn } from './mapping-columns.ts';
import type { Pair } from './mapping.ts';
import { editDistance } from './suggest.ts';

/** Pairs, each column at most once; the surest first. */
export function fuzzyPairs(source: readonly MappingColumn[], target: readonly MappingColumn[]): readonly Pair[] {
  const [from, to] = [source.map(({ name }) => name), target.map(({ name }) => name)];
  const [plainFrom, plainTo] = [withoutPrefix(from), withoutPrefix(to)];
  const pairs: Pair[] = [];
  const isFree = ([left, right]: Pair): boolean => !pairs.some(([used, taken]) => used === left || taken === right);
  const take = (pair: Pair): void => void (isFree(pair) && pairs.push(pair));
  for (const pair of equalPairs(from, to)) take(pair);
  for (const pair of equalPairs(plainFrom, plainTo)) take(pair);
  for (const pair of nearPairs(plainFrom, plainTo)) take(pair);
  return pairs;
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** Names without what all of them begin with, up to a separator: `f_id`, `f_name` are `id`, `name`. */
function withoutPrefix(names: readonly string[]): readonly string[] {
  const [first = '', ...others] = names;
  if (others.length === 0) return names;
  let length = 0;
  while (length < first.length && others.every((name) => name[length]?.toLowerCase() === first[length]?.toLowerCase()))
    length++;
  const prefix = /^.*[\s_-]/.exec(first.slice(0, length))?.[0] ?? '';
  return names.map((name) => name.slice(prefix.length));
}

function equalPairs(from: readonly string[], to: readonly string[]): readonly Pair[] {
  const positions = new Map(from.map((name, index) => [folded(name), index] as const).toReversed());
  return to.flatMap((name, index): Pair[] => {
    const found = folded(name) === '' ? undefined : positions.get(folded(name));
    return found === undefined ? [] : [[found, index]];
  });
}

/** A third of the shorter name may differ, three letters at most. */
function nearPairs(from: readonly string[], to: readonly string[]): readonly Pair[] {
  const found: { readonly pair: Pair; readonly distance: number }[] = [];
  for (const [left, one] of from.entries()) {
    for (const [right, other] of to.entries()) {
      const [name, wanted] = [folded(one), folded(other)];
      const most = Math.min(3, Math.floor(Math.min(name.length, wanted.length) / 3));
      if (most === 0) continue;
      const distance = editDistance(name, wanted, most + 1);
      if (distance <= most) found.push({ pair: [left, right], distance });
    }
  }
  return found.sort((one, other) => one.distance - other.distance).map(({ pair }) => pair);
}
