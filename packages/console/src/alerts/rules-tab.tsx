import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Flex, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { StatusTag } from '../ui/status.tsx';
import { alertQueries, type Rule, type RuleBody } from './queries.ts';
import { RuleDrawer } from './rule-drawer.tsx';
import { newRule } from './rule-model.ts';
import { triggerText } from './trigger-text.ts';

/** What raises an alert, and who is told. */
export function RulesTab() {
  const { t } = useTranslation();
  const project = useProject();
  const confirm = useConfirm();
  const notice = useNotice();
  const query = useQuery(alertQueries.rules(project));
  const [edited, setEdited] = useState<{ readonly rule?: Rule; readonly start: RuleBody }>();
  const remove = useMutation({
    mutationFn: (rule: string) => api.alerts.deleteRule({ params: { project, rule } }),
    onError: (error) => notice.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.of(project, 'alerts') }),
  });
  const ask = async ({ id, name }: Rule): Promise<void> => {
    if (await confirm({ title: t('alerts.askDelete', { name }), action: t('ui.delete'), isDangerous: true }))
      remove.mutate(id);
  };
  return (
    <Flex vertical gap="small" align="start">
      <Loaded query={query}>
        {({ items, offered }) => {
          const create = (
            <MayButton
              needs="alerts.edit"
              type="primary"
              onClick={() =>
                setEdited({ start: offered === undefined ? newRule : { ...offered, name: saySentence(offered.name) } })
              }
            >
              {t('alerts.newRule')}
            </MayButton>
          );
          if (items.length === 0)
            return (
              <div className="wide">
                <EmptyState title={t('alerts.noRules')} action={create}>
                  {t('alerts.noRulesHint')}
                </EmptyState>
              </div>
            );
          return (
            <>
              {create}
              {items.some(({ isEnabled, channels }) => isEnabled && channels.length === 0) ? (
                <Alert type="warning" showIcon title={t('alerts.ruleWithoutChannel')} />
              ) : null}
              <Table
                className="wide"
                size="middle"
                rowKey="id"
                pagination={false}
                dataSource={items}
                scroll={{ x: 1000 }}
                columns={[
                  { title: t('ui.name'), dataIndex: 'name' },
                  {
                    title: t('ui.state'),
                    render: (_, { isEnabled }) => (
                      <StatusTag
                        kind={isEnabled ? 'good' : 'stopped'}
                        text={t(isEnabled ? 'alerts.on' : 'alerts.off')}
                      />
                    ),
                  },
                  { title: t('alerts.covers'), render: (_, { scope }) => <ScopeText scope={scope} /> },
                  {
                    title: t('alerts.when'),
                    render: (_, { triggers }) => triggers.map((trigger) => triggerText(t, trigger)).join(' · '),
                  },
                  {
                    title: t('alerts.tabs.channels'),
                    render: (_, { channels }) => channels.join(', ') || t('alerts.nobody'),
                  },
                  {
                    title: t('ui.actions'),
                    render: (_, rule) => (
                      <Flex gap="small">
                        <MayButton needs="alerts.edit" size="small" onClick={() => setEdited({ rule, start: rule })}>
                          {t('ui.edit')}
                        </MayButton>
                        <MayButton needs="alerts.edit" size="small" danger onClick={() => void ask(rule)}>
                          {t('ui.delete')}
                        </MayButton>
                      </Flex>
                    ),
                  },
                ]}
              />
            </>
          );
        }}
      </Loaded>
      {edited === undefined ? null : <RuleDrawer {...edited} onClose={() => setEdited(undefined)} />}
    </Flex>
  );
}

function ScopeText({ scope }: Pick<Rule, 'scope'>) {
  const { t } = useTranslation();
  if (scope.kind === 'project') return t('alerts.scopes.project');
  return `${t(`alerts.scopes.${scope.kind}`)}: ${scope.kind === 'job' ? scope.job : scope.folder}`;
}
