import { Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, type Item } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';

/** Jobs that name a data source. */
export function UsedBy({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const project = useProject();
  const users = useQuery({
    queryKey: keys.of(project, 'data-sources', 'users', name),
    queryFn: () => api.dataSources.users({ params: { project, name } }),
  });
  return (
    <Loaded query={users}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={t('dataSources.unused')}>{t('dataSources.unusedHint')}</EmptyState>
        ) : (
          <JobList jobs={items} />
        )
      }
    </Loaded>
  );
}

export function JobList({ jobs }: { readonly jobs: readonly Item<'dataSources', 'users'>[] }) {
  const { t } = useTranslation();
  const project = useProject();
  return (
    <ul className="job-list">
      {jobs.map(({ job, isDeployed }) => (
        <li key={job}>
          <PageLink to={paths.job(project, job)}>{job}</PageLink>{' '}
          {isDeployed ? <Tag color="success">{t('dataSources.deployed')}</Tag> : null}
        </li>
      ))}
    </ul>
  );
}
