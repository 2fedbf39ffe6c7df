import { sayProblem } from '../i18n/say-problem.ts';

interface Sentences {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A finding in the chosen language: its sentences are put in place of those it came with. */
export function said<Issue extends Sentences>(issue: Issue): Issue {
  return { ...issue, ...sayProblem(issue) };
}
