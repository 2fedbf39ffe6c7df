import { Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Reply } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { countText } from '../ui/numbers.ts';
import { StatusTag } from '../ui/status.tsx';
import { stateKinds, states } from './instance-state.tsx';
import './figures.css';

type Statistics = Reply<'instances', 'statistics'>;

/** Each number leads to its instances. */
export function StateFigures({ statistics }: { readonly statistics: Statistics }) {
  const { t } = useTranslation();
  const project = useProject();
  const { businessDate } = statistics;
  const day = { businessDateFrom: businessDate, businessDateTo: businessDate };
  const figures = [
    ...states.map((state) => ({
      key: state as string,
      tag: <StatusTag kind={stateKinds[state]} text={t(`instances.states.${state}`)} />,
      count: statistics.states[state],
      search: { ...day, state: state as string } as Record<string, string>,
    })),
    {
      key: 'frozen',
      tag: <StatusTag kind="paused" text={t('instances.frozen')} />,
      count: statistics.frozen,
      search: { ...day, isFrozen: 'true' },
    },
    { key: 'total', tag: <StatusTag kind="none" text={t('operations.total')} />, count: statistics.total, search: day },
  ];
  return (
    <div className="figures">
      {figures.map(({ key, tag, count, search }) => (
        <PageLink key={key} to={paths.instances(project)} search={search} className="figure panel">
          {tag}
          <div className={count === 0 ? 'figure-number figure-none number' : 'figure-number number'}>
            {countText(count)}
          </div>
        </PageLink>
      ))}
    </div>
  );
}

/** What failed, the most often first. */
export function FailingJobs({ statistics }: { readonly statistics: Statistics }) {
  const { t } = useTranslation();
  const project = useProject();
  return (
    <Table
      size="small"
      className="number"
      rowKey="last"
      pagination={false}
      dataSource={statistics.failing}
      locale={{ emptyText: <Typography.Text type="secondary">{t('operations.nothingFailed')}</Typography.Text> }}
      columns={[
        {
          title: t('runs.job'),
          render: (_, { job, last }) => <PageLink to={paths.instance(project, last)}>{job}</PageLink>,
        },
        {
          title: t('operations.failures'),
          align: 'right',
          width: 90,
          render: (_, { failures }) => countText(failures),
        },
        { title: t('operations.error'), ellipsis: true, render: (_, { error }) => saySentence(error ?? '') },
      ]}
    />
  );
}
