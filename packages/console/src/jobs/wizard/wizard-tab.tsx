import { CodeOutlined, WarningOutlined } from '@ant-design/icons';
import { placeInWizard, scriptOfWizard, wizardOfScript } from '@sluice/core';
import type { ConnectorDescription, ReadWizard, WizardModel } from '@sluice/core';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Flex, Steps } from 'antd';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../../api.ts';
import { useFilters } from '../../ui/filters.ts';
import type { Environment } from '../job-draft.ts';
import type { JobTab } from '../job-tab.ts';
import { MappingStep } from '../mapping/mapping-step.tsx';
import { ScheduleEditor } from '../../schedules/schedule-editor.tsx';
import { said } from '../say-issue.ts';
import { ChannelStep } from './channel-step.tsx';
import { DestinationStep } from './destination-step.tsx';
import { EndsStep } from './ends-step.tsx';
import { NotShown } from './not-shown.tsx';
import { PlanStep } from './plan-step.tsx';
import { ProcessingStep } from './processing-step.tsx';
import { SourceStep } from './source-step.tsx';
import { StepIssues, stepOf } from './step-issues.tsx';
import { useWizard, WizardContext, type Wizard } from './wizard-context.ts';

const steps = ['ends', 'source', 'destination', 'mapping', 'processing', 'channel', 'schedule', 'plan'] as const;
export type WizardStep = (typeof steps)[number];

type Props = JobTab & { readonly onScript: () => void };

/** The job in steps. The script is the truth: the wizard reads it and writes it. */
export function WizardTab(props: Props) {
  const { editing, onScript } = props;
  const [read, change] = useModel(editing.draft.script, (script) => editing.change({ script }));
  if ('reasons' in read) return <NotShown reasons={read.reasons} onScript={onScript} />;
  return <ShownWizard {...props} read={read} onModel={change} />;
}

type Shown = Extract<ReadWizard, { readonly model: WizardModel }>;

/** The model of the script. While the wizard itself writes the script, its own model stays, complete or not. */
function useModel(
  script: string,
  write: (script: string) => void,
): readonly [ReadWizard, (model: WizardModel) => void] {
  const own = useRef<{ readonly script: string; readonly read: Shown }>(undefined);
  const read = useMemo((): ReadWizard => {
    if (own.current?.script === script) return own.current.read;
    return wizardOfScript(script);
  }, [script]);
  const change = (model: WizardModel): void => {
    const next = scriptOfWizard(model);
    own.current = { script: next, read: { model, issues: [] } };
    write(next);
  };
  return [read, change];
}

type ShownProps = Props & { readonly read: Shown; readonly onModel: (model: WizardModel) => void };

function ShownWizard({ project, job, editing, checks, mayEdit, onScript, read, onModel }: ShownProps) {
  const { t } = useTranslation();
  const [filters, setFilters] = useFilters();
  const [environment, setEnvironment] = useState<Environment>('production');
  const { model, issues } = read;
  const reader = useConnector(model.reader.connector);
  const writer = useConnector(model.writer.connector);
  const current = Math.max(0, steps.indexOf(filters['step'] as WizardStep));
  const goTo = (index: number) => setFilters({ step: steps[index] });
  const placed = useMemo(
    () =>
      checks.issues.map((issue) => ({
        ...issue,
        path: issue.path === undefined ? undefined : placeInWizard(issue.path),
      })),
    [checks.issues],
  );
  const wizard: Wizard = {
    project,
    job: job.name,
    model,
    draft: editing.draft,
    environment,
    mayEdit,
    reader,
    writer,
    issues: placed,
    change: onModel,
    changeDraft: editing.change,
    changeEnvironment: setEnvironment,
  };
  const step = steps[current] ?? 'ends';
  const Content = contents[step];
  const warnings = issues.filter(({ code }) => code.startsWith('WIZARD_')).map(said);
  return (
    <WizardContext value={wizard}>
      <Flex vertical gap="middle">
        {warnings.map(({ code, message, hint }) => (
          <Alert key={code} type="warning" showIcon title={message} description={hint} className="compact-alert" />
        ))}
        <Steps
          size="small"
          current={current}
          onChange={goTo}
          items={steps.map((name) => ({ title: t(`jobs.wizard.steps.${name}`), ...markOf(placed, name) }))}
          className="wizard-steps"
        />
        <StepIssues step={step} />
        <Content />
        <Flex justify="space-between" gap="small" wrap className="wizard-foot">
          <Button icon={<CodeOutlined aria-hidden />} onClick={onScript}>
            {t('jobs.wizard.toScript')}
          </Button>
          <Flex gap="small">
            <Button disabled={current === 0} onClick={() => goTo(current - 1)}>
              {t('jobs.wizard.back')}
            </Button>
            {current < steps.length - 1 && (
              <Button type="primary" onClick={() => goTo(current + 1)}>
                {t('jobs.wizard.next', { step: t(`jobs.wizard.steps.${steps[current + 1] ?? 'plan'}`) })}
              </Button>
            )}
          </Flex>
        </Flex>
      </Flex>
    </WizardContext>
  );
}

/** A step with findings is not ticked off. */
function markOf(issues: Wizard['issues'], step: WizardStep) {
  const here = issues.filter((issue) => stepOf(issue) === step);
  if (here.some(({ severity }) => severity === 'error')) return { status: 'error' as const };
  if (here.some(({ severity }) => severity === 'warning'))
    return { icon: <WarningOutlined className="problem-warning" aria-hidden /> };
  return {};
}

/** A component of each step; the schedule belongs to the job and not to the model. */
const contents = {
  ends: EndsStep,
  source: SourceStep,
  destination: DestinationStep,
  mapping: MappingStep,
  processing: ProcessingStep,
  channel: ChannelStep,
  schedule: ScheduleStep,
  plan: PlanStep,
} satisfies Record<WizardStep, () => ReactNode>;

function ScheduleStep() {
  const { project, job, draft, mayEdit, changeDraft } = useWizard();
  return <ScheduleEditor project={project} job={job} draft={draft} isDisabled={!mayEdit} onChange={changeDraft} />;
}

/** Everything a connector declares. */
function useConnector(name: string): ConnectorDescription | undefined {
  const { data } = useQuery({
    queryKey: keys.installation('connector', name),
    enabled: name !== '',
    staleTime: Infinity,
    retry: false,
    queryFn: async () => (await api.connectors.get({ params: { name } })) as unknown as ConnectorDescription,
  });
  return data;
}
