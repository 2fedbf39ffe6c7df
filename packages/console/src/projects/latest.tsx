import { useQuery } from '@tanstack/react-query';
import { Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { FailingJobs, StateFigures } from '../instances/figures.tsx';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';

const refreshEveryMs = 30_000;

/** How the latest business date stands; nothing in a project without schedules. */
export function Latest() {
  const { t } = useTranslation();
  const project = useProject();
  const { data } = useQuery({
    queryKey: keys.of(project, 'instances', 'statistics', 'latest'),
    queryFn: ({ signal }) => api.instances.statistics({ params: { project }, signal }),
    refetchInterval: refreshEveryMs,
  });
  if (data === undefined || data.total === 0) return null;
  return (
    <section>
      <Flex justify="space-between" align="baseline" gap="middle">
        <Typography.Title level={2} className="section-title">
          {t('projects.home.date', { date: data.businessDate })}
        </Typography.Title>
        <PageLink to={paths.operations(project)}>{t('nav.operations')}</PageLink>
      </Flex>
      <StateFigures statistics={data} />
      {data.failing.length === 0 ? null : (
        <div className="home-failing">
          <FailingJobs statistics={data} />
        </div>
      )}
    </section>
  );
}
