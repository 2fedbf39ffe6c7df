import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Issue, Job } from '@sluice/core';
import {
  SluiceError,
  asSluiceError,
  builtInVariables,
  isSecretName,
  parseJob,
  parseVariableArguments,
  resolveAssignments,
} from '@sluice/core';
import type { ParsedJob } from '@sluice/core';
import type { JobOrigin } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import { cliErrors } from '../errors.ts';
import { readAll } from '../terminal/streams.ts';
import { readTextFile } from './read-text.ts';

/** Where the values of a job's variables come from. */
export interface VariableFlags {
  /** `name=value`, or `-Dname=value -Dother=value`. Wins over the others. */
  readonly parameter?: readonly string[];
  /** Assignments in the language of schedules: `day=$[yyyymmdd-1] table=orders`. */
  readonly params?: string;
  /** Gives `bizdate`, `bdp.system.bizdate` and the like a value. */
  readonly bizdate?: string;
  readonly cyctime?: string;
}

export interface JobOfRunFlags {
  /** The job file, when it is not where it was. */
  readonly job?: string;
  /** Variables that were not stored because they are secrets. */
  readonly parameter?: readonly string[];
}

/** A job file, read. */
export interface JobFile {
  readonly parsed: ParsedJob;
  readonly issues: readonly Issue[];
  /** For people: `orders.json`, `standard input`. */
  readonly name: string;
  readonly fingerprint: string;
  readonly origin: JobOrigin;
}

/** A job file without an error. */
export interface ReadyJob extends JobFile {
  readonly job: Job;
}

/** Reads a job file; `-` is standard input. Throws when it cannot be read, not for what is wrong in it. */
export async function readJobFile(file: string, flags: VariableFlags, context: CommandContext): Promise<JobFile> {
  const { values, issues } = variablesOf(flags);
  const { bizdate, cyctime } = flags;
  return jobFromText({ ...(await readSource(file, context)), variables: values, bizdate, cyctime, issues }, context);
}

/** Reads the job of an earlier run again, with the same variables. */
export async function readJobOfRun(
  origin: JobOrigin,
  runId: string,
  flags: JobOfRunFlags,
  context: CommandContext,
): Promise<JobFile> {
  const file = flags.job ?? origin.file;
  if (file === undefined) throw cliErrors.originUnknown({ runId, reason: 'it did not come from a file' });
  const variables = { ...origin.variables, ...parseVariableArguments(flags.parameter ?? []) };
  const { bizdate, cyctime } = origin;
  return jobFromText({ ...(await readSource(file, context)), variables, bizdate, cyctime }, context);
}

/** Throws the first error of the file, with its place and the number of the others. */
export function requireJob(file: JobFile): ReadyJob {
  const { job } = file.parsed;
  const errors = file.issues.filter((issue) => issue.severity === 'error');
  const [first] = errors;
  if (job !== undefined && first === undefined) return { ...file, job };
  const more = errors.length > 1 ? `\n(and ${errors.length - 1} more: sluice validate lists them)` : '';
  throw new SluiceError({
    code: first?.code ?? 'JOB_INVALID',
    kind: 'config',
    message: `${first?.message ?? 'The job is not valid.'}${more}`,
    hint: first?.hint,
    place: first,
  });
}

/** Does something with a job; an error that knows its path in the job learns line and column too. */
export async function withPlaces<T>({ parsed }: JobFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = asSluiceError(thrown);
    const { code, message, place } = error;
    if (place?.path === undefined || place.line !== undefined) throw thrown;
    const [located] = parsed.locate([{ severity: 'error', code, message, path: place.path }]);
    const { line, column = 1 } = located ?? {};
    error.place = { ...place, ...(line === undefined ? {} : { line, column }) };
    throw error;
  }
}

/** A job as text, and what is known about where it came from. */
interface JobText {
  readonly text: string;
  /** For people. */
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent when it cannot be read again. */
  readonly file?: string;
  readonly bizdate?: string | undefined;
  readonly cyctime?: string | undefined;
  /** Found before. */
  readonly issues?: readonly Issue[];
}

/** Parses the text of a job and learns its secrets. */
export function jobFromText(source: JobText, context: CommandContext): JobFile {
  const { text, name, variables, file, bizdate, cyctime } = source;
  const parsed = parseJob(text, { variables, fileName: name });
  if (parsed.job !== undefined) context.secrets.learn(parsed.job.source, context.environment);
  return {
    parsed,
    issues: [...(source.issues ?? []), ...parsed.issues],
    name,
    fingerprint: fingerprintOf(text, variables),
    origin: {
      ...(file === undefined ? {} : { file: resolve(file) }),
      variables: publicVariables(variables, context),
      ...(bizdate === undefined ? {} : { bizdate }),
      ...(cyctime === undefined ? {} : { cyctime }),
    },
  };
}

/** The text of a job file; `-` is standard input. */
async function readSource(file: string, context: CommandContext): Promise<Pick<JobText, 'text' | 'name' | 'file'>> {
  if (file === '-') return { text: await readAll(context.input()), name: 'standard input' };
  return { text: readTextFile(file), name: file, file };
}

/** Values of all variables: `-p` before `--params` before the built-in ones of a business date or cycle time. */
function variablesOf(flags: VariableFlags): { values: Record<string, string>; issues: readonly Issue[] } {
  const { bizdate, cyctime, params, parameter = [] } = flags;
  const times = {
    ...(bizdate === undefined ? {} : { businessDate: bizdate }),
    ...(cyctime === undefined ? {} : { cycleTime: cyctime }),
  };
  const hasTimes = bizdate !== undefined || cyctime !== undefined;
  const assigned =
    params === undefined
      ? { values: {}, issues: [] }
      : resolveAssignments(params, hasTimes ? times : { cycleTime: today() });
  return {
    values: { ...(hasTimes ? builtInVariables(times) : {}), ...assigned.values, ...parseVariableArguments(parameter) },
    issues: assigned.issues.map((issue) => ({ ...issue, line: undefined, column: undefined, path: '--params' })),
  };
}

/** Without a business date a job counts from the beginning of this day. */
function today(): string {
  const now = new Date();
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}${digits(now.getMonth() + 1)}${digits(now.getDate())}000000`;
}

/** SHA-256 of the text and its variables: a resume needs the same. */
function fingerprintOf(text: string, variables: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(variables).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([text, sorted]))
    .digest('hex');
}

/** Variables as stored with the run: those that carry secrets are left out, a resume asks for them again (invariant 9). */
function publicVariables(
  variables: Readonly<Record<string, string>>,
  { secrets }: CommandContext,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name, value]) => !isSecretName(name) && secrets.mask(value) === value && !secrets.holds(value),
    ),
  );
}
