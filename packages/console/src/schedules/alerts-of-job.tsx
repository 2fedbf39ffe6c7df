import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Typography } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { alertQueries, type Rule, type RuleBody } from '../alerts/queries.ts';
import { newRule } from '../alerts/rule-model.ts';
import { triggerText } from '../alerts/trigger-text.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { StatusTag } from '../ui/status.tsx';

const RuleDrawer = lazy(async () => ({ default: (await import('../alerts/rule-drawer.tsx')).RuleDrawer }));

/** Who is told when the job fails or is late: the rules that cover it. */
export function AlertsOfJob({ job }: { readonly job: string }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery(alertQueries.rulesOf(project, job));
  const [edited, setEdited] = useState<{ readonly rule?: Rule; readonly start: RuleBody }>();
  const start: RuleBody = { ...newRule, scope: { kind: 'job', job } };
  return (
    <Flex vertical gap="small" align="start">
      <Loaded query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Typography.Text type="secondary">{t('alerts.ofJob.none')}</Typography.Text>
          ) : (
            <ul className="alerts-of-job">
              {items.map((rule) => (
                <li key={rule.id}>
                  <Flex gap="small" align="baseline" wrap>
                    <Button type="link" size="small" onClick={() => setEdited({ rule, start: rule })}>
                      {rule.name}
                    </Button>
                    {rule.isEnabled ? null : <StatusTag kind="stopped" text={t('alerts.off')} />}
                    <Typography.Text type="secondary">
                      {rule.triggers.map((trigger) => triggerText(t, trigger)).join(' · ')} →{' '}
                      {rule.channels.join(', ') || t('alerts.nobody')}
                    </Typography.Text>
                  </Flex>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Flex gap="middle" align="center" wrap>
        <MayButton needs="alerts.edit" size="small" onClick={() => setEdited({ start })}>
          {t('alerts.ofJob.add')}
        </MayButton>
        <PageLink to={paths.alerts(project)}>{t('alerts.ofJob.seeAll')}</PageLink>
      </Flex>
      {edited === undefined ? null : (
        <Suspense fallback={null}>
          <RuleDrawer {...edited} onClose={() => setEdited(undefined)} />
        </Suspense>
      )}
    </Flex>
  );
}
