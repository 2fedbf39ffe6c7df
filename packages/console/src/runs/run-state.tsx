import { useTranslation } from 'react-i18next';
import type { Reply } from '../api.ts';
import { runKinds, type RunState } from '../projects/run-states.ts';
import { StatusTag } from '../ui/status.tsx';

export type Run = Reply<'runs', 'get'>;

export const runStates = Object.keys(runKinds) as readonly RunState[];
export const runReasons = ['manual', 'schedule', 'backfill', 'test', 'replay'] as const;

/** The state of a run as icon and text. */
export function RunStateTag({ state }: Pick<Run, 'state'>) {
  const { t } = useTranslation();
  return <StatusTag kind={runKinds[state]} text={t(`projects.runStates.${state}`)} />;
}

export function isOver({ state }: Pick<Run, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}

/** From its start to its end, or until now. Undefined before its start. */
export function tookMs({ startedAt, finishedAt }: Pick<Run, 'startedAt' | 'finishedAt'>): number | undefined {
  if (startedAt === undefined) return undefined;
  return (finishedAt === undefined ? Date.now() : Date.parse(finishedAt)) - Date.parse(startedAt);
}
