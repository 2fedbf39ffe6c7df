/**
 * Unsaved changes of jobs while the console is open: another page, or a session that ended, loses none of them.
 *
 * In memory only, as scripts may hold secrets; the browser asks before it closes or reloads a page that has some.
 */
import type { Job, JobDraft } from './job-draft.ts';

export interface KeptDraft {
  /** The stored job that the changes began from. */
  readonly base: Job;
  readonly draft: JobDraft;
}

const drafts = new Map<string, KeptDraft>();

/** Of one user, and of this very job: another one may get its name. */
export function placeOfDraft(user: string, project: string, { name, createdAt }: Job): string {
  return JSON.stringify([user, project, name, createdAt]);
}

export function keptDraft(place: string): KeptDraft | undefined {
  return drafts.get(place);
}

/** `undefined`: there is nothing unsaved any more. */
export function keepDraft(place: string, draft: KeptDraft | undefined): void {
  if (draft === undefined) drafts.delete(place);
  else drafts.set(place, draft);
  if (drafts.size === 0) removeEventListener('beforeunload', ask);
  else addEventListener('beforeunload', ask);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
