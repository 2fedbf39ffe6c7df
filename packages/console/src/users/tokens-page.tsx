import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Table, Tag, type TableColumnsType } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, queries, type Item } from '../api.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { useNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';

type Token = Item<'people', 'listTokens'>;

export default function TokensPage() {
  const { t } = useTranslation();
  const notice = useNotice();
  const confirm = useConfirm();
  const [isAdding, setAdding] = useState(false);
  const tokens = useQuery({ queryKey: keys.installation('tokens'), queryFn: () => api.people.listTokens() });
  const revoke = useMutation({
    mutationFn: (token: string) => api.people.deleteToken({ params: { token } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.installation('tokens') }),
    onError: notice.failed,
  });
  const ask = async ({ id, name }: Token): Promise<void> => {
    const question = { title: t('users.tokens.revokeTitle', { name }), text: t('users.tokens.revokeText') };
    if (await confirm({ ...question, action: t('users.tokens.revoke'), isDangerous: true })) revoke.mutate(id);
  };
  const columns: TableColumnsType<Token> = [
    { title: t('ui.name'), dataIndex: 'name' },
    { title: t('users.tokens.prefix'), render: (_, { prefix }) => <code>{prefix}…</code> },
    {
      title: t('users.tokens.scope'),
      render: (_, { project, permissions }) => (
        <Flex gap={4} wrap>
          <Tag>{project ?? t('users.tokens.everyProject')}</Tag>
          {permissions === undefined ? <Tag>{t('users.tokens.everything')}</Tag> : null}
          {permissions?.map((each) => (
            <Tag key={each}>{each}</Tag>
          ))}
        </Flex>
      ),
    },
    { title: t('users.tokens.expires'), render: (_, { expiresAt }) => <Time at={expiresAt} /> },
    { title: t('users.tokens.lastUsed'), render: (_, { lastUsedAt }) => <Time at={lastUsedAt} isRelative /> },
    {
      title: t('ui.actions'),
      width: 120,
      render: (_, token) => (
        <Button size="small" danger onClick={() => void ask(token)}>
          {t('users.tokens.revoke')}
        </Button>
      ),
    },
  ];
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('users.tokens.new')}
    </Button>
  );
  return (
    <Page
      title={t('nav.tokens')}
      about={t('users.tokens.about')}
      actions={
        <>
          <CopyAs route={contract.people.listTokens} />
          {add}
        </>
      }
    >
      <Loaded query={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('users.tokens.none')} action={add}>
              {t('users.tokens.noneHint')}
            </EmptyState>
          ) : (
            <Table
              rowKey="id"
              size="middle"
              pagination={false}
              scroll={{ x: 900 }}
              columns={columns}
              dataSource={items}
            />
          )
        }
      </Loaded>
      {isAdding ? <NewTokenDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
