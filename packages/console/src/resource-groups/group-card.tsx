import { Button, Card, Descriptions, Flex, Progress, Table, Tag, type TableColumnsType } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, queries, shared, type Item } from '../api.ts';
import { useMe } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { RefusableButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { countText } from '../ui/numbers.ts';
import { StatusTag, type StatusKind } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { GroupDialog } from './group-dialog.tsx';

export type Group = Item<'resourceGroups', 'list'>;
type Agent = Group['agents'][number];

/** A group: how busy it is, its limits, who works in it. */
export function GroupCard({ group }: { readonly group: Group }) {
  const { t } = useTranslation();
  const { name, kind, slots, usedSlots, queued, memoryMb, mbps, isDraining, description } = group;
  const items = [
    {
      key: 'slots',
      label: t('resourceGroups.slots'),
      children: (
        <Flex vertical className="group-slots">
          {t('resourceGroups.slotsUsed', { used: usedSlots, slots })}
          <Progress
            percent={slots === 0 ? 0 : Math.round((100 * usedSlots) / slots)}
            showInfo={false}
            size="small"
            aria-label={t('resourceGroups.slots')}
          />
        </Flex>
      ),
    },
    { key: 'queued', label: t('resourceGroups.queued'), children: countText(queued) },
    { key: 'memory', label: t('resourceGroups.memory'), children: `${countText(memoryMb)} MiB` },
    {
      key: 'mbps',
      label: t('resourceGroups.rate'),
      children: mbps === 0 ? t('resourceGroups.noLimit') : `${countText(mbps)} MB/s`,
    },
  ];
  return (
    <Card
      title={
        <Flex gap="small" align="center" wrap>
          <span>{name}</span>
          <Tag>{t(`resourceGroups.kinds.${kind}`)}</Tag>
          {isDraining ? <StatusTag kind="paused" text={t('resourceGroups.draining')} /> : null}
        </Flex>
      }
      extra={<GroupActions group={group} />}
    >
      {description === '' ? null : <p>{description}</p>}
      <Descriptions size="small" column={{ xs: 1, sm: 2, lg: 4 }} layout="vertical" colon={false} items={items} />
      {kind === 'agents' ? <Agents agents={group.agents} /> : null}
    </Card>
  );
}

function GroupActions({ group }: { readonly group: Group }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const notice = useNotice();
  const confirm = useConfirm();
  const [isEditing, setEditing] = useState(false);
  const params = { group: group.name };
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: shared.resourceGroups.queryKey });
  const drain = useMutation({
    mutationFn: (isDraining: boolean) =>
      api.resourceGroups.update({ params, body: { isDraining }, ifMatch: group.version }),
    onSuccess: refresh,
    onError: notice.failed,
  });
  const remove = useMutation({
    mutationFn: () => api.resourceGroups.delete({ params }),
    onSuccess: refresh,
    onError: notice.failed,
  });
  const ask = async (): Promise<void> => {
    const title = t('resourceGroups.deleteTitle', { name: group.name });
    const text = t('resourceGroups.deleteText');
    if (await confirm({ title, text, action: t('ui.delete'), isDangerous: true })) remove.mutate();
  };
  const refusal = user.isAdministrator ? undefined : t('ui.mayNotInstallation');
  return (
    <Flex gap="small" wrap>
      <RefusableButton size="small" refusal={refusal} onClick={() => setEditing(true)}>
        {t('ui.edit')}
      </RefusableButton>
      {refusal === undefined ? (
        <Button size="small" loading={drain.isPending} onClick={() => drain.mutate(!group.isDraining)}>
          {t(group.isDraining ? 'resourceGroups.fill' : 'resourceGroups.drain')}
        </Button>
      ) : null}
      {refusal === undefined && group.kind === 'agents' ? (
        <Button size="small" danger loading={remove.isPending} onClick={() => void ask()}>
          {t('ui.delete')}
        </Button>
      ) : null}
      {isEditing ? <GroupDialog group={group} onClose={() => setEditing(false)} /> : null}
    </Flex>
  );
}

const agentKinds: Record<Agent['state'], StatusKind> = { online: 'good', lost: 'bad', draining: 'paused' };

function Agents({ agents }: { readonly agents: readonly Agent[] }) {
  const { t } = useTranslation();
  if (agents.length === 0)
    return <EmptyState title={t('resourceGroups.noAgents')}>{t('resourceGroups.noAgentsHint')}</EmptyState>;
  const columns: TableColumnsType<Agent> = [
    { title: t('ui.name'), dataIndex: 'name' },
    {
      title: t('ui.state'),
      render: (_, { state }) => <StatusTag kind={agentKinds[state]} text={t(`resourceGroups.agentStates.${state}`)} />,
    },
    {
      title: t('resourceGroups.slots'),
      render: (_, { usedSlots, slots }) => t('resourceGroups.slotsUsed', { used: usedSlots, slots }),
    },
    { title: t('resourceGroups.version'), dataIndex: 'version' },
    {
      title: t('resourceGroups.heartbeat'),
      render: (_, { lastHeartbeatAt }) => <Time at={lastHeartbeatAt} isRelative />,
    },
  ];
  return (
    <Table rowKey="id" size="small" pagination={false} scroll={{ x: 700 }} columns={columns} dataSource={[...agents]} />
  );
}
