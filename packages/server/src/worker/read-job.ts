import { createHash } from 'node:crypto';
import { builtInVariables, parseJob, type Issue, type Job } from '@sluice/core';
import type { DataSource } from '@sluice/engine';
import { workerErrors } from './errors.ts';
import type { WorkJob } from './work.ts';

export interface ReadyWork {
  readonly job: Job;
  readonly issues: readonly Issue[];
  readonly dataSources: ReadonlyMap<string, DataSource>;
  /** The same text and values give the same; a resume needs it. */
  readonly fingerprint: string;
}

/** Reads the text of a job with its variables in place. Throws the first error, with its place. */
export function readWorkJob({ text, name, variables, bizdate, cyctime, sources }: WorkJob): ReadyWork {
  const times = {
    ...(bizdate === undefined ? {} : { businessDate: bizdate }),
    ...(cyctime === undefined ? {} : { cycleTime: cyctime }),
  };
  const hasTimes = bizdate !== undefined || cyctime !== undefined;
  const values = { ...(hasTimes ? builtInVariables(times) : {}), ...variables };
  const { job, issues } = parseJob(text, { variables: values, fileName: name });
  const errors = issues.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (job === undefined || first !== undefined) {
    const problem = first?.message ?? 'The job is not valid.';
    throw workerErrors.invalidJob({ problem, more: Math.max(0, errors.length - 1) }).at(first ?? {});
  }
  return {
    job,
    issues,
    dataSources: new Map(sources.map((source) => [source.name, { ...source, file: '' }])),
    fingerprint: fingerprintOf(text, values),
  };
}

function fingerprintOf(text: string, variables: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(variables).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([text, sorted]))
    .digest('hex');
}
