import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { contract } from '../api.ts';
import { useProject } from '../me.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { Page } from '../ui/page.tsx';
import { ChannelsTab } from './channels-tab.tsx';
import { DeliveriesTab } from './deliveries-tab.tsx';
import { RulesTab } from './rules-tab.tsx';
import '../runs/runs.css';

const tabs = ['rules', 'channels', 'deliveries'] as const;
type Tab = (typeof tabs)[number];

/** Who is told what, and what was told. */
export default function AlertsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const [filters, change] = useFilters();
  const asked = filters['tab'] as Tab | undefined;
  const tab = asked !== undefined && tabs.includes(asked) ? asked : 'rules';
  const pages: Record<Tab, React.ReactNode> = {
    rules: <RulesTab />,
    channels: <ChannelsTab />,
    deliveries: <DeliveriesTab />,
  };
  return (
    <Page
      title={t('nav.alerts')}
      about={t('alerts.about')}
      actions={<CopyAs route={contract.alerts[tab]} input={{ params: { project } }} />}
    >
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        items={tabs.map((key) => ({ key, label: t(`alerts.tabs.${key}`), children: tab === key ? pages[key] : null }))}
      />
    </Page>
  );
}
