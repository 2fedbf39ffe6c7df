/** The text of a schedule's parameters: `start=$[yyyymmdd-1] end=$[yyyymmdd]`. */
import { issueOf } from './findings.ts';
import type { Issue } from './job.ts';
import { expressionResolver, type ScheduleTimes } from './schedule-expression.ts';
import { scheduleErrors } from './schedule-errors.ts';
import { textLocator } from './text-position.ts';

export interface Assignment {
  readonly name: string;
  /** An expression or constant text. */
  readonly value: string;
  /** Where the value begins in the text, 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface Assignments {
  /** In order; of two with the same name only the last one. */
  readonly assignments: readonly Assignment[];
  readonly issues: readonly Issue[];
}

// Blanks separate assignments, except inside of ${…} and $[…].
const word = /(?:\$\{[^}]*\}|\$\[[^\]]*\]|\S)+/g;

/** Splits the text into assignments. */
export function parseAssignments(text: string): Assignments {
  const locate = textLocator(text);
  const byName = new Map<string, Assignment>();
  const issues: Issue[] = [];
  for (const match of text.matchAll(word)) {
    const place = locate(match.index);
    const [name, value] = splitOnce(match[0]);
    if (value === undefined || name === '') {
      issues.push(issueOf('error', scheduleErrors.badAssignment({ text: match[0] }), place));
    } else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      issues.push(issueOf('error', scheduleErrors.badName({ name }), place));
    } else if (value.includes('=')) {
      issues.push(issueOf('error', scheduleErrors.equalsInValue({ name }), place));
    } else {
      if (byName.delete(name)) issues.push(issueOf('warning', scheduleErrors.assignedTwice({ name }), place));
      byName.set(name, { name, value, ...locate(match.index + name.length + 1) });
    }
  }
  return { assignments: [...byName.values()], issues };
}

function splitOnce(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** The values of all assignments for an instance, by name. Malformed ones are missing and reported. */
export function resolveAssignments(
  text: string,
  times: ScheduleTimes,
): { values: Record<string, string>; issues: readonly Issue[] } {
  const { assignments, issues } = parseAssignments(text);
  const values: Record<string, string> = {};
  const found = [...issues];
  // Times are looked at only when there is something to resolve.
  if (assignments.length === 0) return { values, issues: found };
  const resolve = expressionResolver(times);
  for (const { name, value, line, column } of assignments) {
    const resolved = resolve(value);
    if (resolved.value !== undefined) values[name] = resolved.value;
    for (const issue of resolved.issues) found.push({ ...issue, line, column: column + (issue.column ?? 1) - 1 });
  }
  return { values, issues: found };
}
