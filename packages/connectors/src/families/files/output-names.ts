import { fileErrors } from './errors.ts';

/** Names of the files of one run: `<fileName>__<run>_<task>[_<n>]<suffix>`. */
export interface OutputNames {
  readonly fileName: string;
  readonly runId: string;
  /** `.csv.gz` or nothing. */
  readonly suffix: string;
}

/** Throws `FILES_BAD_FILE_NAME` for names that lead elsewhere or cannot exist. */
export function checkFileName(name: string): string {
  const isBad = name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) || Buffer.byteLength(name) > 180;
  if (isBad) throw fileErrors.badFileName({ name });
  return name;
}

/** What all names of a run begin with. */
export function runPrefix({ fileName, runId }: OutputNames): string {
  return `${fileName}__${runId.replaceAll(/[^\w.-]/g, '-')}_`;
}

/** What the names of a task's files begin with, staged ones included; no other task's names do. */
export function taskPrefixes(names: OutputNames, taskId: string): readonly string[] {
  const start = taskName(names, taskId);
  return [`${start}_`, `${start}.`, ...(names.suffix === '' ? [] : [`${start}${names.suffix}`])];
}

function taskName(names: OutputNames, taskId: string): string {
  return `${runPrefix(names)}${taskId.replaceAll(/[^\w]/g, '-')}`;
}

/** Name of all parts of a run joined to one, before it gets its final name. */
export function joinedName(names: OutputNames): string {
  return `${runPrefix(names)}joined`;
}

/** Name of the n-th file of a task, from 0. `hasHeader` marks parts that begin with the header, for joining. */
export function outputName(names: OutputNames, taskId: string, n: number, hasHeader: boolean): string {
  const mark = hasHeader ? '_h' : '';
  return `${taskName(names, taskId)}${mark}${n === 0 ? '' : `_${n}`}${names.suffix}`;
}

/** Sorts names of one run by task and number. */
export function compareOutputNames(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
