import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Flex, Table, Typography, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { InstanceFilters, queryOf } from './filters.tsx';
import { attemptText, cycleText, instanceTookMs, InstanceTags, type Instance } from './instance-state.tsx';
import { SavedViews } from './saved-views.tsx';
import '../runs/runs.css';
import './instances.css';

const refreshEveryMs = 10_000;
const countEveryMs = 60_000;
const pageSize = 50;

/** All instances, page by page from the server; refreshed while the page is visible. */
export default function InstancesPage() {
  const { t } = useTranslation();
  const project = useProject();
  const [filters] = useFilters();
  const query = queryOf(filters);
  return (
    <Page
      title={t('nav.instances')}
      about={t('instances.about')}
      actions={
        <>
          <SavedViews />
          <CopyAs route={contract.instances.list} input={{ params: { project }, query: { ...filters } }} />
        </>
      }
    >
      <InstanceFilters />
      <InstanceTable key={JSON.stringify(query)} query={query} isFiltered={Object.keys(query).length > 0} />
    </Page>
  );
}

interface Props {
  readonly query: ReturnType<typeof queryOf>;
  readonly isFiltered: boolean;
}

function InstanceTable({ query, isFiltered }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  /** Cursors of the pages before this one and of this one; the first page has none. */
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const [chosen, setChosen] = useState<readonly Instance[]>([]);
  const cursor = cursors.at(-1);
  const page = useQuery({
    queryKey: keys.of(project, 'instances', 'list', query, cursor),
    queryFn: ({ signal }) =>
      api.instances.list({ params: { project }, query: { ...query, limit: pageSize, cursor }, signal }),
    refetchInterval: refreshEveryMs,
    placeholderData: keepPreviousData,
  });
  // Counted by itself: the page does not wait for it, nor ask for it with every turn.
  const counted = useQuery({
    queryKey: keys.of(project, 'instances', 'count', query),
    queryFn: ({ signal }) =>
      api.instances.list({ params: { project }, query: { ...query, limit: 1, withTotal: 'true' }, signal }),
    refetchInterval: countEveryMs,
    enabled: page.data !== undefined && page.data.items.length > 0,
  });
  const columns = useInstanceColumns();
  return (
    <Loaded query={page} rows={8}>
      {({ items, nextCursor }) =>
        items.length === 0 && cursors.length === 1 ? (
          isFiltered ? (
            <EmptyState title={t('instances.nothingFits')}>{t('runs.nothingFitsHint')}</EmptyState>
          ) : (
            <EmptyState
              title={t('instances.none')}
              action={<PageLink to={paths.jobs(project)}>{t('runs.toJobs')}</PageLink>}
            >
              {t('instances.noneHint')}
            </EmptyState>
          )
        ) : (
          <Flex vertical gap="small">
            <BulkBar instances={chosen} onDone={() => setChosen([])} />
            {/* Scrolls by itself: the table's own way repeats the checkbox where nobody can see it. */}
            <div className="scrolls-sideways">
              <Table
                className="number instance-list"
                size="small"
                rowKey="id"
                loading={page.isPlaceholderData}
                pagination={false}
                columns={columns}
                dataSource={items}
                rowSelection={{
                  preserveSelectedRowKeys: true,
                  selectedRowKeys: chosen.map(({ id }) => id),
                  onChange: (_, rows) => setChosen(rows),
                  getTitleCheckboxProps: () => ({ 'aria-label': t('instances.chooseAll') }) as never,
                  getCheckboxProps: (each) => ({ 'aria-label': `${each.job} ${cycleText(each)}` }) as never,
                }}
              />
            </div>
            <Flex gap="small" align="center" component="nav" aria-label={t('instances.pages')}>
              <Button disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
                {t('instances.newer')}
              </Button>
              <Button disabled={nextCursor === undefined} onClick={() => setCursors([...cursors, nextCursor])}>
                {t('instances.older')}
              </Button>
              <Typography.Text type="secondary">
                {counted.data?.total === undefined
                  ? t('instances.page', { page: cursors.length })
                  : t('instances.pageOf', { page: cursors.length, total: totalText(counted.data) })}
              </Typography.Text>
            </Flex>
          </Flex>
        )
      }
    </Loaded>
  );
}

/** `1,234`, `10,000+` */
function totalText({ total, isTotalCut }: Reply<'instances', 'list'>): string {
  return `${countText(total)}${isTotalCut === true ? '+' : ''}`;
}

function useInstanceColumns(): TableColumnsType<Instance> {
  const { t } = useTranslation();
  const project = useProject();
  return [
    {
      title: t('runs.job'),
      className: 'instance-job',
      render: (_, { id, job }) => <PageLink to={paths.instance(project, id)}>{job}</PageLink>,
    },
    {
      title: t('ui.state'),
      className: 'instance-state',
      render: (_, instance) => <InstanceTags instance={instance} />,
    },
    { title: t('instances.kind'), render: (_, { kind }) => t(`instances.kinds.${kind}`) },
    {
      title: t('instances.businessDate'),
      render: (_, { businessDate }) => <span className="nowrap">{businessDate}</span>,
    },
    { title: t('instances.cycleTime'), render: (_, instance) => <CycleTime {...instance} /> },
    { title: t('runs.startedAt'), render: (_, { startedAt }) => <Time at={startedAt} /> },
    {
      title: t('runs.took'),
      align: 'right',
      render: (_, instance) => <span className="nowrap">{durationText(instanceTookMs(instance))}</span>,
    },
    {
      title: t('instances.attempt'),
      align: 'right',
      render: (_, instance) => <span className="nowrap">{attemptText(instance)}</span>,
    },
    { title: t('runs.written'), align: 'right', render: (_, { rowsWritten }) => countText(rowsWritten) },
    { title: t('instances.owner'), render: (_, { owner }) => owner ?? unknownValue },
  ];
}

/** Stands beside its time on every screen: UTC. */
const shortZone = 4;

/** To the minute, as schedules are; a long zone may stand below. */
function CycleTime(instance: Instance) {
  const { timeZone } = instance;
  const text = cycleText(instance).replace(/(:\d\d):00 /, '$1 ');
  if (timeZone.length <= shortZone) return <span className="nowrap">{text}</span>;
  return (
    <>
      <span className="nowrap">{text.slice(0, -timeZone.length)}</span> {timeZone}
    </>
  );
}
