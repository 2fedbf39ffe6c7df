import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Flex, Select, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { DayFilters } from '../ui/days.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { instantsOf } from '../ui/instants.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { Time, useZone } from '../ui/time.tsx';
import { JobSelect } from './job-select.tsx';
import { RunStateTag, runStates, tookMs, type Run } from './run-state.tsx';
import './runs.css';

const refreshEveryMs = 5_000;

/** Runs of the project, the latest first. Refreshed while the page is visible. */
export default function RunsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const [filters] = useFilters();
  const query = queryOf(filters, useZone());
  const runs = useInfiniteQuery({
    queryKey: keys.of(project, 'runs', 'list', query),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.runs.list({ params: { project }, query: { ...query, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Who has gone back far reads, and is not disturbed.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 4 ? false : refreshEveryMs),
  });
  const columns = useRunColumns();
  const isFiltered = Object.keys(query).length > 0;
  return (
    <Page
      title={t('nav.runs')}
      about={t('runs.about')}
      actions={<CopyAs route={contract.runs.list} input={{ params: { project }, query }} cli={commands.runs()} />}
    >
      <RunFilters />
      <Loaded query={runs} rows={8}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return isFiltered ? (
              <EmptyState title={t('runs.nothingFits')}>{t('runs.nothingFitsHint')}</EmptyState>
            ) : (
              <EmptyState
                title={t('runs.none')}
                action={<PageLink to={paths.jobs(project)}>{t('runs.toJobs')}</PageLink>}
              >
                {t('runs.noneHint')}
              </EmptyState>
            );
          return (
            <Flex vertical gap="small" align="start">
              <Table
                className="number wide"
                rowKey="id"
                size="middle"
                pagination={false}
                columns={columns}
                dataSource={items}
                scroll={{ x: 1150 }}
              />
              {runs.hasNextPage ? (
                <Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                  {t('ui.loadMore')}
                </Button>
              ) : null}
            </Flex>
          );
        }}
      </Loaded>
    </Page>
  );
}

type Filters = Readonly<Record<string, string | undefined>>;

function queryOf({ job, state, ...days }: Filters, zone: string) {
  return {
    ...(job ? { job } : {}),
    ...(state ? { state: state as Run['state'] } : {}),
    ...instantsOf(days, zone),
  };
}

function RunFilters() {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  return (
    <Flex gap="small" wrap align="center" role="search">
      <JobSelect value={filters['job']} onChange={(job) => change({ job })} />
      <Select
        allowClear
        className="filter-select"
        aria-label={t('ui.state')}
        placeholder={t('runs.anyState')}
        value={filters['state']}
        onChange={(state: string | undefined) => change({ state })}
        options={runStates.map((state) => ({ value: state, label: t(`projects.runStates.${state}`) }))}
      />
      <DayFilters />
    </Flex>
  );
}

function useRunColumns(): TableColumnsType<Run> {
  const { t } = useTranslation();
  const project = useProject();
  return [
    {
      title: t('ui.state'),
      width: 130,
      render: (_, { id, state }) => (
        <PageLink to={paths.run(project, id)}>
          <RunStateTag state={state} />
        </PageLink>
      ),
    },
    {
      title: t('runs.job'),
      render: (_, { id, job }) => <PageLink to={paths.run(project, id)}>{job ?? t('runs.jobGone')}</PageLink>,
    },
    { title: t('runs.reason'), width: 110, render: (_, { reason }) => t(`runs.reasons.${reason}`) },
    {
      title: t('runs.version'),
      width: 90,
      render: (_, { jobVersion }) => (jobVersion === undefined ? t('runs.draft') : `v${jobVersion}`),
    },
    { title: t('runs.startedAt'), render: (_, { startedAt, queuedAt }) => <Time at={startedAt ?? queuedAt} /> },
    {
      title: t('runs.took'),
      align: 'right',
      width: 110,
      render: (_, run) => <span className="nowrap">{durationText(tookMs(run))}</span>,
    },
    {
      title: t('runs.read'),
      align: 'right',
      render: (_, { rowsRead, progress }) => countText(rowsRead ?? progress?.['rowsRead']),
    },
    {
      title: t('runs.written'),
      align: 'right',
      render: (_, { rowsWritten, progress }) => countText(rowsWritten ?? progress?.['rowsWritten']),
    },
    {
      title: t('runs.dirty'),
      align: 'right',
      render: (_, { rowsDirty, progress }) => countText(rowsDirty ?? progress?.['dirty']),
    },
    { title: t('runs.by'), render: (_, { startedBy }) => startedBy ?? unknownValue },
  ];
}
