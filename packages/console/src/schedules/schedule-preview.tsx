import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Flex, Tag, Typography } from 'antd';
import type { Schedule } from '@sluice/server/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { said } from '../jobs/say-issue.ts';
import { useSettled } from '../jobs/use-checks.ts';
import { DateInput } from '../ui/date-input.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import { Labelled } from './labelled.tsx';

interface Props {
  readonly project: string;
  readonly job: string;
  readonly schedule: Schedule;
  readonly parameters: string;
}

/** The next five times, each with its business date and the values of the parameters. */
export function SchedulePreview({ project, job, schedule, parameters }: Props) {
  const { t } = useTranslation();
  const [businessDate, setBusinessDate] = useState('');
  const asked = useSettled(JSON.stringify({ schedule, parameters, businessDate }), 300);
  const preview = useQuery({
    queryKey: keys.of(project, 'schedule-preview', job, asked),
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      api.schedules.preview({
        params: { project },
        body: { schedule, job, parameters, count: 5, ...(businessDate === '' ? {} : { businessDate }) },
        signal,
      }),
  });
  const { data } = preview;
  return (
    <Flex vertical gap="small">
      <Labelled label={t('schedules.preview.date')} help={t('schedules.preview.dateHelp')}>
        {(ids) => <DateInput {...ids} mayBeEmpty value={businessDate} onChange={setBusinessDate} />}
      </Labelled>
      {preview.isError && <ProblemBox error={preview.error} />}
      {(data?.issues ?? []).map(said).map(({ code, message, hint, severity }, index) => (
        <Alert
          key={`${code} ${index}`}
          type={severity === 'error' ? 'error' : 'warning'}
          showIcon
          title={message}
          description={hint}
          className="compact-alert"
        />
      ))}
      {data !== undefined && data.items.length === 0 && (
        <Alert type="warning" showIcon title={t('schedules.preview.never')} />
      )}
      <ol className="schedule-times" aria-live="polite">
        {(data?.items ?? []).map(({ at, businessDate: day, isDryRun, values }) => (
          <li key={at}>
            <Flex gap="small" align="center" wrap>
              <Time at={at} zone={schedule.timeZone} />
              {isDryRun && <Tag>{t('schedules.preview.dryRun')}</Tag>}
            </Flex>
            <Typography.Text type="secondary">{t('schedules.preview.business', { day })}</Typography.Text>
            {Object.entries(values).map(([name, value]) => (
              <div key={name} className="mono">
                {name} = {value}
              </div>
            ))}
          </li>
        ))}
      </ol>
      {data?.cron !== undefined && (
        <Typography.Text type="secondary">
          {t('schedules.preview.cron')} <span className="mono">{data.cron}</span>
        </Typography.Text>
      )}
    </Flex>
  );
}
