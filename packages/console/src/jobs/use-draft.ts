/** Editing a job: what is changed, saving it, and somebody else having saved in the meantime. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, isConflict, keys } from '../api.ts';
import { useMe } from '../me.ts';
import { useNotice } from '../ui/notice.tsx';
import { changesOf, clashes, draftOf, rebase, type Job, type JobDraft } from './job-draft.ts';
import { keepDraft, keptDraft, placeOfDraft } from './kept-drafts.ts';

export interface Editing {
  readonly draft: JobDraft;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** What is stored now, when it clashes with the changes of this page. */
  readonly conflict: Job | undefined;
  change(part: Partial<JobDraft>): void;
  /** Answers the stored job; undefined when it was not saved. */
  save(): Promise<Job | undefined>;
  /** Throws the changes away. */
  discard(): void;
  /** Saves over what somebody else has stored. */
  keepMine(): Promise<void>;
  takeTheirs(): void;
  closeConflict(): void;
}

export function useDraft(project: string, job: Job): Editing {
  const client = useQueryClient();
  const notice = useNotice();
  const place = placeOfDraft(useMe().user.name, project, job);
  const [base, setBase] = useState(() => keptDraft(place)?.base ?? job);
  const [draft, setDraft] = useState(() => keptDraft(place)?.draft ?? draftOf(job));
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Job>();
  const changes = changesOf(draftOf(base), draft);
  const isChanged = Object.keys(changes).length > 0;

  const adopt = (stored: Job, next: JobDraft = draftOf(stored)): void => {
    setBase(stored);
    setDraft(next);
    setConflict(undefined);
    // By now this page may be left.
    keepDraft(place, undefined);
    client.setQueryData(keys.of(project, 'jobs', 'one', job.name), stored);
    void client.invalidateQueries({ queryKey: keys.of(project, 'jobs', 'all') });
  };

  // A newer version came in: after a submit, or from somebody else while nothing is changed here.
  useEffect(() => {
    if (job.version > base.version && !isChanged) adopt(job);
  }, [job.version, base.version, isChanged]);
  useEffect(() => keepDraft(place, isChanged ? { base, draft } : undefined), [place, isChanged, base, draft]);

  const send = async (version: number, part: Partial<JobDraft>): Promise<Job> =>
    api.jobs.update({
      params: { project, job: job.name },
      body: part,
      ifMatch: version,
    });

  const merge = async (): Promise<Job | undefined> => {
    const stored = await api.jobs.get({ params: { project, job: job.name } });
    if (clashes(draftOf(stored), draftOf(base), draft).length > 0) {
      setConflict(stored);
      return undefined;
    }
    const merged = rebase(draftOf(stored), draftOf(base), draft);
    return send(stored.version, changesOf(draftOf(stored), merged));
  };

  const guarded = async (act: () => Promise<Job | undefined>): Promise<Job | undefined> => {
    setSaving(true);
    try {
      const saved = await act();
      if (saved !== undefined) adopt(saved);
      return saved;
    } catch (error) {
      notice.failed(error);
      return undefined;
    } finally {
      setSaving(false);
    }
  };

  return {
    draft,
    isChanged,
    isSaving,
    conflict,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    save: () =>
      guarded(async () => {
        if (!isChanged) return base;
        try {
          return await send(base.version, changes);
        } catch (error) {
          if (!isConflict(error)) throw error;
          return merge();
        }
      }),
    discard: () => setDraft(draftOf(base)),
    keepMine: async () => {
      if (conflict === undefined) return;
      const mine = rebase(draftOf(conflict), draftOf(base), draft);
      await guarded(() => send(conflict.version, changesOf(draftOf(conflict), mine)));
    },
    takeTheirs: () => conflict !== undefined && adopt(conflict),
    closeConflict: () => setConflict(undefined),
  };
}
