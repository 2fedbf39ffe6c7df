import { CloudUploadOutlined, PlayCircleOutlined, SaveOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Badge, Button, Dropdown, Input, Modal, Tooltip, type MenuProps } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useMay } from '../me.ts';
import { paths } from '../paths.ts';
import { Labelled } from '../schedules/labelled.tsx';
import { useConfirm } from '../ui/confirm.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { DraftFindings } from './draft-findings.tsx';
import type { JobTab } from './job-tab.ts';
import { RunDialog } from './run-dialog.tsx';
import { useDeploy } from './use-deploy.ts';

type Props = JobTab & { readonly onProblems: () => void };

/** Save, run, submit, deploy, and the rest in a menu. */
export function JobActions({ project, job, editing, checks, mayEdit, onProblems }: Props) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'run' | 'submit'>();
  const { isChanged, isSaving, save } = editing;
  useSaveKey(mayEdit && isChanged, () => void save());
  const problems = checks.errors + checks.warnings;
  return (
    <>
      {problems > 0 && (
        <Tooltip title={t('jobs.showProblems')}>
          <Badge count={checks.errors} color={checks.errors > 0 ? undefined : 'orange'} size="small">
            <Button onClick={onProblems}>{t('jobs.problems', { count: problems })}</Button>
          </Badge>
        </Tooltip>
      )}
      <MayButton
        needs="jobs.edit"
        icon={<SaveOutlined aria-hidden />}
        loading={isSaving}
        disabled={!isChanged}
        onClick={() => void save()}
      >
        {isChanged ? t('ui.save') : t('ui.saved')}
      </MayButton>
      <MayButton needs="runs.start" icon={<PlayCircleOutlined aria-hidden />} onClick={() => setDialog('run')}>
        {t('jobs.run.action')}
      </MayButton>
      <MayButton
        needs="jobs.edit"
        type="primary"
        icon={<CloudUploadOutlined aria-hidden />}
        refusal={checks.errors > 0 ? t('jobs.submit.hasErrors', { count: checks.errors }) : undefined}
        onClick={() => setDialog('submit')}
      >
        {t('jobs.submit.action')}
      </MayButton>
      <MoreActions project={project} job={job} editing={editing} mayEdit={mayEdit} />
      {dialog === 'submit' && (
        <SubmitDialog {...{ project, job, editing, checks }} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'run' && (
        <RunDialog {...{ project, job, editing, checks, mayEdit }} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}

function useSaveKey(isActive: boolean, save: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      if (isActive) save();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

type DialogProps = Pick<JobTab, 'project' | 'job' | 'editing' | 'checks'> & { readonly onClose: () => void };

/** Keeps the draft as a version; whoever may deploys it at once. */
function SubmitDialog({ project, job, editing, checks, onClose }: DialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const deploy = useDeploy(project);
  const mayDeploy = useMay('jobs.deploy');
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState<'submit' | 'deploy'>();
  const submit = async (isDeploying: boolean): Promise<void> => {
    setBusy(isDeploying ? 'deploy' : 'submit');
    try {
      if ((await editing.save()) === undefined) return;
      const params = { project, job: job.name };
      await api.jobs.submit({ params, body: { comment } });
      if (isDeploying) await deploy(job.name);
      else notice.done(t('jobs.submit.done'));
      onClose();
    } catch (error) {
      notice.failed(error);
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
    }
  };
  return (
    <Modal
      open
      title={t('jobs.submit.title', { name: job.name })}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('ui.cancel')}
        </Button>,
        <Button key="submit" loading={busy === 'submit'} onClick={() => void submit(false)}>
          {t('jobs.submit.action')}
        </Button>,
        <Button
          key="deploy"
          type="primary"
          disabled={!mayDeploy}
          title={mayDeploy ? undefined : t('ui.mayNot', { needs: 'jobs.deploy' })}
          loading={busy === 'deploy'}
          onClick={() => void submit(true)}
        >
          {t('jobs.submit.andDeploy')}
        </Button>,
      ]}
    >
      <DraftFindings checks={checks} />
      <p>{t('jobs.submit.text')}</p>
      <Labelled label={t('jobs.submit.comment')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            autoFocus
            rows={3}
            maxLength={500}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Labelled>
    </Modal>
  );
}

/** Deploy, undeploy, discard, clone, delete. */
function MoreActions({ project, job, editing, mayEdit }: Omit<JobTab, 'checks'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const notice = useNotice();
  const mayDeploy = useMay('jobs.deploy');
  const params = { project, job: job.name };
  const deploy = useDeploy(project);
  const act = async (call: () => Promise<unknown>): Promise<void> => {
    try {
      await call();
    } catch (error) {
      notice.failed(error);
    }
    await client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
  };
  const remove = async (): Promise<void> => {
    const question = { title: t('jobs.delete.title', { name: job.name }), text: t('jobs.delete.text') };
    if (!(await confirm({ ...question, action: t('ui.delete'), isDangerous: true }))) return;
    try {
      await api.jobs.delete({ params });
      editing.discard();
      await client.invalidateQueries({ queryKey: keys.of(project, 'jobs', 'all') });
      await navigate({ to: paths.jobs(project) });
    } catch (error) {
      notice.failed(error);
    }
  };
  const isDeployed = job.deployedVersion !== undefined;
  const isLatest = job.deployedVersion === job.submittedVersion;
  const items: MenuProps['items'] = [
    {
      key: 'deploy',
      label: t('jobs.deploy.action', { version: job.submittedVersion ?? '' }),
      disabled: !mayDeploy || job.submittedVersion === undefined || isLatest,
      onClick: () => void act(() => deploy(job.name)),
    },
    {
      key: 'undeploy',
      label: t('jobs.undeploy.action'),
      disabled: !mayDeploy || !isDeployed,
      onClick: () =>
        void act(async () => {
          await api.jobs.undeploy({ params });
          notice.done(t('jobs.undeploy.done'));
        }),
    },
    { type: 'divider' },
    { key: 'discard', label: t('jobs.discard'), disabled: !editing.isChanged, onClick: editing.discard },
    {
      key: 'delete',
      label: t('ui.delete'),
      danger: true,
      disabled: !mayEdit || isDeployed,
      title: isDeployed ? t('jobs.delete.isDeployed') : undefined,
      onClick: () => void remove(),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button aria-label={t('ui.more')}>{t('ui.more')}</Button>
    </Dropdown>
  );
}
