import { Button, Drawer, Flex, Input, Table, Tag, type TableColumnsType } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type Item } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { DayFilters } from '../ui/days.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { instantsOf } from '../ui/instants.ts';
import { unknownValue } from '../ui/numbers.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { StatusTag } from '../ui/status.tsx';
import { Time, useZone } from '../ui/time.tsx';
import { AuditDiff } from './audit-diff.tsx';

export type Entry = Item<'audit', 'list'>;

export type AuditFilters = {
  readonly [Name in 'user' | 'action' | 'from' | 'to']?: string;
};

export type AuditQuery = AuditFilters & { readonly cursor?: string; readonly limit: number };

interface Page {
  readonly items: readonly Entry[];
  readonly nextCursor?: string;
}

interface Props {
  /** Of the cached answers: the project's, or the installation's. */
  readonly scope: string;
  readonly load: (query: AuditQuery, signal: AbortSignal) => Promise<Page>;
}

/** Filters of the address, as the routes take them. */
export function useAuditFilters(): AuditFilters {
  const [{ user, action, ...days }] = useFilters();
  const zone = useZone();
  return { ...(user ? { user } : {}), ...(action ? { action } : {}), ...instantsOf(days, zone) };
}

/** Who changed what, with what it was before. */
export function AuditList({ scope, load }: Props) {
  const { t } = useTranslation();
  const [{ user, action }, change] = useFilters();
  const [chosen, setChosen] = useState<Entry>();
  const filters = useAuditFilters();
  const entries = useInfiniteQuery({
    queryKey: keys.installation('audit', scope, filters),
    queryFn: ({ pageParam, signal }) => load({ ...filters, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });
  const items = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: TableColumnsType<Entry> = [
    { title: t('audit.at'), width: 210, render: (_, { at }) => <Time at={at} /> },
    {
      title: t('audit.user'),
      width: 160,
      render: (_, entry) => (
        <Flex gap={4} wrap>
          <span>{entry.user ?? unknownValue}</span>
          {entry.isToken ? <Tag>{t('audit.token')}</Tag> : null}
        </Flex>
      ),
    },
    { title: t('audit.action'), width: 210, render: (_, { action: name }) => <code>{name}</code> },
    { title: t('audit.target'), render: (_, { target }) => targetText(target) },
    {
      title: t('audit.outcome'),
      width: 200,
      render: (_, { outcome, code }) => (
        <StatusTag
          kind={outcome === 'done' ? 'good' : 'bad'}
          text={outcome === 'done' ? t('audit.done') : (code ?? t('audit.refused'))}
        />
      ),
    },
    {
      title: t('ui.actions'),
      width: 110,
      render: (_, entry) => (
        <Button size="small" onClick={() => setChosen(entry)}>
          {t('audit.show')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Flex gap="small" wrap align="center">
        <Input.Search
          className="filter-search"
          allowClear
          defaultValue={user}
          placeholder={t('audit.user')}
          aria-label={t('audit.user')}
          onSearch={(text) => change({ user: text || undefined })}
        />
        <Input.Search
          className="filter-search"
          allowClear
          defaultValue={action}
          placeholder={t('audit.actionHint')}
          aria-label={t('audit.action')}
          onSearch={(text) => change({ action: text || undefined })}
        />
        <DayFilters />
      </Flex>
      {entries.isError ? <ProblemBox error={entries.error} onRetry={() => void entries.refetch()} /> : null}
      {entries.isSuccess && items.length === 0 ? (
        <EmptyState title={t('audit.none')}>{t('audit.noneHint')}</EmptyState>
      ) : (
        <Table
          rowKey="id"
          size="middle"
          loading={entries.isPending}
          pagination={false}
          scroll={{ x: 1000 }}
          columns={columns}
          dataSource={items}
        />
      )}
      {entries.hasNextPage ? (
        <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          {t('ui.loadMore')}
        </Button>
      ) : null}
      <Drawer
        open={chosen !== undefined}
        size={760}
        title={chosen === undefined ? '' : `${chosen.action} · ${targetText(chosen.target)}`}
        onClose={() => setChosen(undefined)}
      >
        {chosen === undefined ? null : <AuditDiff entry={chosen} />}
      </Drawer>
    </>
  );
}

function targetText(target: string | undefined): string {
  return target === undefined ? unknownValue : saySentence(target);
}
