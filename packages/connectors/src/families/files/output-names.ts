import { timeZone } from '@sluice/core';
import { fileErrors } from './errors.ts';

/** Names of the files of one run: `<fileName>__<run>_<task>[_<n>]<suffix>`, or what a template says. */
export interface OutputNames {
  readonly fileName: string;
  readonly runId: string;
  /** `.csv.gz` or nothing. */
  readonly suffix: string;
  /** Of published files. While they are hidden all have names of the first kind. */
  readonly template?: string;
}

/** Throws `FILES_BAD_FILE_NAME` for names that lead elsewhere or cannot exist. */
export function checkFileName(name: string): string {
  const isBad = name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) || Buffer.byteLength(name) > 180;
  if (isBad) throw fileErrors.badFileName({ name });
  return name;
}

/** What all hidden names of a run begin with, and published ones when there is no template. */
export function runPrefix({ fileName, runId }: OutputNames): string {
  return `${fileName}__${plainRunId(runId)}_`;
}

function plainRunId(runId: string): string {
  return runId.replaceAll(/[^\w.-]/g, '-');
}

/** What the names of a task's files begin with, staged ones included; no other task's names do. */
export function taskPrefixes(names: OutputNames, taskId: string): readonly string[] {
  const start = taskName(names, taskId);
  return [
    `${start}_`,
    `${start}.`,
    `${start}${folderMark}`,
    ...(names.suffix === '' ? [] : [`${start}${names.suffix}`]),
  ];
}

function taskName(names: OutputNames, taskId: string): string {
  return `${runPrefix(names)}${taskId.replaceAll(/[^\w]/g, '-')}`;
}

/** Name of all parts of a run joined to one, before it gets its final name. */
export function joinedName(names: OutputNames): string {
  return `${runPrefix(names)}joined`;
}

export interface OutputFileName {
  readonly taskId: string;
  /** Number of the file in its task, from 0. */
  readonly n: number;
  /** It is a part that begins with the header, for joining. */
  readonly hasHeader?: boolean;
  /** It is published in these folders, outermost first. */
  readonly folders?: readonly string[];
}

/** Before the name of each folder; none of them holds it. */
const folderMark = '@';

/** Name of a file as long as it is hidden. */
export function outputName(names: OutputNames, file: OutputFileName): string {
  const { taskId, n, hasHeader = false, folders = [] } = file;
  const marks = folders.map((folder) => folderMark + folder).join('');
  return `${taskName(names, taskId)}${hasHeader ? '_h' : ''}${n === 0 ? '' : `_${n}`}${marks}${names.suffix}`;
}

/** Most that folders may take in the name of a hidden file: file systems take 255 bytes, staging some of them. */
export function maxFolderBytes(names: OutputNames, taskId: string): number {
  return 255 - 20 - Buffer.byteLength(outputName(names, { taskId, n: 9_999_999 }));
}

/**
 * The name under which a file of `outputName` is published, with its folders. `date` is the day of the run, as
 * `20261120`.
 */
export function publishedName(names: OutputNames, hidden: string, date: string): string {
  const { template, fileName, runId, suffix } = names;
  const prefix = runPrefix(names);
  const [numbers = '', ...folders] = hidden.slice(prefix.length, hidden.length - suffix.length).split(folderMark);
  const [task = '', n = '0'] = numbers.split('_');
  const values: Readonly<Record<string, string>> = { fileName, run: plainRunId(runId), task, n, date };
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] as string);
  const name = template === undefined ? prefix + numbers + suffix : checkFileName(fill(template) + suffix);
  return [...folders, name].join('/');
}

/** Day of a moment in a zone, as `20261120`. */
export function dayOf(epochMs: number, zone: string): string {
  const seconds = Math.floor(epochMs / 1000);
  const wall = new Date((seconds + timeZone(zone).offsetAt(seconds)) * 1000);
  return wall.toISOString().slice(0, 10).replaceAll('-', '');
}

const variables = ['fileName', 'run', 'task', 'n', 'date'];

export interface TemplateUse {
  /** A task may write several files: they have a largest size, or partitions. */
  readonly rolls: boolean;
  readonly writeMode: string;
}

/** Throws `FILES_BAD_TEMPLATE` for a template whose names would clash or lead elsewhere. */
export function checkTemplate(template: string, { rolls, writeMode }: TemplateUse): string {
  const bad = (problem: string) => fileErrors.badTemplate({ template, problem });
  const used = [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] as string);
  const unknown = used.find((name) => !variables.includes(name));
  if (unknown !== undefined) throw bad(`{${unknown}} is not one of {${variables.join('}, {')}}`);
  if (!used.includes('task')) throw bad('without {task} two tasks would write the same file');
  if (rolls && !used.includes('n'))
    throw bad('with maxFileSize or partitionColumns it needs {n}, the number of the file in its task');
  if (writeMode === 'append' && !used.includes('run'))
    throw bad('with writeMode append it needs {run}, or the next run would replace what this one wrote');
  if (/^\{(?!fileName\})/.test(template))
    throw bad('it has to begin with {fileName} or a text, which old files are known by');
  if (/[/\\\0]/.test(template)) throw bad('it holds a slash, a backslash or a zero byte');
  return template;
}

/** What the names of files begin with that the write mode is about. */
export function existingPrefix({ template, fileName }: OutputNames): string {
  if (template === undefined || template.startsWith('{fileName}')) return fileName;
  return template.slice(0, template.indexOf('{'));
}

/** Sorts names of one run by task and number. */
export function compareOutputNames(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
