import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { instanceStates } from 'virtual:contract';
import type { Item, Reply } from '../api.ts';
import { unknownValue } from '../ui/numbers.ts';
import { StatusTag, type StatusKind } from '../ui/status.tsx';

export type Instance = Item<'instances', 'list'>;
export type InstanceDetail = Reply<'instances', 'get'>;
export type InstanceState = Instance['state'];
export type Operation = InstanceDetail['operations'][number]['operation'];

export const states: readonly InstanceState[] = instanceStates;
export const kinds = ['scheduled', 'backfill', 'test'] as const;

/** How the states of instances look. */
export const stateKinds: Record<InstanceState, StatusKind> = {
  notRun: 'none',
  waitTime: 'waiting',
  waitResource: 'waiting',
  running: 'active',
  success: 'good',
  failure: 'bad',
};

/** The state, and the flags beside it. */
export function InstanceTags({
  instance,
}: {
  readonly instance: Pick<Instance, 'state' | 'isFrozen' | 'isDryRun' | 'isExpired'>;
}) {
  const { t } = useTranslation();
  const { state, isFrozen, isDryRun, isExpired } = instance;
  return (
    <Flex gap={4} wrap component="span">
      <StatusTag kind={stateKinds[state]} text={t(`instances.states.${state}`)} />
      {isFrozen ? <StatusTag kind="paused" text={t('instances.frozen')} /> : null}
      {isDryRun ? <StatusTag kind="none" text={t('instances.dryRun')} /> : null}
      {isExpired ? <StatusTag kind="none" text={t('instances.expired')} /> : null}
    </Flex>
  );
}

/** `20261120083000` as `2026-11-20 08:30:00`, with the zone of the schedule. */
export function cycleText({ cycleTime, timeZone }: Pick<Instance, 'cycleTime' | 'timeZone'>): string {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(cycleTime);
  if (found === null) return cycleTime;
  const [, year, month, day, hour, minute, second] = found;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZone}`;
}

/** From the beginning of the first attempt. Undefined before it. */
export function instanceTookMs({ startedAt, finishedAt, state }: Instance): number | undefined {
  if (startedAt === undefined) return undefined;
  if (finishedAt !== undefined) return Date.parse(finishedAt) - Date.parse(startedAt);
  return state === 'running' ? Date.now() - Date.parse(startedAt) : undefined;
}

export function attemptText({ attempt, mostAttempts }: Pick<Instance, 'attempt' | 'mostAttempts'>): string {
  return attempt === 0 ? unknownValue : `${attempt} / ${mostAttempts}`;
}
