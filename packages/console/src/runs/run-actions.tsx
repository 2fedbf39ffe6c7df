import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { isOver, type Run } from './run-state.tsx';

/** Stop, run again, go on. */
export function RunActions({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const notice = useNotice();
  const params = { project, run: run.id };
  const act = useMutation({
    mutationFn: async (what: 'drain' | 'now' | 'rerun' | 'resume') => {
      if (what === 'rerun') return api.runs.rerun({ params });
      if (what === 'resume') return api.runs.resume({ params });
      return api.runs.cancel({ params, body: { now: what === 'now' } });
    },
    onSuccess: async (changed, what) => {
      notice.done(t(`runs.actions.done.${what}`));
      await queries.invalidateQueries({ queryKey: keys.of(project, 'runs') });
      if (changed.id !== run.id) await navigate({ to: paths.run(project, changed.id) });
    },
    onError: (error) => notice.failed(error),
  });
  const stop = async (what: 'drain' | 'now'): Promise<void> => {
    const question = { title: t(`runs.actions.ask.${what}`), text: t(`runs.actions.text.${what}`) };
    if (await confirm({ ...question, action: t(`runs.actions.${what}`), isDangerous: what === 'now' }))
      act.mutate(what);
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
        onClick={() => act.mutate('resume')}
        {...(succeeded ? { refusal: t('runs.actions.nothingToResume') } : {})}
      >
        {t('runs.actions.resume')}
      </MayButton>
      <MayButton needs="runs.start" type="primary" loading={act.isPending} onClick={() => act.mutate('rerun')}>
        {t('runs.actions.rerun')}
      </MayButton>
    </>
  );
}
