import { Flex, InputNumber, Select } from 'antd';
import type { InstancePolicy, JobSchedule } from '@sluice/server/contract';
import { useTranslation } from 'react-i18next';
import { Labelled } from './labelled.tsx';

interface Props {
  readonly value: JobSchedule;
  readonly isDisabled: boolean;
  readonly onChange: (schedule: JobSchedule) => void;
  readonly priority: number;
  readonly onPriority: (priority: number) => void;
}

const choices = {
  recurrence: ['normal', 'skip', 'pause'],
  generation: ['nextDay', 'immediate'],
  catchUp: ['all', 'latest', 'none'],
  rerun: ['always', 'onFailure', 'never'],
} as const;

const minuteMs = 60_000;

/** How instances are made and treated, in sentences. */
export function PolicyFields({ value, isDisabled, onChange, priority, onPriority }: Props) {
  const { t } = useTranslation();
  const { policy } = value;
  const set = (part: Partial<InstancePolicy>) => onChange({ ...value, policy: { ...policy, ...part } });
  const number = (
    name: 'retries' | 'retryMinutes' | 'timeoutMinutes',
    current: number,
    most: number,
    least: number,
    change: (next: number) => void,
  ) => (
    <Labelled label={t(`schedules.policy.${name}`)} help={t(`schedules.policy.${name}Help`)} width={220}>
      {(ids) => (
        <InputNumber
          {...ids}
          min={least}
          max={most}
          disabled={isDisabled}
          value={current}
          onChange={(next) => next !== null && change(next)}
        />
      )}
    </Labelled>
  );
  return (
    <Flex vertical gap="middle">
      <div className="policy-grid">
        {(Object.keys(choices) as (keyof typeof choices)[]).map((name) => (
          <Labelled key={name} label={t(`schedules.policy.${name}.label`)}>
            {(ids) => (
              <Select<string>
                {...ids}
                className="wide"
                disabled={isDisabled}
                value={policy[name]}
                options={choices[name].map((word) => ({ value: word, label: wordOf(name, word) }))}
                onChange={(word) => set({ [name]: word })}
              />
            )}
          </Labelled>
        ))}
      </div>
      <Flex gap="middle" wrap>
        {number('retries', policy.retries, 10, 0, (retries) => set({ retries: Math.round(retries) }))}
        {number('retryMinutes', policy.retryIntervalMs / minuteMs, 1_440, 0, (minutes) =>
          set({ retryIntervalMs: Math.round(minutes * minuteMs) }),
        )}
        {number('timeoutMinutes', policy.timeoutMs / minuteMs, 10_080, 1, (minutes) =>
          set({ timeoutMs: Math.round(minutes * minuteMs) }),
        )}
        <Labelled label={t('jobs.facts.priority')} help={t('jobs.facts.priorityHelp')} width={220}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={1}
              max={8}
              precision={0}
              disabled={isDisabled}
              value={priority}
              onChange={(next) => next !== null && onPriority(next)}
            />
          )}
        </Labelled>
      </Flex>
    </Flex>
  );

  function wordOf(name: keyof typeof choices, word: string): string {
    return t(`schedules.policy.${name}.${word}` as 'schedules.policy.rerun.always');
  }
}
