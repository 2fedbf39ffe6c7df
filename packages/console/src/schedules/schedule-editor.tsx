import { useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Card, Checkbox, Flex, Select, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { JobSchedule } from '@sluice/server/contract';
import { shared } from '../api.ts';
import type { JobDraft } from '../jobs/job-draft.ts';
import { useMay } from '../me.ts';
import { DateInput } from '../ui/date-input.tsx';
import { AlertsOfJob } from './alerts-of-job.tsx';
import { CycleFields } from './cycle-fields.tsx';
import { DependencyFields } from './dependency-fields.tsx';
import { Labelled } from './labelled.tsx';
import { newSchedule } from './new-schedule.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { PolicyFields } from './policy-fields.tsx';
import { SchedulePreview } from './schedule-preview.tsx';
import { useZoneOptions } from './zones.ts';

export interface ScheduleEditorProps {
  readonly project: string;
  readonly job: string;
  readonly draft: JobDraft;
  readonly isDisabled: boolean;
  readonly onChange: (part: Partial<JobDraft>) => void;
}

/** When a job becomes due, with which parameters, after what, and how its instances are treated. */
export function ScheduleEditor({ project, job, draft, isDisabled, onChange }: ScheduleEditorProps) {
  const { t } = useTranslation();
  const { timeZone } = useSuspenseQuery(shared.project(project)).data;
  const mayAlerts = useMay('alerts.view');
  const { schedule, parameters } = draft;
  const change = (next: JobSchedule) => onChange({ schedule: next });
  return (
    <Flex vertical gap="middle">
      <Flex gap="small" align="center">
        <Switch
          aria-label={t('schedules.isScheduled')}
          checked={schedule !== null}
          disabled={isDisabled}
          onChange={(isOn) => onChange({ schedule: isOn ? newSchedule(timeZone) : null })}
        />
        <Typography.Text strong>{t('schedules.isScheduled')}</Typography.Text>
        <Typography.Text type="secondary">
          {schedule === null ? t('schedules.isManual') : t('schedules.afterDeploy')}
        </Typography.Text>
      </Flex>
      <Card size="small" title={t('schedules.parameters.title')}>
        <ParameterFields
          project={project}
          value={parameters}
          script={draft.script}
          isDisabled={isDisabled}
          onChange={(text) => onChange({ parameters: text })}
        />
      </Card>
      {schedule !== null && (
        <div className="schedule-columns">
          <Flex vertical gap="middle" className="shrinks">
            <Card size="small" title={t('schedules.when')}>
              <WhenFields value={schedule} isDisabled={isDisabled} onChange={change} />
            </Card>
            <Card size="small" title={t('schedules.dependencies.title')}>
              <DependencyFields
                project={project}
                job={job}
                value={schedule}
                isDisabled={isDisabled}
                onChange={change}
              />
            </Card>
            <Card size="small" title={t('schedules.policy.title')}>
              <PolicyFields
                value={schedule}
                isDisabled={isDisabled}
                onChange={change}
                priority={draft.priority}
                onPriority={(priority) => onChange({ priority })}
              />
            </Card>
            {mayAlerts ? (
              <Card size="small" title={t('alerts.ofJob.title')}>
                <AlertsOfJob job={job} />
              </Card>
            ) : null}
          </Flex>
          <Card size="small" title={t('schedules.preview.title')} className="schedule-preview">
            <SchedulePreview project={project} job={job} schedule={schedule.schedule} parameters={parameters} />
          </Card>
        </div>
      )}
    </Flex>
  );
}

interface FieldsProps {
  readonly value: JobSchedule;
  readonly isDisabled: boolean;
  readonly onChange: (schedule: JobSchedule) => void;
}

function WhenFields({ value, isDisabled, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const { schedule } = value;
  const zones = useZoneOptions(schedule.timeZone);
  const set = (part: Partial<JobSchedule['schedule']>) => onChange({ ...value, schedule: { ...schedule, ...part } });
  const { effectiveFrom, effectiveTo } = schedule;
  const isTurned = effectiveFrom !== undefined && effectiveTo !== undefined && effectiveFrom > effectiveTo;
  const date = (name: 'effectiveFrom' | 'effectiveTo') => (
    <Labelled
      label={t(`schedules.${name}`)}
      problem={isTurned && name === 'effectiveTo' ? t('schedules.turned') : undefined}
    >
      {(ids) => (
        <DateInput
          {...ids}
          mayBeEmpty
          isDisabled={isDisabled}
          value={schedule[name] ?? ''}
          onChange={(day) => set({ [name]: day === '' ? undefined : day })}
        />
      )}
    </Labelled>
  );
  return (
    <Flex vertical gap="middle">
      <CycleFields value={schedule.cycle} isDisabled={isDisabled} onChange={(cycle) => set({ cycle })} />
      <Flex gap="middle" wrap>
        <Labelled label={t('schedules.timeZone')} help={t('schedules.timeZoneHelp')} width={300}>
          {(ids) => (
            <Select
              {...ids}
              showSearch
              className="wide"
              disabled={isDisabled}
              value={schedule.timeZone}
              options={zones}
              onChange={(timeZone) => set({ timeZone })}
            />
          )}
        </Labelled>
        {date('effectiveFrom')}
        {date('effectiveTo')}
      </Flex>
      <Checkbox
        disabled={isDisabled}
        checked={schedule.repeatedTimes === 'last'}
        onChange={(event) => set({ repeatedTimes: event.target.checked ? 'last' : 'first' })}
      >
        {t('schedules.repeatedLast')}
      </Checkbox>
      {schedule.cycle.kind === 'minute' && schedule.cycle.every < 5 && (
        <Alert type="warning" showIcon title={t('schedules.often')} className="compact-alert" />
      )}
    </Flex>
  );
}
