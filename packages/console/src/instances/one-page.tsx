import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Flex, Table, Tabs, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { useParameter, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { Failure } from './failure.tsx';
import { GraphTab } from './graph-tab.tsx';
import { attemptText, cycleText, instanceTookMs, InstanceTags, type InstanceDetail } from './instance-state.tsx';
import { OperationButtons } from './operation-buttons.tsx';
import { reasonText } from './reasons.ts';
import '../runs/runs.css';
import './instances.css';

const refreshEveryMs = 5_000;

/** An instance: why it waits, what may be done, what happened. */
export default function InstancePage() {
  const { t } = useTranslation();
  const project = useProject();
  const id = useParameter('instance');
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'one', id),
    queryFn: ({ signal }) => api.instances.get({ params: { project, instance: id }, signal }),
    refetchInterval: refreshEveryMs,
  });
  if (query.data === undefined)
    return (
      <Page title={id}>
        <Loaded query={query}>{() => t('ui.loading')}</Loaded>
      </Page>
    );
  return <LoadedInstance instance={query.data} />;
}

const tabs = ['graph', 'parameters', 'runs', 'history'] as const;
type Tab = (typeof tabs)[number];

function LoadedInstance({ instance }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  const [filters, change] = useFilters();
  const asked = filters['tab'] as Tab | undefined;
  const tab = asked !== undefined && tabs.includes(asked) ? asked : 'graph';
  const pages: Record<Tab, () => React.ReactNode> = {
    graph: () => <GraphTab instance={instance} />,
    parameters: () => <Parameters instance={instance} />,
    runs: () => <RunList instance={instance} />,
    history: () => <History instance={instance} />,
  };
  return (
    <Page
      title={instance.job}
      extra={
        <Flex gap="small" align="center" wrap>
          <InstanceTags instance={instance} />
          <Typography.Text type="secondary">{cycleText(instance)}</Typography.Text>
        </Flex>
      }
      actions={
        <>
          <PageLink to={paths.calendar(project)} search={{ job: instance.job }}>
            {t('nav.calendar')}
          </PageLink>
          <CopyAs route={contract.instances.get} input={{ params: { project, instance: instance.id } }} />
        </>
      }
    >
      <OperationButtons instance={instance} />
      <Failure instance={instance} />
      <Waiting instance={instance} />
      <Facts instance={instance} />
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        items={tabs.map((key) => ({
          key,
          label: t(`instances.tabs.${key}`),
          children: tab === key ? pages[key]() : null,
        }))}
      />
    </Page>
  );
}

/** Why it has not begun, the most important reason first. */
function Waiting({ instance: { waiting } }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  if (waiting.length === 0) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={t('instances.waits')}
      description={
        <ul className="waiting">
          {waiting.map((reason) => (
            <li key={`${reason.code} ${reason.parent ?? ''} ${reason.text}`}>
              {reasonText(t, reason)} {reason.until === undefined ? null : <Time at={reason.until} />}{' '}
              {reason.parent === undefined ? null : (
                <PageLink to={paths.instance(project, reason.parent)}>{t('instances.toParent')}</PageLink>
              )}
            </li>
          ))}
        </ul>
      }
    />
  );
}

function Facts({ instance }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  const { backfill, run } = instance;
  const items = [
    [t('runs.job'), <PageLink to={paths.job(project, instance.job)}>{instance.job}</PageLink>],
    [t('instances.kind'), t(`instances.kinds.${instance.kind}`)],
    [t('instances.businessDate'), instance.businessDate],
    [t('instances.plannedAt'), <Time at={instance.plannedAt} zone={instance.timeZone} />],
    [t('runs.startedAt'), <Time at={instance.startedAt} />],
    [t('runs.finishedAt'), <Time at={instance.finishedAt} />],
    [t('runs.took'), durationText(instanceTookMs(instance))],
    [t('instances.attempt'), attemptText(instance)],
    [t('instances.retryAt'), <Time at={instance.retryAt} />],
    [t('runs.read'), countText(instance.rowsRead)],
    [t('runs.written'), countText(instance.rowsWritten)],
    [t('runs.dirty'), countText(instance.rowsDirty)],
    [t('runs.group'), instance.group],
    [t('instances.priority'), String(instance.priority)],
    [t('instances.owner'), instance.owner ?? unknownValue],
    [
      t('instances.latestRun'),
      run === undefined ? unknownValue : <PageLink to={paths.run(project, run)}>{t('instances.openRun')}</PageLink>,
    ],
    ...(backfill === undefined
      ? []
      : [[t('instances.backfill'), <PageLink to={paths.backfill(project, backfill)}>{backfill}</PageLink>] as const]),
  ] as const;
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, md: 2, lg: 4 }}
      items={items.map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}

function Parameters({ instance: { parameters } }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const items = Object.entries(parameters);
  if (items.length === 0)
    return <EmptyState title={t('instances.noParameters')}>{t('instances.noParametersHint')}</EmptyState>;
  return (
    <Descriptions
      bordered
      size="small"
      column={1}
      items={items.map(([label, value]) => ({
        key: label,
        label,
        children: <span className="mono wrap">{value}</span>,
      }))}
    />
  );
}

function RunList({ instance: { runs } }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  if (runs.length === 0) return <EmptyState title={t('instances.noRuns')}>{t('instances.noRunsHint')}</EmptyState>;
  return (
    <ol reversed className="run-links">
      {runs.map((run) => (
        <li key={run}>
          <PageLink to={paths.run(project, run)} className="link mono">
            {run}
          </PageLink>
        </li>
      ))}
    </ol>
  );
}

function History({ instance: { history } }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      rowKey={({ at, text }) => `${at} ${text}`}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      dataSource={history}
      columns={[
        { title: t('instances.when'), width: 230, render: (_, { at }) => <Time at={at} /> },
        { title: t('instances.what'), render: (_, { text }) => saySentence(text) },
        { title: t('runs.by'), width: 160, render: (_, { by }) => by ?? unknownValue },
      ]}
    />
  );
}
