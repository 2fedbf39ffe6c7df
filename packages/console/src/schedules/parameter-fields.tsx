import { Button, Dropdown, Flex, Input, Typography } from 'antd';
import { parseAssignments } from '@sluice/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { neededVariables } from '../jobs/wizard/variables.ts';
import { said } from '../jobs/say-issue.ts';
import { Labelled } from './labelled.tsx';

interface Props {
  readonly project: string;
  readonly value: string;
  readonly script: string;
  readonly isDisabled: boolean;
  readonly onChange: (text: string) => void;
}

/** Expressions that people need most; the names are those of the texts. */
const expressions = {
  businessDate: 'day=${yyyymmdd}',
  dayBefore: 'day_before=${yyyymmdd-1}',
  runDay: 'run_day=$[yyyymmdd]',
  hourBefore: 'hour_before=$[hh24-1/24]',
  monthBefore: 'month_before=$[add_months(yyyymmdd,-1)]',
} as const;

/** Assignments as text, as the script's `${…}` need them. */
export function ParameterFields({ value, script, isDisabled, onChange }: Props) {
  const { t } = useTranslation();
  const { issues } = useMemo(() => parseAssignments(value), [value]);
  const needed = useMemo(() => neededVariables(script, value), [script, value]);
  const add = (assignment: string) => onChange(value.trim() === '' ? assignment : `${value.trim()} ${assignment}`);
  const wrong = issues.find(({ severity }) => severity === 'error');
  const problem = wrong === undefined ? undefined : said(wrong);
  return (
    <Flex vertical gap="small">
      <Labelled
        label={t('schedules.parameters.label')}
        help={t('schedules.parameters.help')}
        problem={problem?.message}
      >
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="mono"
            spellCheck={false}
            maxLength={10_000}
            autoSize={{ minRows: 2, maxRows: 8 }}
            disabled={isDisabled}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Labelled>
      <Flex gap="small" wrap align="center">
        <Dropdown
          disabled={isDisabled}
          trigger={['click']}
          menu={{
            items: Object.entries(expressions).map(([key, text]) => ({
              key,
              label: (
                <Flex gap="middle" justify="space-between">
                  <span>{t(`schedules.parameters.expressions.${key as keyof typeof expressions}`)}</span>
                  <span className="mono muted">{text}</span>
                </Flex>
              ),
            })),
            onClick: ({ key }) => add(expressions[key as keyof typeof expressions]),
          }}
        >
          <Button size="small">{t('schedules.parameters.add')}</Button>
        </Dropdown>
        {needed.map((name) => (
          <Button key={name} size="small" type="dashed" disabled={isDisabled} onClick={() => add(`${name}=`)}>
            {t('schedules.parameters.define', { name })}
          </Button>
        ))}
        {needed.length > 0 && (
          <Typography.Text type="warning">
            {t('schedules.parameters.undefined', { count: needed.length })}
          </Typography.Text>
        )}
      </Flex>
    </Flex>
  );
}
