import { Table, Typography, type TableColumnsType } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, type Item } from '../api.ts';
import { useMay, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { StatusTag } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Latest } from './latest.tsx';
import { runKinds } from './run-states.ts';

type Run = Item<'runs', 'list'>;

/** What happened last, and what comes next for a new user. */
export default function HomePage() {
  const { t } = useTranslation();
  const project = useProject();
  const mayEdit = useMay('jobs.edit');
  const maySeeInstances = useMay('instances.view');
  const params = { project };
  const runs = useQuery({
    queryKey: keys.of(project, 'runs', 'latest'),
    queryFn: () => api.runs.list({ params, query: { limit: 10 } }),
    refetchInterval: 10_000,
  });
  return (
    <Page
      title={t('nav.home')}
      extra={<Typography.Text type="secondary">{project}</Typography.Text>}
      actions={<CopyAs route={contract.runs.list} input={{ params, query: { limit: 10 } }} cli={commands.runs()} />}
    >
      {mayEdit ? <FirstSteps /> : null}
      {maySeeInstances ? <Latest /> : null}
      <section>
        <Typography.Title level={2} className="section-title">
          {t('projects.home.latest')}
        </Typography.Title>
        <Loaded query={runs}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('projects.home.noRuns')}>{t('projects.home.noRunsHint')}</EmptyState>
            ) : (
              <LatestRuns runs={items} />
            )
          }
        </Loaded>
      </section>
    </Page>
  );
}

function LatestRuns({ runs }: { readonly runs: readonly Run[] }) {
  const { t } = useTranslation();
  const project = useProject();
  const columns: TableColumnsType<Run> = [
    {
      title: t('projects.home.job'),
      render: (_, { id, job }) => <PageLink to={paths.run(project, id)}>{job ?? id}</PageLink>,
    },
    {
      title: t('ui.state'),
      render: (_, { state }) => <StatusTag kind={runKinds[state]} text={t(`projects.runStates.${state}`)} />,
    },
    { title: t('projects.home.written'), align: 'right', render: (_, run) => countText(run.rowsWritten) },
    { title: t('projects.home.dirty'), align: 'right', render: (_, run) => countText(run.rowsDirty) },
    { title: t('projects.home.took'), align: 'right', render: (_, run) => durationText(tookMs(run)) },
    { title: t('projects.home.queued'), render: (_, { queuedAt }) => <Time at={queuedAt} /> },
    { title: t('projects.home.startedBy'), render: (_, { startedBy }) => startedBy ?? unknownValue },
  ];
  return (
    <Table
      rowKey="id"
      size="middle"
      className="number"
      pagination={false}
      scroll={{ x: 900 }}
      columns={columns}
      dataSource={[...runs]}
    />
  );
}

function tookMs({ startedAt, finishedAt }: Run): number | undefined {
  return startedAt === undefined || finishedAt === undefined
    ? undefined
    : Date.parse(finishedAt) - Date.parse(startedAt);
}
