import { Alert, Button, Flex, Select, Table, Typography, type TableColumnsType } from 'antd';
import type { Role } from '@sluice/server/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { permissions, roles } from 'virtual:contract';
import { api, contract, keys, queries, type Item } from '../api.ts';
import { sayPermission } from '../i18n/say-problem.ts';
import { useMay, useProject } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { useNotice } from '../ui/notice.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { AddMember } from './add-member.tsx';

type Member = Item<'projects', 'members'>;

export default function MembersPage() {
  const { t } = useTranslation();
  const project = useProject();
  const mayEdit = useMay('project.edit');
  const notice = useNotice();
  const confirm = useConfirm();
  const params = { project };
  const queryKey = keys.of(project, 'members');
  const members = useQuery({ queryKey, queryFn: () => api.projects.members({ params }) });
  const refresh = async (): Promise<void> => {
    await Promise.all([queries.invalidateQueries({ queryKey }), queries.invalidateQueries({ queryKey: keys.me })]);
  };
  const setRole = useMutation({
    mutationFn: ({ user, role }: { readonly user: string; readonly role: Role }) =>
      api.projects.setMember({ params: { ...params, user }, body: { role } }),
    onSuccess: async () => {
      await refresh();
      notice.done(t('ui.saved'));
    },
    onError: notice.failed,
  });
  const remove = useMutation({
    mutationFn: (user: string) => api.projects.removeMember({ params: { ...params, user } }),
    onSuccess: refresh,
    onError: notice.failed,
  });
  const ask = async (user: string): Promise<void> => {
    const title = t('projects.removeTitle', { user });
    if (await confirm({ title, action: t('projects.remove'), isDangerous: true })) remove.mutate(user);
  };
  const columns: TableColumnsType<Member> = [
    { title: t('users.name'), dataIndex: 'user' },
    { title: t('users.displayName'), render: (_, { displayName }) => displayName || unknownValue },
    {
      title: t('projects.role'),
      render: (_, { user, role }) =>
        mayEdit ? (
          <Select
            aria-label={t('projects.roleOf', { user })}
            className="role-select"
            value={role}
            options={roles.map((each) => ({ value: each, label: t(`projects.roles.${each}`) }))}
            onChange={(next: Role) => setRole.mutate({ user, role: next })}
          />
        ) : (
          t(`projects.roles.${role}`)
        ),
    },
    {
      title: t('ui.actions'),
      width: 120,
      hidden: !mayEdit,
      render: (_, { user }) => (
        <Button size="small" danger onClick={() => void ask(user)}>
          {t('projects.remove')}
        </Button>
      ),
    },
  ];
  return (
    <Page
      title={t('nav.members')}
      about={t('projects.membersAbout')}
      actions={<CopyAs route={contract.projects.members} input={{ params }} />}
    >
      {mayEdit ? <AddMember onAdd={(user, role) => setRole.mutate({ user, role })} /> : null}
      {mayEdit ? null : <Alert type="info" showIcon title={t('ui.mayNot', { needs: 'project.edit' })} />}
      <Loaded query={members}>
        {({ items }) => (
          <Table
            rowKey="user"
            size="middle"
            pagination={false}
            scroll={{ x: 700 }}
            columns={columns}
            dataSource={items}
          />
        )}
      </Loaded>
      <Roles />
    </Page>
  );
}

/** What each role may do, as the contract says it. */
function Roles() {
  const { t } = useTranslation();
  const rows = Object.entries(permissions).map(([name, { roles: granted, help }]) => ({ name, granted, help }));
  const columns: TableColumnsType<(typeof rows)[number]> = [
    {
      title: t('projects.permission'),
      render: (_, { name, help }) => (
        <Flex vertical>
          <span>{sayPermission(name, help)}</span>
          <Typography.Text type="secondary" className="mono">
            {name}
          </Typography.Text>
        </Flex>
      ),
    },
    ...roles.map((role) => ({
      title: t(`projects.roles.${role}`),
      key: role,
      align: 'center' as const,
      render: (_: unknown, { granted }: (typeof rows)[number]) =>
        (granted as readonly Role[]).includes(role) ? (
          <span aria-label={t('ui.yes')}>✓</span>
        ) : (
          <span aria-label={t('ui.no')}>·</span>
        ),
    })),
  ];
  return (
    <section>
      <Typography.Title level={2} className="section-title">
        {t('projects.whoMayWhat')}
      </Typography.Title>
      <Table rowKey="name" size="small" pagination={false} scroll={{ x: 800 }} columns={columns} dataSource={rows} />
    </section>
  );
}
