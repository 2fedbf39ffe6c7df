/** All instances of a schedule for one run date. */
import type { Schedule } from '../contract/schedule.ts';
import { isChosenDay, timesOfDay } from './cycle.ts';
import { addDays } from './dates.ts';
import { clockOfDay } from './zones.ts';

export interface InstanceTime {
  /**
   * Planned time on the schedule's wall clock, `yyyymmddhh24miss`; names the instance among those of its job.
   *
   * Not the instant: on the day on which the clock skips an hour, the instances of 02:00 and 03:00 are both planned for
   * the same instant, and each stands for its own hour of data.
   */
  readonly cycleTime: string;
  /** The same as an instant, epoch ms. */
  readonly plannedAt: number;
  /** `yyyy-mm-dd`: the day before the run date. */
  readonly businessDate: string;
  /** `dryRun`: succeeds at its time without a run, on the off-days of week, month and year cycles. */
  readonly kind: 'real' | 'dryRun';
}

/**
 * In order of time; none outside of the effective dates.
 *
 * @param runDate `yyyy-mm-dd`, of the schedule's zone.
 * @param job decides a random time.
 */
export function instancesOfDay(schedule: Schedule, runDate: string, job: string): readonly InstanceTime[] {
  if (!isEffective(schedule, runDate)) return [];
  const instantOf = clockOfDay(runDate, schedule);
  const businessDate = addDays(runDate, -1);
  const kind = isChosenDay(schedule.cycle, runDate) ? 'real' : 'dryRun';
  const day = runDate.replaceAll('-', '');
  return timesOfDay(schedule.cycle, job).map((second) => ({
    cycleTime: `${day}${wallClock(second)}`,
    plannedAt: instantOf(second),
    businessDate,
    kind,
  }));
}

export function isEffective({ effectiveFrom, effectiveTo }: Schedule, runDate: string): boolean {
  return (
    (effectiveFrom === undefined || effectiveFrom <= runDate) && (effectiveTo === undefined || runDate <= effectiveTo)
  );
}

function wallClock(second: number): string {
  const parts = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join('');
}
