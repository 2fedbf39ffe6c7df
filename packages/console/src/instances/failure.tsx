import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import type { InstanceDetail } from './instance-state.tsx';

/** Of what the last attempt failed: with code and hint, where its run tells them, and the way to its log. */
export function Failure({ instance: { error, run } }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'runs', 'one', run ?? ''),
    queryFn: ({ signal }) => api.runs.get({ params: { project, run: run ?? '' }, signal }),
    enabled: error !== undefined && run !== undefined,
    retry: false,
  });
  if (error === undefined) return null;
  const log =
    run === undefined ? undefined : (
      <PageLink to={paths.run(project, run)} search={{ tab: 'log' }}>
        {t('instances.openLog')}
      </PageLink>
    );
  const cause = query.data?.error;
  // An instance may fail of more than its run: of a timeout, say.
  if (cause === undefined || !error.includes(cause.message))
    return <Alert type="error" showIcon role="alert" title={saySentence(error)} action={log} />;
  return <ProblemBox error={{ ...cause, hint: cause.suggestion }} action={log} />;
}
