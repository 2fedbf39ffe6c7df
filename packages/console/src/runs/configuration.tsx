import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { unknownValue } from '../ui/numbers.ts';
import type { Run } from './run-state.tsx';

/** What it ran with: the script of its version, and the values of its variables. */
export function Configuration({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const variables = Object.entries(run.variables);
  const values: readonly (readonly [string, string])[] = [
    [t('runs.environment'), run.environment],
    [t('runs.bizdate'), run.bizdate ?? unknownValue],
    [t('runs.cyctime'), run.cyctime ?? unknownValue],
    [t('runs.attempts'), String(run.attempts)],
    ...variables,
  ];
  return (
    <Flex vertical gap="middle">
      <Descriptions
        bordered
        size="small"
        column={1}
        items={values.map(([label, value]) => ({
          key: label,
          label,
          children: <span className="mono wrap">{value}</span>,
        }))}
      />
      <Typography.Title level={2} className="section-title">
        {t('runs.script')}
      </Typography.Title>
      {run.job === undefined || run.jobVersion === undefined ? (
        <EmptyState title={t('runs.ofDraft')}>{t('runs.ofDraftHint')}</EmptyState>
      ) : (
        <Script job={run.job} version={run.jobVersion} />
      )}
    </Flex>
  );
}

function Script({ job, version }: { readonly job: string; readonly version: number }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'jobs', 'version', job, version),
    queryFn: () => api.jobs.getVersion({ params: { project, job, number: version } }),
    staleTime: Infinity,
    retry: false,
  });
  return (
    <Loaded query={query}>
      {({ script }) => (
        <pre className="code-block script-used" tabIndex={0} aria-label={t('runs.script')}>
          {script}
        </pre>
      )}
    </Loaded>
  );
}
