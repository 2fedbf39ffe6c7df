import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Button, Flex, Select, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { JobSelect } from '../runs/job-select.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { StatusTag, type StatusKind } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import type { Delivery } from './queries.ts';

const kinds: Record<Delivery['state'], StatusKind> = {
  waiting: 'waiting',
  sent: 'good',
  failed: 'bad',
  heldBack: 'paused',
  dropped: 'stopped',
};

/** What was sent, or why not. */
export function DeliveriesTab() {
  const { t } = useTranslation();
  const project = useProject();
  const notice = useNotice();
  const [{ state, job }, change] = useFilters();
  const filter = { ...(state ? { state: state as Delivery['state'] } : {}), ...(job ? { job } : {}) };
  const query = useInfiniteQuery({
    queryKey: keys.of(project, 'alerts', 'deliveries', filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.alerts.deliveries({ params: { project }, query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 10_000,
  });
  const retry = useMutation({
    mutationFn: (delivery: string) => api.alerts.retryDelivery({ params: { project, delivery } }),
    onError: (error) => notice.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.of(project, 'alerts') }),
  });
  return (
    <Flex vertical gap="small">
      <Flex gap="small" wrap role="search">
        <JobSelect value={job} onChange={(next) => change({ job: next })} />
        <Select
          allowClear
          className="filter-select"
          aria-label={t('ui.state')}
          placeholder={t('runs.anyState')}
          value={state}
          onChange={(next: string | undefined) => change({ state: next })}
          options={(Object.keys(kinds) as Delivery['state'][]).map((value) => ({
            value,
            label: t(`alerts.states.${value}`),
          }))}
        />
      </Flex>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return <EmptyState title={t('alerts.noDeliveries')}>{t('alerts.noDeliveriesHint')}</EmptyState>;
          return (
            <>
              <Table
                size="middle"
                rowKey="id"
                pagination={false}
                dataSource={items}
                scroll={{ x: 1000 }}
                columns={[
                  {
                    title: t('ui.state'),
                    render: (_, delivery) => (
                      <Flex vertical gap={2} align="start">
                        <StatusTag kind={kinds[delivery.state]} text={t(`alerts.states.${delivery.state}`)} />
                        {delivery.reason === undefined ? null : (
                          <Typography.Text type="secondary">{t(`alerts.reasons.${delivery.reason}`)}</Typography.Text>
                        )}
                      </Flex>
                    ),
                  },
                  {
                    title: t('alerts.message'),
                    render: (_, { title, lastError, facts }) => (
                      <Flex vertical>
                        {facts?.instance === undefined ? (
                          <span>{title}</span>
                        ) : (
                          <PageLink to={paths.instance(project, facts.instance)}>{title}</PageLink>
                        )}
                        {lastError === undefined ? null : <Typography.Text type="danger">{lastError}</Typography.Text>}
                      </Flex>
                    ),
                  },
                  { title: t('alerts.rule'), dataIndex: 'rule' },
                  { title: t('alerts.channel'), dataIndex: 'channel' },
                  { title: t('alerts.raised'), render: (_, { createdAt }) => <Time at={createdAt} /> },
                  {
                    title: t('ui.actions'),
                    render: (_, { id, state: now }) =>
                      now === 'failed' || now === 'dropped' ? (
                        <MayButton needs="alerts.edit" size="small" onClick={() => retry.mutate(id)}>
                          {t('alerts.sendAgain')}
                        </MayButton>
                      ) : (
                        unknownValue
                      ),
                  },
                ]}
              />
              {query.hasNextPage ? (
                <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                  {t('ui.loadMore')}
                </Button>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Flex>
  );
}
