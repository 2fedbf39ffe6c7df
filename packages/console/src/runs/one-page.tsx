import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, queries } from '../api.ts';
import { useMay, useParameter, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { LiveBanner } from '../ui/live.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { durationText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import { Configuration } from './configuration.tsx';
import { DirtyTab } from './dirty-tab.tsx';
import { LogView } from './log-view.tsx';
import { Overview } from './overview.tsx';
import { ReportTab } from './report-tab.tsx';
import { RunActions } from './run-actions.tsx';
import { isOver, RunStateTag, tookMs, type Run } from './run-state.tsx';
import { samplesWith, type Sample } from './samples.ts';
import { useWatchedRun } from './use-log.ts';
import './runs.css';

/** A run: watched live while it goes on, with everything about it afterwards. */
export default function RunPage() {
  const { t } = useTranslation();
  const project = useProject();
  const id = useParameter('run');
  const query = useQuery({
    queryKey: keys.of(project, 'runs', 'one', id),
    queryFn: ({ signal }) => api.runs.get({ params: { project, run: id }, signal }),
  });
  if (query.data === undefined)
    return (
      <Page title={id}>
        <Loaded query={query}>{() => t('ui.loading')}</Loaded>
      </Page>
    );
  return <LoadedRun key={id} project={project} run={query.data} />;
}

const tabs = ['overview', 'log', 'dirty', 'report', 'configuration'] as const;
type Tab = (typeof tabs)[number];

function LoadedRun({ project, run }: { readonly project: string; readonly run: Run }) {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [latest, setLatest] = useState(run.progress);
  const watched = useWatchedRun({
    project,
    run: run.id,
    isOver: isOver(run),
    onProgress: (progress) => {
      setLatest(progress);
      setSamples((before) => samplesWith(before, progress));
    },
    onState: () => void queries.invalidateQueries({ queryKey: keys.of(project, 'runs') }),
  });
  const asked = filters['tab'] as Tab | undefined;
  const tab = asked !== undefined && tabs.includes(asked) ? asked : 'overview';
  const params = { project, run: run.id };
  const pages: Record<Tab, React.ReactNode> = {
    overview: <Overview run={run} progress={latest} samples={samples} lines={watched.lines} />,
    log: (
      <>
        {watched.error === undefined ? null : <ProblemBox error={watched.error} />}
        <LogView lines={watched.lines} isLive={!isOver(run)} />
      </>
    ),
    dirty: <DirtyOrNot run={run} />,
    report: <ReportTab run={run} />,
    configuration: <Configuration run={run} />,
  };
  return (
    <Page
      title={run.job ?? t('runs.jobGone')}
      extra={<RunStateTag state={run.state} />}
      actions={
        <>
          <CopyAs route={contract.runs.get} input={{ params }} cli={commandOf(tab, run.id)} />
          <RunActions run={run} />
        </>
      }
    >
      <LiveBanner state={watched.live} />
      {run.error === undefined ? null : <ProblemBox error={{ ...run.error, hint: run.error.suggestion }} />}
      <Facts run={run} />
      <Tabs
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        items={tabs.map((key) => ({ key, label: t(`runs.tabs.${key}`), children: tab === key ? pages[key] : null }))}
      />
    </Page>
  );
}

function commandOf(tab: Tab, run: string): readonly string[] {
  if (tab === 'log') return commands.runLog(run);
  return tab === 'dirty' ? commands.dirtyRecords(run) : commands.run(run);
}

function DirtyOrNot({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  return useMay('dirty.view') ? (
    <DirtyTab run={run} />
  ) : (
    <EmptyState title={t('runs.dirtyTab.mayNot')}>{t('ui.mayNot', { needs: 'dirty.view' })}</EmptyState>
  );
}

function Facts({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const { job, jobVersion, previous, startedBy, startedAt, finishedAt, queuedAt } = run;
  const version = jobVersion === undefined ? t('runs.draft') : `v${jobVersion}`;
  const items = [
    {
      key: 'job',
      label: t('runs.job'),
      children: (
        <Flex gap="small">
          {job === undefined ? t('runs.jobGone') : <PageLink to={paths.job(project, job)}>{job}</PageLink>}
          <span>{version}</span>
        </Flex>
      ),
    },
    { key: 'reason', label: t('runs.reason'), children: t(`runs.reasons.${run.reason}`) },
    { key: 'by', label: t('runs.by'), children: startedBy ?? unknownValue },
    { key: 'group', label: t('runs.group'), children: run.group },
    { key: 'queued', label: t('runs.queuedAt'), children: <Time at={queuedAt} /> },
    { key: 'started', label: t('runs.startedAt'), children: <Time at={startedAt} /> },
    { key: 'finished', label: t('runs.finishedAt'), children: <Time at={finishedAt} /> },
    { key: 'took', label: t('runs.took'), children: durationText(tookMs(run)) },
    { key: 'id', label: t('runs.id'), children: <span className="mono">{run.id}</span> },
    ...(previous === undefined
      ? []
      : [
          {
            key: 'previous',
            label: t('runs.previous'),
            children: (
              <PageLink to={paths.run(project, previous)} className="link mono">
                {previous}
              </PageLink>
            ),
          },
        ]),
  ];
  return <Descriptions size="small" column={{ xs: 1, md: 2, lg: 4 }} items={items} />;
}
