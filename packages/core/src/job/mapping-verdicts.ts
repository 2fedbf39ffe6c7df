/** What becomes of the values on each line, and what is wrong with the lines as a whole. */
import type { VerdictWord } from '../data/convert/verdict.ts';
import { planConversion } from '../data/convert/route.ts';
import { typeOfName } from '../data/type-of-name.ts';
import { defineErrors } from '../errors/define.ts';
import { issueOf } from './findings.ts';
import type { Issue } from './job.ts';
import { sourceColumnOf, targetColumnOf } from './mapping-columns.ts';
import type { Mapped } from './mapping.ts';

export const mappingErrors = defineErrors('mapping', {
  targetTwice: {
    message: ({ column }: { column: string }) => `Two lines lead to the column "${column}".`,
    hint: () => 'A column gets one value; remove one of the lines.',
  },
  targetUnknown: {
    message: ({ column }: { column: string }) => `The target has no column "${column}".`,
    hint: () => 'Choose one of its columns, or add it to the table.',
  },
  valueNeeded: {
    message: ({ column }: { column: string }) =>
      `The column "${column}" takes no NULL and has no default, and gets no value.`,
    hint: () => 'Draw a line to it, from a constant if need be; else every row is refused.',
  },
  impossible: {
    message: ({ column, from, to }: { column: string; from: string; to: string }) =>
      `"${column}": ${from} cannot become ${to}.`,
    hint: () => 'Convert it in the source by an expression, or choose another column.',
  },
});

export interface LineVerdict {
  readonly verdict: VerdictWord | 'unknown';
  /** For people: what happens to the values. */
  readonly sentence: string;
}

const sentences: Readonly<Record<LineVerdict['verdict'], string>> = {
  exact: 'Every value arrives as it is.',
  widened: 'Every value arrives, in a larger type.',
  checked: 'Values that do not fit become dirty records.',
  lossy: 'Values may be rounded or changed.',
  impossible: 'There is no way from one type to the other.',
  unknown: 'The types are not known before the data is read.',
};

/** What `sluice plan` says of two types, given by their names; `unknown` where one is not known. */
export function verdictOf(sourceType: string | undefined, targetType: string | undefined): LineVerdict {
  const from = sourceType === undefined ? undefined : typeOfName(sourceType);
  const to = targetType === undefined ? undefined : typeOfName(targetType);
  if (from === undefined || to === undefined) return { verdict: 'unknown', sentence: sentences.unknown };
  const { verdict, note } = planConversion(from, to);
  return { verdict, sentence: note === undefined ? sentences[verdict] : capitalised(note) };
}

function capitalised(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}${/[.!?]$/.test(note) ? '' : '.'}`;
}

export interface CheckedMapping {
  /** One per line. */
  readonly verdicts: readonly LineVerdict[];
  /** With places such as `mapping[2].target`. */
  readonly issues: readonly Issue[];
}

/** Judges all lines. The columns of the target may be empty when they are not known. */
export function checkMapping({ source, target, lines }: Mapped): CheckedMapping {
  const issues: Issue[] = [];
  const reached = new Set<number>();
  const verdicts = lines.map((line, index): LineVerdict => {
    const path = `mapping[${index}]`;
    const from = sourceColumnOf(source, line.source);
    const to = targetColumnOf(target, line.target);
    const column = to === undefined ? textOf(line.target) : (target[to]?.name ?? '');
    if (to === undefined && target.length > 0 && line.target !== null)
      issues.push(issueOf('error', mappingErrors.targetUnknown({ column }), { path: `${path}.target` }));
    if (to !== undefined && reached.has(to))
      issues.push(issueOf('error', mappingErrors.targetTwice({ column }), { path: `${path}.target` }));
    if (to !== undefined) reached.add(to);
    const types = [from, to].map((place, side) =>
      place === undefined ? undefined : [source, target][side]?.[place]?.type,
    );
    const verdict = verdictOf(types[0], types[1]);
    if (verdict.verdict === 'impossible') {
      const error = mappingErrors.impossible({ column, from: types[0] ?? '', to: types[1] ?? '' });
      issues.push(issueOf('error', error, { path }));
    }
    return verdict;
  });
  return { verdicts, issues: [...issues, ...neededColumns({ source, target, lines }, reached)] };
}

/** Columns that the target does not fill in by itself, as far as it is known. */
function neededColumns({ target, lines }: Mapped, reached: ReadonlySet<number>): Issue[] {
  if (lines.some((line) => line.target === null)) return [];
  return target
    .filter(({ isNullable, hasDefault }, index) => !reached.has(index) && isNullable === false && hasDefault === false)
    .map(({ name }) => issueOf('warning', mappingErrors.valueNeeded({ column: name }), { path: 'mapping' }));
}

function textOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const { name } = (entry ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name : JSON.stringify(entry);
}
