/** Which alerts follow from what has happened: pure functions of the happening, the rules and the past. */
import type { z } from 'zod';
import type { AlertTrigger, AlertTriggerKind, alertRuleBody } from '../contract/alert.ts';
import { deadlineOf } from './deadline.ts';

/** An instance, or a run that somebody started by hand. */
export interface Watched {
  readonly kind: 'scheduled' | 'backfill' | 'test' | 'manual';
  readonly id: string;
  readonly jobId: string | undefined;
  readonly folder: string;
  readonly phase: 'waiting' | 'running' | 'retrying' | 'succeeded' | 'failed';
  /** False: a dry run, or made as complete because its time had passed. */
  readonly isReal: boolean;
  /** Tells one end from the next one of the same instance, after a rerun. */
  readonly occurrence: string;
  readonly madeAt: number;
  /** Absent for manual runs. */
  readonly plan?: { readonly cycleTime: string; readonly timeZone: string; readonly plannedAt: number };
  /** Of the first attempt. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly rowsWritten: number | undefined;
  readonly rowsDirty: number | undefined;
}

export interface Rule extends Omit<z.output<typeof alertRuleBody>, 'scope' | 'channels'> {
  readonly id: string;
  readonly scope:
    | { readonly kind: 'project' }
    | { readonly kind: 'folder'; readonly folder: string }
    | { readonly kind: 'job'; readonly jobId: string };
  /** It counts for what happens from then on. */
  readonly since: number;
}

/** Why we look: something has ended at `at`, or time has passed since the last look. */
export type Moment =
  | { readonly kind: 'ended'; readonly at: number }
  | { readonly kind: 'clock'; readonly at: number; readonly since: number };

/** Of the job, before this one. */
export interface History {
  /** Rows written by the last successful instances, at most seven. */
  readonly rowsWritten: readonly number[];
}

export interface Finding {
  readonly deadline?: number;
  /** That of the trigger. */
  readonly limit?: number;
  readonly average?: number;
}

export interface Alert extends Finding {
  readonly rule: Rule;
  readonly trigger: AlertTriggerKind;
  /** The same for the same alert, however often it is found. */
  readonly key: string;
}

/** Each alert is found once per rule, instance and trigger; a rerun of an instance ends anew and may be told anew. */
export function alertsFor(
  watched: Watched,
  moment: Moment,
  rules: readonly Rule[],
  history: History,
): readonly Alert[] {
  return rules
    .filter((rule) => covers(rule, watched))
    .flatMap((rule) => {
      const found = rule.triggers.flatMap((trigger) => {
        const finding = findingOf(trigger, watched, moment, rule, history);
        return finding === undefined
          ? []
          : [{ ...finding, rule, trigger: trigger.kind, key: keyOf(rule, watched, trigger) }];
      });
      // Who is told that it failed for good need not be told that it failed.
      const isExhausted = found.some(({ trigger }) => trigger === 'exhausted');
      return isExhausted ? found.filter(({ trigger }) => trigger !== 'failed') : found;
    });
}

export function covers(
  { scope, instanceKinds, coversManualRuns }: Pick<Rule, 'scope' | 'instanceKinds' | 'coversManualRuns'>,
  { kind, jobId, folder }: Pick<Watched, 'kind' | 'jobId' | 'folder'>,
): boolean {
  if (kind === 'manual' ? !coversManualRuns : !instanceKinds.includes(kind)) return false;
  if (scope.kind === 'job') return scope.jobId === jobId;
  if (scope.kind === 'folder') return folder === scope.folder || folder.startsWith(`${scope.folder}/`);
  return true;
}

/** True when a rule asks for the past of the job. */
export function needsHistory(watched: Watched, rules: readonly Rule[]): boolean {
  return (
    watched.phase === 'succeeded' &&
    rules.some((rule) => rule.triggers.some(({ kind }) => kind === 'rowsChangedBy') && covers(rule, watched))
  );
}

function keyOf({ id }: Rule, watched: Watched, { kind }: AlertTrigger): string {
  const isOnce = kind === 'unfinished' || kind === 'runsLongerThan';
  return [id, watched.id, kind, ...(isOnce ? [] : [watched.occurrence])].join('/');
}

function findingOf(
  trigger: AlertTrigger,
  watched: Watched,
  moment: Moment,
  rule: Rule,
  history: History,
): Finding | undefined {
  if (trigger.kind === 'unfinished') return lateness(trigger.by, watched, moment, rule);
  if (trigger.kind === 'runsLongerThan') return overtime(trigger.minutes, watched, moment, rule);
  if (moment.kind === 'clock' || moment.at < rule.since) return undefined;
  const { phase, isReal } = watched;
  const isSuccess = phase === 'succeeded' && isReal;
  const written = watched.rowsWritten;
  switch (trigger.kind) {
    case 'failed':
      return phase === 'failed' || phase === 'retrying' ? {} : undefined;
    case 'exhausted':
      return phase === 'failed' ? {} : undefined;
    case 'succeeded':
      return isSuccess ? {} : undefined;
    case 'dirtyAbove': {
      const hasEnded = phase === 'succeeded' || phase === 'failed';
      return hasEnded && (watched.rowsDirty ?? 0) > trigger.rows ? { limit: trigger.rows } : undefined;
    }
    case 'rowsFewerThan':
      return isSuccess && written !== undefined && written < trigger.rows ? { limit: trigger.rows } : undefined;
    case 'rowsChangedBy':
      return isSuccess && written !== undefined ? changed(trigger.percent, written, history) : undefined;
  }
}

/** A deadline counts once it has passed, or once an instance is made whose deadline has passed already. */
function lateness(by: string, watched: Watched, moment: Moment, rule: Rule): Finding | undefined {
  const { plan, phase, kind, isReal, madeAt } = watched;
  if (moment.kind !== 'clock' || plan === undefined || kind !== 'scheduled' || !isReal || phase === 'succeeded')
    return undefined;
  const deadline = deadlineOf(plan.cycleTime, plan.timeZone, by);
  // The evening's instance of an hourly job is not late in the morning.
  if (deadline > moment.at || plan.plannedAt > deadline) return undefined;
  const dueAt = Math.max(deadline, madeAt);
  return dueAt > moment.since && dueAt >= rule.since ? { deadline } : undefined;
}

/** While it runs, or at its end when it was too short for a look in between. */
function overtime(minutes: number, watched: Watched, moment: Moment, rule: Rule): Finding | undefined {
  const { phase, startedAt, endedAt, isReal } = watched;
  if (startedAt === undefined || !isReal) return undefined;
  const hasEnded = phase === 'succeeded' || phase === 'failed';
  if (phase !== 'running' && !(hasEnded && moment.kind === 'ended' && moment.at >= rule.since)) return undefined;
  const until = hasEnded ? (endedAt ?? moment.at) : moment.at;
  return until - startedAt > minutes * 60_000 ? { limit: minutes } : undefined;
}

function changed(percent: number, rows: number, { rowsWritten }: History): Finding | undefined {
  if (rowsWritten.length === 0) return undefined;
  const average = rowsWritten.reduce((sum, each) => sum + each, 0) / rowsWritten.length;
  // From nothing to something is more than any percentage.
  const isFar = average === 0 ? rows > 0 : (Math.abs(rows - average) / average) * 100 > percent;
  return isFar ? { limit: percent, average } : undefined;
}
