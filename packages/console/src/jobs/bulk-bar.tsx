import { useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Input, Modal, Progress, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, troubleOf, type Trouble } from '../api.ts';
import { sayProblem } from '../i18n/say-problem.ts';
import { Labelled } from '../schedules/labelled.tsx';
import { useConfirm } from '../ui/confirm.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { StatusTag } from '../ui/status.tsx';
import type { JobSummary } from './list-page.tsx';
import { deployNotes } from './use-deploy.ts';

interface Props {
  readonly project: string;
  readonly jobs: readonly JobSummary[];
  readonly onDone: () => void;
}

interface Outcome {
  readonly job: string;
  readonly trouble?: Trouble;
  readonly notes?: readonly string[];
}

/** Answers what one has to know about it. */
type Act = (job: JobSummary) => Promise<readonly string[]>;

/** What can be done to all chosen jobs; each has an outcome of its own. */
export function BulkBar({ project, jobs, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const confirm = useConfirm();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const [total, setTotal] = useState(0);
  const [isMoving, setMoving] = useState(false);

  const run = async (act: Act): Promise<void> => {
    setTotal(jobs.length);
    const found: Outcome[] = [];
    for (const job of jobs) {
      try {
        found.push({ job: job.name, notes: await act(job) });
      } catch (error) {
        found.push({ job: job.name, trouble: troubleOf(error) });
      }
      setOutcomes([...found]);
    }
    await client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
  };
  const paramsOf = ({ name }: JobSummary) => ({ project, job: name });
  const acts = {
    run: (job) => api.runs.start({ params: paramsOf(job), body: {} }).then(() => []),
    deploy: (job) => api.jobs.deploy({ params: paramsOf(job), body: {} }).then(deployNotes),
    undeploy: (job) => api.jobs.undeploy({ params: paramsOf(job) }).then(() => []),
    delete: (job) => api.jobs.delete({ params: paramsOf(job) }).then(() => []),
  } satisfies Record<string, Act>;
  const needs = { run: 'runs.start', deploy: 'jobs.deploy', undeploy: 'jobs.deploy', delete: 'jobs.edit' } as const;
  const ask = async (name: keyof typeof acts): Promise<void> => {
    const names = jobs.map((job) => job.name).join(', ');
    const question = { title: t(`jobs.bulk.titles.${name}`, { count: jobs.length }), text: names };
    if (await confirm({ ...question, action: t(`jobs.bulk.${name}`), isDangerous: name === 'delete' }))
      await run(acts[name]);
  };

  return (
    <>
      {jobs.length > 0 && (
        <Flex gap="small" align="center" wrap className="bulk-bar" role="toolbar" aria-label={t('jobs.bulk.label')}>
          <Typography.Text strong>{t('jobs.bulk.chosen', { count: jobs.length })}</Typography.Text>
          {(Object.keys(acts) as (keyof typeof acts)[]).map((name) => (
            <MayButton
              key={name}
              size="small"
              needs={needs[name]}
              danger={name === 'delete'}
              onClick={() => void ask(name)}
            >
              {t(`jobs.bulk.${name}`)}
            </MayButton>
          ))}
          <MayButton size="small" needs="jobs.edit" onClick={() => setMoving(true)}>
            {t('jobs.bulk.move')}
          </MayButton>
        </Flex>
      )}
      {isMoving && (
        <MoveDialog
          onClose={() => setMoving(false)}
          onMove={(folder) => {
            setMoving(false);
            void run(async (job) => {
              await api.jobs.update({ params: paramsOf(job), body: { folder }, ifMatch: job.version });
              return [];
            });
          }}
        />
      )}
      <Modal
        open={outcomes !== undefined}
        title={t('jobs.bulk.outcome')}
        footer={
          <Button
            type="primary"
            disabled={(outcomes?.length ?? 0) < total}
            onClick={() => {
              setOutcomes(undefined);
              onDone();
            }}
          >
            {t('ui.close')}
          </Button>
        }
        closable={false}
      >
        <Progress
          percent={Math.round((100 * (outcomes?.length ?? 0)) / Math.max(total, 1))}
          aria-label={t('jobs.bulk.outcome')}
        />
        <ul className="outcomes">
          {(outcomes ?? []).map(({ job, trouble, notes = [] }) => (
            <li key={job}>
              <StatusTag kind={trouble === undefined ? 'good' : 'bad'} text={job} />
              {trouble !== undefined && ` ${sayProblem(trouble).message} (${trouble.code})`} {notes.join(' ')}
            </li>
          ))}
        </ul>
      </Modal>
    </>
  );
}

interface MoveProps {
  readonly onMove: (folder: string) => void;
  readonly onClose: () => void;
}

function MoveDialog({ onMove, onClose }: MoveProps) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState('');
  return (
    <Modal
      open
      title={t('jobs.bulk.move')}
      okText={t('jobs.bulk.move')}
      cancelText={t('ui.cancel')}
      onOk={() => onMove(folder.trim().replaceAll(/^\/+|\/+$/g, ''))}
      onCancel={onClose}
    >
      <Labelled label={t('jobs.facts.folder')} help={t('jobs.facts.folderHelp')}>
        {(ids) => <Input {...ids} autoFocus value={folder} onChange={(event) => setFolder(event.target.value)} />}
      </Labelled>
    </Modal>
  );
}
