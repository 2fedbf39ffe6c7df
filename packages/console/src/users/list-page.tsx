import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Table, type TableColumnsType } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, type Item } from '../api.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { StatusTag } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { UserActions } from './user-actions.tsx';

export type User = Item<'people', 'listUsers'>;

export default function UsersPage() {
  const { t } = useTranslation();
  const [{ search }, change] = useFilters();
  const [isAdding, setAdding] = useState(false);
  const users = useInfiniteQuery({
    queryKey: keys.installation('users', search),
    queryFn: ({ pageParam, signal }) =>
      api.people.listUsers({ query: { search, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const columns: TableColumnsType<User> = [
    { title: t('users.name'), dataIndex: 'name', width: 180 },
    { title: t('users.displayName'), render: (_, { displayName }) => displayName || unknownValue },
    { title: t('users.email'), render: (_, { email }) => email ?? unknownValue },
    { title: t('users.rights'), render: (_, user) => (user.isAdministrator ? t('users.administrator') : unknownValue) },
    {
      title: t('ui.state'),
      render: (_, { isDisabled }) => (
        <StatusTag kind={isDisabled ? 'stopped' : 'good'} text={t(isDisabled ? 'users.disabled' : 'users.active')} />
      ),
    },
    { title: t('users.lastSeen'), render: (_, { lastSeenAt }) => <Time at={lastSeenAt} isRelative /> },
    { title: t('ui.actions'), width: 220, render: (_, user) => <UserActions user={user} /> },
  ];
  return (
    <Page
      title={t('nav.users')}
      about={t('users.about')}
      actions={
        <>
          <CopyAs route={contract.people.listUsers} input={{ query: { search } }} />
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {t('users.new')}
          </Button>
        </>
      }
    >
      <Input.Search
        className="filter-search"
        allowClear
        defaultValue={search}
        placeholder={t('ui.search')}
        aria-label={t('ui.search')}
        onSearch={(text) => change({ search: text })}
      />
      {users.isError ? <ProblemBox error={users.error} onRetry={() => void users.refetch()} /> : null}
      <Table
        rowKey="id"
        size="middle"
        loading={users.isPending}
        pagination={false}
        scroll={{ x: 900 }}
        columns={columns}
        dataSource={users.data?.pages.flatMap(({ items }) => items)}
      />
      {users.hasNextPage ? (
        <Button onClick={() => void users.fetchNextPage()} loading={users.isFetchingNextPage}>
          {t('ui.loadMore')}
        </Button>
      ) : null}
      {isAdding ? <NewUserDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
