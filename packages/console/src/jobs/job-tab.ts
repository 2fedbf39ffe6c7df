import type { Job } from './job-draft.ts';
import type { Checks } from './use-checks.ts';
import type { Editing } from './use-draft.ts';

/** What every tab of a job gets. */
export interface JobTab {
  readonly project: string;
  readonly job: Job;
  readonly editing: Editing;
  readonly checks: Checks;
  readonly mayEdit: boolean;
}
