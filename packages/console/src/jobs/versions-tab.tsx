import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Select, Table, Tag, Typography, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type Item } from '../api.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import type { JobTab } from './job-tab.ts';
import { DiffView } from './script/diff-view.tsx';
import { useDeploy } from './use-deploy.ts';

type Version = Item<'jobs', 'versions'>;

/** Submitted versions; two of them side by side; going back to one. */
export function VersionsTab({ project, job, editing }: JobTab) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<{ readonly left: number; readonly right: number | 'draft' }>();
  const versions = useQuery({
    queryKey: keys.of(project, 'jobs', 'versions', job.name, job.submittedVersion, job.deployedVersion),
    queryFn: async () => (await api.jobs.versions({ params: { project, job: job.name } })).items,
  });
  const { restore, deploy } = useVersionActions({ project, job });
  const items = versions.data ?? [];
  const latest = items[0]?.number;
  const compared = pair ?? (latest === undefined ? undefined : { left: latest, right: 'draft' as const });
  if (versions.isError) return <ProblemBox error={versions.error} onRetry={() => void versions.refetch()} />;
  if (!versions.isPending && items.length === 0)
    return <EmptyState title={t('jobs.versions.none')}>{t('jobs.versions.noneHelp')}</EmptyState>;
  const columns: TableColumnsType<Version> = [
    {
      title: t('jobs.versions.number'),
      render: (_, { number, isDeployed }) => (
        <Flex gap="small">
          v{number}
          {isDeployed && <Tag color="success">{t('jobs.states.deployed')}</Tag>}
        </Flex>
      ),
    },
    { title: t('jobs.submit.comment'), dataIndex: 'comment', render: (text: string) => (text === '' ? '—' : text) },
    { title: t('jobs.versions.by'), dataIndex: 'createdBy', render: (name?: string) => name ?? '—' },
    { title: t('jobs.versions.at'), render: (_, { createdAt }) => <Time at={createdAt} /> },
    {
      title: t('ui.actions'),
      render: (_, { number, isDeployed }) => (
        <Flex gap="small">
          <Button size="small" onClick={() => setPair({ left: number, right: 'draft' })}>
            {t('jobs.versions.compare')}
          </Button>
          <MayButton needs="jobs.edit" size="small" disabled={editing.isChanged} onClick={() => void restore(number)}>
            {t('jobs.versions.restore')}
          </MayButton>
          <MayButton needs="jobs.deploy" size="small" disabled={isDeployed} onClick={() => void deploy(number)}>
            {t('jobs.deploy.short')}
          </MayButton>
        </Flex>
      ),
    },
  ];
  return (
    <Flex vertical gap="middle">
      <Table
        size="middle"
        rowKey="number"
        loading={versions.isPending}
        pagination={items.length > 10 ? { pageSize: 10 } : false}
        columns={columns}
        dataSource={items}
      />
      {compared !== undefined && (
        <Comparison
          {...compared}
          project={project}
          job={job.name}
          draft={editing.draft.script}
          versions={items}
          onChange={setPair}
        />
      )}
    </Flex>
  );
}

function useVersionActions({ project, job }: Pick<JobTab, 'project' | 'job'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const confirm = useConfirm();
  const notice = useNotice();
  const deploy = useDeploy(project);
  const refresh = () => client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
  const params = { project, job: job.name };
  return {
    restore: async (number: number): Promise<void> => {
      const question = { title: t('jobs.versions.restoreTitle', { number }), text: t('jobs.versions.restoreText') };
      if (!(await confirm({ ...question, action: t('jobs.versions.restore') }))) return;
      try {
        await api.jobs.rollBack({ params: { ...params, number } });
        notice.done(t('jobs.versions.restored', { number }));
      } catch (error) {
        notice.failed(error);
      }
      await refresh();
    },
    deploy: async (number: number): Promise<void> => {
      try {
        await deploy(job.name, number);
      } catch (error) {
        notice.failed(error);
      }
      await refresh();
    },
  };
}

interface ComparisonProps {
  readonly project: string;
  readonly job: string;
  readonly left: number;
  readonly right: number | 'draft';
  readonly draft: string;
  readonly versions: readonly Version[];
  readonly onChange: (pair: { readonly left: number; readonly right: number | 'draft' }) => void;
}

function Comparison({ project, job, left, right, draft, versions, onChange }: ComparisonProps) {
  const { t } = useTranslation();
  const before = useScript(project, job, left);
  const after = useScript(project, job, right === 'draft' ? undefined : right);
  const options = versions.map(({ number }) => ({ value: number as number | 'draft', label: `v${number}` }));
  const rightText = right === 'draft' ? draft : after.data;
  return (
    <Flex vertical gap="small">
      <Flex gap="small" align="center">
        <Typography.Text>{t('jobs.versions.compared')}</Typography.Text>
        <Select
          aria-label={t('jobs.versions.left')}
          value={left as number | 'draft'}
          options={options}
          onChange={(number) => onChange({ left: Number(number), right })}
        />
        <span aria-hidden>→</span>
        <Select
          aria-label={t('jobs.versions.right')}
          value={right}
          options={[{ value: 'draft', label: t('jobs.states.draft') }, ...options]}
          onChange={(next) => onChange({ left, right: next })}
        />
      </Flex>
      {before.data !== undefined && rightText !== undefined && <DiffView before={before.data} after={rightText} />}
    </Flex>
  );
}

function useScript(project: string, job: string, number: number | undefined) {
  return useQuery({
    queryKey: keys.of(project, 'job-version', job, number),
    enabled: number !== undefined,
    staleTime: Infinity,
    queryFn: async () => (await api.jobs.getVersion({ params: { project, job, number: number ?? 0 } })).script,
  });
}
