import type { ErrorPlace, SluiceError } from '../errors/define.ts';
import type { Issue } from './job.ts';

/** An error of an error table as a finding of validation. */
export function issueOf(severity: Issue['severity'], error: SluiceError, place: ErrorPlace = {}): Issue {
  return {
    severity,
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...place,
  };
}

/** Collects the findings of one reading of a file. */
export class Findings {
  readonly issues: Issue[] = [];

  error(error: SluiceError, path: string): void {
    this.issues.push(issueOf('error', error, { path }));
  }

  warning(error: SluiceError, path: string): void {
    this.issues.push(issueOf('warning', error, { path }));
  }

  note(error: SluiceError, path: string): void {
    this.issues.push(issueOf('note', error, { path }));
  }

  get hasErrors(): boolean {
    return hasErrors(this.issues);
  }
}

/** True when a finding stops the job. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}
