import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Flex, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys, type Item } from '../api.ts';
import { paths } from '../paths.ts';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { countText, durationText } from '../ui/numbers.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { StatusTag, type StatusKind } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import type { Job } from './job-draft.ts';

type Run = Item<'runs', 'list'>;

const kinds: Record<Run['state'], StatusKind> = {
  queued: 'waiting',
  running: 'active',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'stopped',
};

/** Runs of the job, the latest first. */
export function RunsTab({ project, job }: { readonly project: string; readonly job: Job }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: keys.of(project, 'runs', 'of-job', job.name),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.runs.list({ params: { project }, query: { job: job.name, cursor: pageParam, limit: 50 }, signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns: TableColumnsType<Run> = [
    {
      title: t('ui.state'),
      dataIndex: 'state',
      render: (_, { state, id }) => (
        <PageLink to={paths.run(project, id)}>
          <StatusTag kind={kinds[state]} text={t(`jobs.runStates.${state}`)} />
        </PageLink>
      ),
    },
    { title: t('jobs.runs.reason'), render: (_, { reason }) => t(`jobs.runs.reasons.${reason}`) },
    {
      title: t('jobs.runs.version'),
      render: (_, { jobVersion }) => (jobVersion === undefined ? t('jobs.states.draft') : `v${jobVersion}`),
    },
    { title: t('jobs.runs.startedAt'), render: (_, { startedAt, queuedAt }) => <Time at={startedAt ?? queuedAt} /> },
    { title: t('jobs.runs.took'), align: 'right', render: (_, run) => durationText(tookMs(run)) },
    { title: t('jobs.runs.read'), align: 'right', render: (_, { rowsRead }) => countText(rowsRead) },
    { title: t('jobs.runs.written'), align: 'right', render: (_, { rowsWritten }) => countText(rowsWritten) },
    { title: t('jobs.runs.dirty'), align: 'right', render: (_, { rowsDirty }) => countText(rowsDirty) },
  ];
  if (query.isError) return <ProblemBox error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.isPending && runs.length === 0)
    return <EmptyState title={t('jobs.runs.none')}>{t('jobs.runs.noneHelp')}</EmptyState>;
  return (
    <Flex vertical gap="small">
      <Table
        size="middle"
        rowKey="id"
        loading={query.isPending}
        pagination={false}
        columns={columns}
        dataSource={runs}
        scroll={{ x: 900 }}
      />
      {query.hasNextPage && (
        <div>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('ui.loadMore')}
          </Button>
        </div>
      )}
    </Flex>
  );
}

function tookMs({ startedAt, finishedAt }: Run): number | undefined {
  if (startedAt === undefined || finishedAt === undefined) return undefined;
  return Date.parse(finishedAt) - Date.parse(startedAt);
}
