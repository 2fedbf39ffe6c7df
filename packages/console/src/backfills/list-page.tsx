import { PlusOutlined } from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Flex, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { JobSelect } from '../runs/job-select.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { BackfillProgress, BackfillTag, rangesText } from './backfill-state.tsx';
import '../runs/runs.css';
import './backfills.css';

/** Backfills, the latest first. */
export default function BackfillsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const [{ job }, change] = useFilters();
  const filter = job === undefined || job === '' ? {} : { job };
  const query = useInfiniteQuery({
    queryKey: keys.of(project, 'instances', 'backfills', job),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.backfills.list({ params: { project }, query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 10_000,
  });
  const create = (
    <MayButton
      needs="backfills.start"
      type="primary"
      icon={<PlusOutlined aria-hidden />}
      onClick={() => void navigate({ to: paths.newBackfill(project) })}
    >
      {t('backfills.new')}
    </MayButton>
  );
  return (
    <Page
      title={t('nav.backfills')}
      about={t('backfills.about')}
      actions={
        <>
          <CopyAs route={contract.backfills.list} input={{ params: { project }, query: filter }} />
          {create}
        </>
      }
    >
      <Flex gap="small" role="search">
        <JobSelect value={job} onChange={(next) => change({ job: next })} />
      </Flex>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <EmptyState title={t('backfills.none')} action={create}>
                {t('backfills.noneHint')}
              </EmptyState>
            );
          return (
            <Flex vertical gap="small" align="start">
              <Table
                className="wide"
                size="middle"
                rowKey="id"
                pagination={false}
                dataSource={items}
                scroll={{ x: 1100 }}
                columns={[
                  {
                    title: t('ui.name'),
                    render: (_, { id, name }) => <PageLink to={paths.backfill(project, id)}>{name}</PageLink>,
                  },
                  { title: t('ui.state'), render: (_, { state }) => <BackfillTag state={state} /> },
                  { title: t('backfills.dates'), render: (_, { ranges }) => rangesText(ranges) },
                  { title: t('nav.jobs'), ellipsis: true, render: (_, { jobs }) => jobs.join(', ') },
                  {
                    title: t('backfills.progress'),
                    width: 300,
                    render: (_, backfill) => <BackfillProgress backfill={backfill} />,
                  },
                  { title: t('runs.startedAt'), render: (_, { createdAt }) => <Time at={createdAt} /> },
                  { title: t('runs.by'), render: (_, { startedBy }) => startedBy ?? unknownValue },
                ]}
              />
              {query.hasNextPage ? (
                <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
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
