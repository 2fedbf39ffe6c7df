import { Checkbox, Flex, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Cycle, CycleKind, Weekday } from '@sluice/server/contract';
import { weekdays } from 'virtual:contract';
import { TimeInput } from '../ui/date-input.tsx';
import { HourFields } from './hour-fields.tsx';
import { Labelled } from './labelled.tsx';
import { newCycle } from './new-schedule.ts';

interface Props<Kind extends CycleKind = CycleKind> {
  readonly value: Extract<Cycle, { kind: Kind }>;
  readonly onChange: (cycle: Cycle) => void;
  readonly isDisabled: boolean;
}

const kinds = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

/** How often, and at which times of the wall clock. */
export function CycleFields({ value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap="middle">
      <Radio.Group
        aria-label={t('schedules.cycle.label')}
        value={value.kind}
        disabled={isDisabled}
        optionType="button"
        options={kinds.map((kind) => ({ value: kind, label: t(`schedules.cycle.kinds.${kind}`) }))}
        onChange={(event) => onChange(newCycle(event.target.value as CycleKind, value))}
      />
      <Flex wrap gap="middle" align="start">
        <FieldsOfKind value={value} onChange={onChange} isDisabled={isDisabled} />
      </Flex>
    </Flex>
  );
}

function FieldsOfKind({ value, onChange, isDisabled }: Props) {
  const rest = { onChange, isDisabled };
  if (value.kind === 'minute') return <MinuteFields value={value} {...rest} />;
  if (value.kind === 'hour') return <HourFields value={value} {...rest} />;
  return (
    <>
      {value.kind === 'week' && <WeekdayField value={value} {...rest} />}
      {value.kind === 'year' && <MonthField value={value} {...rest} />}
      {(value.kind === 'month' || value.kind === 'year') && <DayField value={value} {...rest} />}
      <TimeField value={value} {...rest} />
    </>
  );
}

function MinuteFields({ value, onChange, isDisabled }: Props<'minute'>) {
  const { t } = useTranslation();
  const timeInput = (name: 'from' | 'to') => (
    <Labelled label={t(`schedules.cycle.${name}`)}>
      {(ids) => (
        <TimeInput
          {...ids}
          isDisabled={isDisabled}
          value={value[name]}
          onChange={(time) => onChange({ ...value, [name]: time })}
        />
      )}
    </Labelled>
  );
  return (
    <>
      <Labelled label={t('schedules.cycle.everyMinutes')}>
        {(ids) => (
          <InputNumber
            {...ids}
            min={1}
            max={1_439}
            precision={0}
            disabled={isDisabled}
            value={value.every}
            onChange={(every) => every !== null && onChange({ ...value, every })}
          />
        )}
      </Labelled>
      {timeInput('from')}
      {timeInput('to')}
    </>
  );
}

function WeekdayField({ value, onChange, isDisabled }: Props<'week'>) {
  const { t } = useTranslation();
  const change = (chosen: readonly Weekday[]) =>
    chosen.length > 0 && onChange({ ...value, weekdays: weekdays.filter((day) => chosen.includes(day)) });
  return (
    <Labelled label={t('schedules.cycle.weekdays')}>
      {(ids) => (
        <Checkbox.Group
          {...ids}
          disabled={isDisabled}
          value={value.weekdays}
          options={weekdays.map((day) => ({ value: day, label: t(`schedules.weekdays.${day}`) }))}
          onChange={(chosen) => change(chosen as Weekday[])}
        />
      )}
    </Labelled>
  );
}

function MonthField({ value, onChange, isDisabled }: Props<'year'>) {
  const { t, i18n } = useTranslation();
  const name = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' });
  return (
    <Labelled label={t('schedules.cycle.months')}>
      {(ids) => (
        <Select
          {...ids}
          mode="multiple"
          className="choice-wide"
          disabled={isDisabled}
          value={value.months}
          options={Array.from({ length: 12 }, (_, index) => ({
            value: index + 1,
            label: name.format(Date.UTC(2026, index, 1)),
          }))}
          onChange={(months: number[]) =>
            months.length > 0 && onChange({ ...value, months: months.toSorted(byNumber) })
          }
        />
      )}
    </Labelled>
  );
}

const daysOfMonth = [...Array.from({ length: 31 }, (_, index) => index + 1), 'L'] as const;

function DayField({ value, onChange, isDisabled }: Props<'month' | 'year'>) {
  const { t } = useTranslation();
  const change = (days: readonly (number | 'L')[]) => {
    if (days.length > 0) onChange({ ...value, days: daysOfMonth.filter((day) => days.includes(day)) });
  };
  return (
    <Labelled label={t('schedules.cycle.days')} help={t('schedules.cycle.daysHelp')}>
      {(ids) => (
        <Select
          {...ids}
          mode="multiple"
          className="choice-wide"
          disabled={isDisabled}
          value={value.days}
          options={daysOfMonth.map((day) => ({
            value: day,
            label: day === 'L' ? t('schedules.cycle.lastDay') : String(day),
          }))}
          onChange={change}
        />
      )}
    </Labelled>
  );
}

function TimeField({ value, onChange, isDisabled }: Props<'day' | 'week' | 'month' | 'year'>) {
  const { t } = useTranslation();
  const isRandom = value.time === 'random';
  return (
    <Labelled label={t('schedules.cycle.time')} help={isRandom ? t('schedules.cycle.randomHelp') : undefined}>
      {(ids) => (
        <Flex gap="small" align="center">
          <TimeInput
            {...ids}
            isDisabled={isDisabled || isRandom}
            value={isRandom ? '' : value.time}
            onChange={(time) => onChange({ ...value, time })}
          />
          <Checkbox
            disabled={isDisabled}
            checked={isRandom}
            onChange={(event) => onChange({ ...value, time: event.target.checked ? 'random' : '00:30' })}
          >
            <span className="nowrap">{t('schedules.cycle.random')}</span>
          </Checkbox>
        </Flex>
      )}
    </Labelled>
  );
}

function byNumber(left: number, right: number): number {
  return left - right;
}
