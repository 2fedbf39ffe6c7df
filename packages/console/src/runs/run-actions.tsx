import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries, troubleOf, type Trouble } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { InDoubtDialog, type InDoubtAnswer } from './in-doubt-dialog.tsx';
import { isOver, type Run } from './run-state.tsx';

interface Act {
  readonly what: 'drain' | 'now' | 'rerun' | 'resume';
  readonly inDoubt?: InDoubtAnswer;
}

/** Stop, run again, go on. */
export function RunActions({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const notice = useNotice();
  const [doubt, setDoubt] = useState<Trouble>();
  const params = { project, run: run.id };
  const act = useMutation({
    mutationFn: async ({ what, inDoubt }: Act) => {
      if (what === 'rerun') return api.runs.rerun({ params });
      if (what === 'resume') return api.runs.resume({ params, body: { inDoubt } });
      return api.runs.cancel({ params, body: { now: what === 'now' } });
    },
    onSuccess: async (changed, { what }) => {
      notice.done(t(`runs.actions.done.${what}`));
      await queries.invalidateQueries({ queryKey: keys.of(project, 'runs') });
      if (changed.id !== run.id) await navigate({ to: paths.run(project, changed.id) });
    },
    onError: (error) => {
      const trouble = troubleOf(error);
      if (trouble.code === 'RUNS_IN_DOUBT') setDoubt(trouble);
      else notice.failed(error);
    },
  });
  const stop = async (what: 'drain' | 'now'): Promise<void> => {
    const question = { title: t(`runs.actions.ask.${what}`), text: t(`runs.actions.text.${what}`) };
    if (await confirm({ ...question, action: t(`runs.actions.${what}`), isDangerous: what === 'now' }))
      act.mutate({ what });
  };
  if (!isOver(run))
    return (
      <>
        {run.state === 'running' ? (
          <MayButton needs="runs.start" loading={act.isPending} onClick={() => void stop('drain')}>
            {t('runs.actions.drain')}
          </MayButton>
        ) : null}
        <MayButton needs="runs.start" danger loading={act.isPending} onClick={() => void stop('now')}>
          {t('runs.actions.now')}
        </MayButton>
      </>
    );
  const succeeded = run.state === 'succeeded';
  return (
    <>
      <MayButton
        needs="runs.start"
        loading={act.isPending}
        onClick={() => act.mutate({ what: 'resume' })}
        {...(succeeded ? { refusal: t('runs.actions.nothingToResume') } : {})}
      >
        {t('runs.actions.resume')}
      </MayButton>
      <MayButton
        needs="runs.start"
        type="primary"
        loading={act.isPending}
        onClick={() => act.mutate({ what: 'rerun' })}
      >
        {t('runs.actions.rerun')}
      </MayButton>
      {doubt === undefined ? null : (
        <InDoubtDialog
          trouble={doubt}
          onClose={() => setDoubt(undefined)}
          onAnswer={(inDoubt) => {
            setDoubt(undefined);
            act.mutate({ what: 'resume', inDoubt });
          }}
        />
      )}
    </>
  );
}
