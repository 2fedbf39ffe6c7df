import { useMutation, useQuery } from '@tanstack/react-query';
import { Flex, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { StatusTag } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { ChannelDrawer } from './channel-drawer.tsx';
import { alertQueries, type Channel } from './queries.ts';

/** Where alerts go. */
export function ChannelsTab() {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery(alertQueries.channels(project));
  const kinds = useQuery(alertQueries.kinds).data ?? [];
  const [edited, setEdited] = useState<Channel | 'new'>();
  const acts = useChannelActs();
  const create = (
    <MayButton needs="alerts.edit" type="primary" onClick={() => setEdited('new')}>
      {t('alerts.newChannel')}
    </MayButton>
  );
  return (
    <Flex vertical gap="small" align="start">
      <Loaded query={query}>
        {(channels) =>
          channels.length === 0 ? (
            <div className="wide">
              <EmptyState title={t('alerts.noChannels')} action={create}>
                {t('alerts.noChannelsHint')}
              </EmptyState>
            </div>
          ) : (
            <>
              {create}
              <Table
                className="wide"
                size="middle"
                rowKey="name"
                pagination={false}
                dataSource={channels}
                scroll={{ x: 1000 }}
                columns={[
                  { title: t('ui.name'), dataIndex: 'name' },
                  {
                    title: t('alerts.kind'),
                    render: (_, { kind }) => sayDeclared(kinds.find((each) => each.kind === kind)?.title ?? kind),
                  },
                  { title: t('alerts.usedBy'), render: (_, { usedBy }) => usedBy.join(', ') || unknownValue },
                  {
                    title: t('alerts.lastDelivery'),
                    render: (_, { lastDelivery: last }) =>
                      last === undefined ? (
                        unknownValue
                      ) : (
                        <Flex gap="small" wrap>
                          <StatusTag
                            kind={last.state === 'sent' ? 'good' : 'bad'}
                            text={t(`alerts.states.${last.state}`)}
                          />
                          <Time at={last.at} isRelative />
                        </Flex>
                      ),
                  },
                  {
                    title: t('ui.actions'),
                    render: (_, channel) => (
                      <Flex gap="small">
                        <MayButton needs="alerts.edit" size="small" onClick={() => setEdited(channel)}>
                          {t('ui.edit')}
                        </MayButton>
                        <MayButton needs="alerts.edit" size="small" onClick={() => acts.test(channel.name)}>
                          {t('alerts.test')}
                        </MayButton>
                        <MayButton
                          needs="alerts.edit"
                          size="small"
                          danger
                          onClick={() => void acts.remove(channel.name)}
                        >
                          {t('ui.delete')}
                        </MayButton>
                      </Flex>
                    ),
                  },
                ]}
              />
            </>
          )
        }
      </Loaded>
      {edited === undefined ? null : (
        <ChannelDrawer {...(edited === 'new' ? {} : { channel: edited })} onClose={() => setEdited(undefined)} />
      )}
    </Flex>
  );
}

function useChannelActs() {
  const { t } = useTranslation();
  const project = useProject();
  const confirm = useConfirm();
  const notice = useNotice();
  const refresh = () => queries.invalidateQueries({ queryKey: keys.of(project, 'alerts') });
  const test = useMutation({
    mutationFn: (channel: string) => api.alerts.testChannel({ params: { project, channel } }),
    onSuccess: ({ ok, detail, code, hint }) => {
      if (ok) notice.done(t('alerts.tested', { detail }));
      else notice.failed(new Error([detail, hint, code].filter(Boolean).join(' ')));
    },
    onError: (error) => notice.failed(error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (channel: string) => api.alerts.deleteChannel({ params: { project, channel } }),
    onError: (error) => notice.failed(error),
    onSettled: refresh,
  });
  return {
    test: (name: string) => test.mutate(name),
    async remove(name: string): Promise<void> {
      if (await confirm({ title: t('alerts.askDelete', { name }), action: t('ui.delete'), isDangerous: true }))
        remove.mutate(name);
    },
  };
}
