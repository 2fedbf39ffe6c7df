/** A job as it is edited on its page, beside the stored one. */
import type { JobSchedule } from '@sluice/server/contract';
import type { Reply } from '../api.ts';

export type Job = Reply<'jobs', 'get'>;
export type Environment = 'production' | 'development';

/** What one save sends. */
export interface JobDraft {
  readonly script: string;
  readonly parameters: string;
  /** null: runs only when somebody starts it. */
  readonly schedule: JobSchedule | null;
  readonly folder: string;
  readonly description: string;
  readonly owner: string;
  readonly tags: string[];
  readonly group: string;
  readonly priority: number;
}

export function draftOf(job: Job): JobDraft {
  const { script, parameters, schedule = null, folder, description, owner, tags, group, priority } = job;
  return { script, parameters, schedule, folder, description, owner, tags, group, priority };
}

/** Only what differs, so that a save of one part leaves the others to their editors. */
export function changesOf(before: JobDraft, after: JobDraft): Partial<JobDraft> {
  const names = Object.keys(after) as (keyof JobDraft)[];
  const differing = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(differing.map((name) => [name, after[name]]));
}

/** Changes of this page over what somebody else has stored. */
export function rebase(stored: JobDraft, base: JobDraft, mine: JobDraft): JobDraft {
  return { ...stored, ...changesOf(base, mine) };
}

/** Parts that both have changed, differently. */
export function clashes(stored: JobDraft, base: JobDraft, mine: JobDraft): readonly (keyof JobDraft)[] {
  const theirs = changesOf(base, stored);
  const own = changesOf(base, mine);
  return (Object.keys(own) as (keyof JobDraft)[]).filter(
    (name) => name in theirs && JSON.stringify(own[name]) !== JSON.stringify(theirs[name]),
  );
}
