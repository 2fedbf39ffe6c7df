import type { Findings } from './findings.ts';
import type { TransformStep } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { suggest } from './suggest.ts';

/** Transforms by name that every job may use. */
export const transformNames = ['dx_substr', 'dx_pad', 'dx_replace', 'dx_filter', 'dx_digest'] as const;

export type TransformName = (typeof transformNames)[number];

/** Reports a transform that cannot run. */
export function checkTransform({ name, path }: TransformStep, findings: Findings): void {
  if ((transformNames as readonly string[]).includes(name)) return;
  if (name === 'dx_groovy') {
    findings.error(jobErrors.groovyRefused(), path);
    return;
  }
  const meant = suggest(name, transformNames);
  findings.error(
    jobErrors.transformUnknown({ name, known: transformNames, ...(meant === undefined ? {} : { meant }) }),
    path,
  );
}
