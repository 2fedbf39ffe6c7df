import { useQuery } from '@tanstack/react-query';
import { Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys } from '../api.ts';
import { useMay, useParameter, useProject } from '../me.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { ScheduleTab } from '../schedules/schedule-tab.tsx';
import { JobActions } from './job-actions.tsx';
import { changesOf, draftOf, type Job } from './job-draft.ts';
import { JobFacts } from './job-facts.tsx';
import { JobState } from './job-state.tsx';
import { RunsTab } from './runs-tab.tsx';
import { ScriptTab } from './script/script-tab.tsx';
import { useChecks } from './use-checks.ts';
import { useDraft } from './use-draft.ts';
import { VersionsTab } from './versions-tab.tsx';
import { WizardTab } from './wizard/wizard-tab.tsx';
import './jobs.css';

/** A job: wizard, script, schedule, versions and runs. */
export default function JobPage() {
  const { t } = useTranslation();
  const project = useProject();
  const name = useParameter('job');
  const query = useQuery({
    queryKey: keys.of(project, 'jobs', 'one', name),
    queryFn: ({ signal }) => api.jobs.get({ params: { project, job: name }, signal }),
  });
  if (query.data === undefined)
    return (
      <Page title={name}>
        <Loaded query={query}>{() => t('ui.loading')}</Loaded>
      </Page>
    );
  return <LoadedJob key={name} project={project} job={query.data} />;
}

const tabs = ['wizard', 'script', 'schedule', 'versions', 'runs'] as const;
type Tab = (typeof tabs)[number];

function LoadedJob({ project, job }: { readonly project: string; readonly job: Job }) {
  const { t } = useTranslation();
  const [filters, setFilters] = useFilters();
  const mayEdit = useMay('jobs.edit');
  const editing = useDraft(project, job);
  const checks = useChecks(project, editing.draft);
  const asked = filters['tab'] as Tab | undefined;
  const tab = asked !== undefined && tabs.includes(asked) ? asked : 'wizard';
  const goTo = (next: Tab) => setFilters({ tab: next });
  const shared = { project, job, editing, checks, mayEdit };
  const pages = {
    wizard: <WizardTab {...shared} onScript={() => goTo('script')} />,
    script: <ScriptTab {...shared} />,
    schedule: <ScheduleTab {...shared} />,
    versions: <VersionsTab {...shared} />,
    runs: <RunsTab project={project} job={job} />,
  } satisfies Record<Tab, unknown>;
  return (
    <Page
      title={job.name}
      extra={
        <>
          <JobState {...job} />
          {editing.isChanged && <Tag color="warning">{t('jobs.unsaved')}</Tag>}
        </>
      }
      actions={
        <>
          <CopyAs
            route={contract.jobs.get}
            input={{ params: { project, job: job.name } }}
            cli={job.deployedVersion === undefined ? commands.runDraft(job.name) : commands.runJob(job.name)}
          />
          <JobActions {...shared} onProblems={() => goTo('script')} />
        </>
      }
    >
      <JobFacts {...shared} />
      <Tabs
        activeKey={tab}
        onChange={(key) => goTo(key as Tab)}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t(`jobs.tabs.${key}`), children: pages[key] }))}
      />
      <ConflictDialog
        mine={editing.conflict === undefined ? undefined : changesOf(draftOf(editing.conflict), editing.draft)}
        theirs={editing.conflict === undefined ? undefined : changesOf(editing.draft, draftOf(editing.conflict))}
        onKeepMine={() => void editing.keepMine()}
        onTakeTheirs={editing.takeTheirs}
        onClose={editing.closeConflict}
      />
    </Page>
  );
}
