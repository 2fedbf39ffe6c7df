/** A job file as text to the model, whatever its format. */
import { readDatax } from './datax.ts';
import { hasErrors, issueOf } from './findings.ts';
import type { Issue, Job } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { jsonErrors } from './json-errors.ts';
import { parseLenientJson, type LenientJson } from './lenient-json.ts';
import { parentPath } from './path.ts';
import { readScript, readScript1, type ReadJob } from './script.ts';
import { isObject, wordFor } from './shape.ts';
import type { TextPosition } from './text-position.ts';
import { variableErrors } from './variable-errors.ts';
import { substituteVariables, type Placeholder, type Variables } from './variables.ts';

export interface ParseJobOptions {
  /** Values of `${name}` and `$name`. */
  readonly variables?: Variables;
  /** Placeholders without a value are left in the texts of the job, for editors and checks before values are known. */
  readonly allowUnknownVariables?: boolean;
  /** For messages alone. */
  readonly fileName?: string;
}

export interface ParsedJob {
  /** Absent when a finding is an error. */
  readonly job?: Job;
  /** Errors first, then by place. Every one with a path has a line and a column. */
  readonly issues: readonly Issue[];
  /** Adds line and column to findings made later, for instance by `validateJob`. */
  locate(issues: readonly Issue[]): Issue[];
}

/** Reads a job file: script 2.0, script 1.0 or DataX. Never throws. */
export function parseJob(text: string, options: ParseJobOptions = {}): ParsedJob {
  const substituted = substituteVariables(text, options.variables ?? {});
  const json = parseLenientJson(substituted.text, substituted.locate);
  const locate = (issues: readonly Issue[]) => issues.map((issue) => located(issue, json));
  const read: ReadJob = json.value === undefined ? { issues: notJson(text, options) } : readAny(json);
  const issues = [
    ...json.issues,
    ...substituted.issues,
    ...unknownVariables(substituted.unknown, read.job, options),
    ...locate(read.issues),
  ].sort(byUrgency);
  return { ...(read.job === undefined || hasErrors(issues) ? {} : { job: read.job }), issues, locate };
}

function readAny(json: LenientJson): ReadJob {
  const { value } = json;
  if (!isObject(value))
    return { issues: [issueOf('error', jsonErrors.notAnObject({ found: wordFor(value) }), { path: '' })] };
  if (isObject(value['job'])) return readDatax(value);
  if (value['steps'] !== undefined) return readScript(value);
  if (value['configuration'] !== undefined) return readScript1(value);
  if (value['type'] === 'job') return readScript(value);
  return { issues: [issueOf('error', jobErrors.unknownShape({ keys: Object.keys(value) }), { path: '' })] };
}

function notJson(text: string, { fileName = '' }: ParseJobOptions): Issue[] {
  const isYaml = /\.ya?ml$/i.test(fileName) || /^(?:---\s*\n)?\s*[a-z]\w*:(?:\s|$)/i.test(text);
  return isYaml ? [issueOf('error', jobErrors.isYaml(), { line: 1, column: 1 })] : [];
}

/** DataX leaves unknown names as they are, a script must have them; a bare `$name` may also just be text. */
function unknownVariables(unknown: readonly Placeholder[], job: Job | undefined, options: ParseJobOptions): Issue[] {
  if (options.allowUnknownVariables === true) return [];
  return unknown.flatMap(({ text, isBraced, line, column }) => {
    const place = { line, column };
    if (job?.format === 'datax') {
      return issueOf(isBraced ? 'warning' : 'note', variableErrors.keptAsText({ placeholder: text }), place);
    }
    return isBraced ? issueOf('error', variableErrors.unknown({ placeholder: text }), place) : [];
  });
}

/** The place of the path, or of the nearest enclosing value that is in the file. */
function located(issue: Issue, json: LenientJson): Issue {
  if (issue.path === undefined || issue.line !== undefined) return issue;
  let place: TextPosition | undefined;
  for (let path: string | undefined = issue.path; path !== undefined && place === undefined; path = parentPath(path)) {
    place = json.positionOf(path);
  }
  return { ...issue, ...place };
}

const severities = ['error', 'warning', 'note'];

function byUrgency(left: Issue, right: Issue): number {
  return (
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    (left.line ?? 0) - (right.line ?? 0) ||
    (left.column ?? 0) - (right.column ?? 0)
  );
}

/** Names of the placeholders of a job file, each once, without those in comments and references to secrets. */
export function variablesIn(text: string): string[] {
  const braced = substituteVariables(text, {}).unknown.filter((placeholder) => placeholder.isBraced);
  return [...new Set(braced.map((placeholder) => placeholder.name))];
}
