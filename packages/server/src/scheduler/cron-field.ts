/** One field of a cron expression: the values it names, and the shortest text for a set of values. */
import { cronErrors } from './errors.ts';

export interface FieldKind {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** Upper case; the first stands for `from`. */
  readonly names?: readonly string[];
  /** FRI-MON goes around the end of the week. */
  readonly wraps?: boolean;
}

/** All values in order; of `*` and `?` every one there is. */
export function parseField(text: string, kind: FieldKind): readonly number[] {
  const values = text.split(',').flatMap((part) => parsePart(part, kind));
  return [...new Set(values)].toSorted((a, b) => a - b);
}

function parsePart(part: string, kind: FieldKind): number[] {
  const match = /^(\*|\?|[A-Za-z]+|\d+)(?:-([A-Za-z]+|\d+))?(?:\/(\d+))?$/.exec(part);
  const [, first = '', last, step] = match ?? [];
  const isEvery = first === '*' || first === '?';
  if (match === null || (isEvery && last !== undefined) || step === '0' || (first === '?' && step !== undefined))
    throw cronErrors.badField({ field: kind.title, text: part });
  const from = isEvery ? kind.from : valueOf(first, kind);
  const given = last === undefined ? undefined : valueOf(last, kind);
  let to = given ?? (isEvery || step !== undefined ? kind.to : from);
  if (to < from) {
    if (!kind.wraps) throw cronErrors.badField({ field: kind.title, text: part });
    to += kind.to - kind.from + 1;
  }
  const every = Number(step ?? 1);
  const count = Math.floor((to - from) / every) + 1;
  return Array.from({ length: count }, (_, index) => kind.from + ((from - kind.from + index * every) % sizeOf(kind)));
}

function valueOf(text: string, kind: FieldKind): number {
  const named = kind.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named < 0 ? Number(text) : kind.from + named;
  if (!Number.isInteger(value) || value < kind.from || value > kind.to)
    throw cronErrors.badField({ field: kind.title, text });
  return value;
}

function sizeOf({ from, to }: FieldKind): number {
  return to - from + 1;
}

/** `*`, `*\/5`, `8-17`, `8-17/2` or a list. */
export function printField(values: readonly number[], kind: FieldKind): string {
  const [first = kind.from] = values;
  const last = values.at(-1) ?? first;
  const every = stepOf(values);
  if (every === undefined || values.length < 3) return values.length === sizeOf(kind) ? '*' : values.join(',');
  const reachesEnd = last + every > kind.to;
  if (first === kind.from && reachesEnd) return every === 1 ? '*' : `*/${every}`;
  return `${first}-${last}${every === 1 ? '' : `/${every}`}`;
}

/** The same distance between all values; undefined when it differs, or of a single value. */
export function stepOf(values: readonly number[]): number | undefined {
  const [first = 0, second] = values;
  if (second === undefined) return undefined;
  const every = second - first;
  return values.every((value, index) => value === first + index * every) ? every : undefined;
}
