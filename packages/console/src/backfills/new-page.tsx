import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Flex, Form, Input, InputNumber, Radio, Select, Steps } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useJobNames } from '../runs/job-select.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { useZone } from '../ui/time.tsx';
import { dayBefore, todayIn } from '../instances/dates.ts';
import { DescendantChoice } from './descendant-choice.tsx';
import { firstWrong, newBackfill, type BackfillBody } from './model.ts';
import { Preview } from './preview.tsx';
import { Ranges } from './ranges.tsx';
import '../runs/runs.css';
import './backfills.css';

const steps = ['jobs', 'dates', 'preview'] as const;

/** Makes a backfill in three steps: what, when, and what that means. */
export default function NewBackfillPage() {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const notice = useNotice();
  const zone = useZone();
  const [{ job }] = useFilters();
  const [step, setStep] = useState(0);
  const [body, setBody] = useState<BackfillBody>(() => newBackfill(dayBefore(todayIn(zone)), job));
  const change = (changes: Partial<BackfillBody>): void => setBody({ ...body, ...changes });
  const start = useMutation({
    mutationFn: () => api.backfills.create({ params: { project }, body }),
    onSuccess: async (made) => {
      notice.done(t('backfills.started'));
      await queries.invalidateQueries({ queryKey: keys.of(project, 'instances') });
      await navigate({ to: paths.backfill(project, made.id) });
    },
  });
  const wrong = firstWrong(body);
  const refusal = wrong === undefined || (step === 0 && wrong !== 'jobs') ? undefined : t(`backfills.wrong.${wrong}`);
  const contents = [
    <JobsStep key="jobs" body={body} onChange={change} />,
    <DatesStep key="dates" body={body} onChange={change} />,
    <Preview key="preview" body={body} />,
  ];
  return (
    <Page
      title={t('backfills.new')}
      about={t('backfills.about')}
      actions={<CopyAs route={contract.backfills.create} input={{ params: { project }, body }} />}
    >
      <Steps size="small" current={step} items={steps.map((name) => ({ title: t(`backfills.steps.${name}`) }))} />
      <section className="panel backfill-step">{contents[step]}</section>
      {start.isError ? <ProblemBox error={start.error} /> : null}
      <Flex gap="small">
        <Button disabled={step === 0} onClick={() => setStep(step - 1)}>
          {t('backfills.back')}
        </Button>
        {step < steps.length - 1 ? (
          <MayButton
            needs="backfills.start"
            type="primary"
            {...(refusal === undefined ? {} : { refusal })}
            onClick={() => setStep(step + 1)}
          >
            {t('backfills.next')}
          </MayButton>
        ) : (
          <MayButton needs="backfills.start" type="primary" loading={start.isPending} onClick={() => start.mutate()}>
            {t('backfills.start')}
          </MayButton>
        )}
      </Flex>
    </Page>
  );
}

export interface StepProps {
  readonly body: BackfillBody;
  readonly onChange: (changes: Partial<BackfillBody>) => void;
}

function JobsStep({ body, onChange }: StepProps) {
  const { t } = useTranslation();
  const id = useId();
  const options = useJobNames('deployed').map((name) => ({ value: name, label: name }));
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('nav.jobs')} htmlFor={`${id}-jobs`} extra={t('backfills.jobsHint')}>
        <Select
          id={`${id}-jobs`}
          mode="multiple"
          value={body.jobs}
          options={options}
          notFoundContent={t('backfills.noneDeployed')}
          onChange={(jobs) => onChange({ jobs, chosen: [], dryRun: body.dryRun.filter((name) => jobs.includes(name)) })}
        />
      </Form.Item>
      <Form.Item label={t('backfills.descendants')}>
        <Radio.Group
          aria-label={t('backfills.descendants')}
          value={body.descendants}
          onChange={({ target }) => onChange({ descendants: target.value as BackfillBody['descendants'], chosen: [] })}
          options={(['none', 'all', 'chosen'] as const).map((value) => ({
            value,
            label: t(`backfills.descendantsOf.${value}`),
          }))}
        />
      </Form.Item>
      {body.descendants === 'chosen' ? <DescendantChoice body={body} onChange={onChange} /> : null}
      <Form.Item label={t('backfills.dryRuns')} htmlFor={`${id}-dry`} extra={t('backfills.dryRunsHint')}>
        <Select
          id={`${id}-dry`}
          mode="multiple"
          value={body.dryRun}
          options={[...body.jobs, ...body.chosen].map((name) => ({ value: name, label: name }))}
          onChange={(dryRun) => onChange({ dryRun })}
        />
      </Form.Item>
      <Form.Item label={t('ui.name')} htmlFor={`${id}-name`} extra={t('backfills.nameHint')}>
        <Input
          id={`${id}-name`}
          maxLength={120}
          value={body.name ?? ''}
          onChange={({ target }) => onChange({ name: target.value === '' ? undefined : target.value })}
        />
      </Form.Item>
    </Form>
  );
}

function DatesStep({ body, onChange }: StepProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('backfills.dates')} extra={t('backfills.datesHint')}>
        <Ranges ranges={body.ranges} onChange={(ranges) => onChange({ ranges })} />
      </Form.Item>
      <Form.Item label={t('backfills.order')}>
        <Radio.Group
          aria-label={t('backfills.order')}
          value={body.order}
          onChange={({ target }) => onChange({ order: target.value as BackfillBody['order'] })}
          options={(['ascending', 'descending'] as const).map((value) => ({
            value,
            label: t(`backfills.orders.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item label={t('backfills.groups')} htmlFor={`${id}-groups`} extra={t('backfills.groupsHint')}>
        <InputNumber
          id={`${id}-groups`}
          min={1}
          max={10}
          value={body.groups}
          onChange={(groups) => onChange({ groups: groups ?? 1 })}
        />
      </Form.Item>
      <Checkbox checked={body.ignoreTimes} onChange={({ target }) => onChange({ ignoreTimes: target.checked })}>
        {t('backfills.ignoreTimes')}
      </Checkbox>
    </Form>
  );
}
