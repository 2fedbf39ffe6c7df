import { InputNumber, Select } from 'antd';
import type { Cycle } from '@sluice/server/contract';
import { useTranslation } from 'react-i18next';
import { Labelled } from './labelled.tsx';

interface Props {
  readonly value: Extract<Cycle, { kind: 'hour' }>;
  readonly onChange: (cycle: Cycle) => void;
  readonly isDisabled: boolean;
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** A window of hours, or chosen ones. */
export function HourFields({ value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  const window = Array.isArray(value.hours) ? undefined : value.hours;
  const chosen = Array.isArray(value.hours) ? value.hours : [];
  return (
    <>
      <Labelled label={t('schedules.cycle.hourMode')}>
        {(ids) => (
          <Select
            {...ids}
            className="choice-narrow"
            disabled={isDisabled}
            value={window === undefined ? 'chosen' : 'window'}
            options={(['window', 'chosen'] as const).map((mode) => ({
              value: mode,
              label: t(`schedules.cycle.hourModes.${mode}`),
            }))}
            onChange={(mode) =>
              onChange({ ...value, hours: mode === 'window' ? { from: 0, to: 23, every: 1 } : [0, 6, 12, 18] })
            }
          />
        )}
      </Labelled>
      {window === undefined ? (
        <Labelled label={t('schedules.cycle.hours')}>
          {(ids) => (
            <Select
              {...ids}
              mode="multiple"
              className="choice-wide"
              disabled={isDisabled}
              value={chosen}
              options={hours.map((hour) => ({ value: hour, label: twoDigits(hour) }))}
              onChange={(next: number[]) => next.length > 0 && onChange({ ...value, hours: next.toSorted(byNumber) })}
            />
          )}
        </Labelled>
      ) : (
        (['from', 'to', 'every'] as const).map((name) => (
          <Labelled key={name} label={t(`schedules.cycle.hour.${name}`)}>
            {(ids) => (
              <InputNumber
                {...ids}
                min={name === 'every' ? 1 : name === 'to' ? window.from : 0}
                max={name === 'from' ? window.to : 23}
                precision={0}
                disabled={isDisabled}
                value={window[name]}
                onChange={(next) => next !== null && onChange({ ...value, hours: { ...window, [name]: next } })}
              />
            )}
          </Labelled>
        ))
      )}
      <Labelled label={t('schedules.cycle.minute')}>
        {(ids) => (
          <InputNumber
            {...ids}
            min={0}
            max={59}
            precision={0}
            disabled={isDisabled}
            value={value.minute}
            onChange={(minute) => minute !== null && onChange({ ...value, minute })}
          />
        )}
      </Labelled>
    </>
  );
}

function byNumber(left: number, right: number): number {
  return left - right;
}

function twoDigits(hour: number): string {
  return `${String(hour).padStart(2, '0')}:…`;
}
