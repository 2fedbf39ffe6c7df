import { useNavigate } from '@tanstack/react-router';
import { Alert, Flex, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { paths } from '../paths.ts';
import { Labelled } from '../schedules/labelled.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { DraftFindings } from './draft-findings.tsx';
import type { Environment } from './job-draft.ts';
import type { JobTab } from './job-tab.ts';
import { neededVariables } from './wizard/variables.ts';

type Props = Pick<JobTab, 'project' | 'job' | 'editing' | 'checks' | 'mayEdit'> & { readonly onClose: () => void };

/** Runs the draft or the deployed version, and asks for the values that it needs. They are not kept. */
export function RunDialog({ project, job, editing, checks, mayEdit, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const isDeployed = job.deployedVersion !== undefined;
  const [what, setWhat] = useState<'draft' | 'deployed'>(isDeployed && !editing.isChanged ? 'deployed' : 'draft');
  const [environment, setEnvironment] = useState<Environment>('production');
  const [bizdate, setBizdate] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { script, parameters } = editing.draft;
  const needed = what === 'draft' ? neededVariables(script, parameters) : job.variables;
  // A deployed job whose draft is as it was deployed has the same findings.
  const isAsChecked = what === 'draft' || (job.state === 'deployed' && !editing.isChanged);
  const missing = needed.filter((name) => (values[name] ?? '') === '');

  const start = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      if (what === 'draft' && mayEdit && (await editing.save()) === undefined) return;
      const variables = Object.fromEntries(needed.map((name) => [name, values[name] ?? '']));
      const date = bizdate.replaceAll('-', '');
      const run = await api.runs.start({
        params: { project, job: job.name },
        body: { what, environment, variables, ...(date === '' ? {} : { bizdate: date }) },
      });
      await navigate({ to: paths.run(project, run.id) });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t('jobs.run.title', { name: job.name })}
      okText={t('jobs.run.action')}
      cancelText={t('ui.cancel')}
      confirmLoading={busy}
      okButtonProps={{ disabled: missing.length > 0 }}
      onOk={() => void start()}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        {error !== undefined && <ProblemBox error={error} />}
        <Radio.Group
          aria-label={t('jobs.run.what')}
          value={what}
          onChange={(event) => setWhat(event.target.value as 'draft')}
          options={[
            { value: 'draft', label: editing.isChanged ? t('jobs.run.saveAndDraft') : t('jobs.run.draft') },
            {
              value: 'deployed',
              label: isDeployed
                ? t('jobs.run.deployed', { version: job.deployedVersion ?? '' })
                : t('jobs.run.notDeployed'),
              disabled: !isDeployed,
            },
          ]}
        />
        {isAsChecked && <DraftFindings checks={checks} />}
        <Flex gap="small" wrap>
          <span>{t('jobs.environment.label')}</span>
          <Radio.Group
            aria-label={t('jobs.environment.label')}
            value={environment}
            onChange={(event) => setEnvironment(event.target.value as Environment)}
            options={(['production', 'development'] as const).map((value) => ({
              value,
              label: t(`jobs.environment.${value}`),
            }))}
          />
        </Flex>
        <Labelled label={t('jobs.run.bizdate')} help={t('jobs.run.bizdateHelp')}>
          {(ids) => <DateInput {...ids} mayBeEmpty value={bizdate} onChange={setBizdate} />}
        </Labelled>
        {needed.length > 0 && <Alert type="info" showIcon title={t('jobs.run.asked')} />}
        {needed.map((name) => (
          <Labelled key={name} label={<span className="mono">{name}</span>}>
            {(ids) => (
              <Input
                {...ids}
                value={values[name] ?? ''}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            )}
          </Labelled>
        ))}
      </Flex>
    </Modal>
  );
}
