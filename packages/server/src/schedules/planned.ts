/** From an instance of the calendar to one for the store. */
import type { InstanceParent, InstanceToMake } from '../instances/make.ts';
import { parentsOf, runDateOf, type Edge } from '../scheduler/dependencies.ts';
import { firstRunDate, instanceKey, type NewInstance } from '../scheduler/generation.ts';
import type { InstanceTime } from '../scheduler/instances-of-day.ts';
import type { DeployedJob, StoreCalendar } from './calendar.ts';

/** A scheduled instance with the instances that it waits for. */
export function scheduledInstance(calendar: StoreCalendar, job: DeployedJob, made: NewInstance): InstanceToMake {
  const { isFrozen, isExpired } = made;
  return {
    job,
    time: made,
    kind: 'scheduled',
    scope: 'scheduled',
    parents: isExpired ? [] : scheduledParents(calendar, job, made),
    isFrozen,
    isExpired,
  };
}

/** Keys of the scheduled instances that an instance of this time waits for. */
export function scheduledParents(
  calendar: StoreCalendar,
  job: DeployedJob,
  time: InstanceTime,
): readonly InstanceParent[] {
  return parentsOf(job, time, calendar).map((edge) => ({
    key: instanceKey(edge),
    kind: edge.kind,
    isRequired: isRequired(calendar.job(edge.job), edge, time),
  }));
}

/**
 * A parent of the same run date is waited for in any case: without its data the child would run on nothing. One of
 * another date may never have been made (its job is younger, its project was switched off); it counts when it is made
 * or will be.
 */
function isRequired(parent: DeployedJob | undefined, { kind, cycleTime }: Edge, time: InstanceTime): boolean {
  if (parent === undefined) return false;
  const runDate = `${cycleTime.slice(0, 4)}-${cycleTime.slice(4, 6)}-${cycleTime.slice(6, 8)}`;
  if (kind === 'sameCycle' && runDate === runDateOf(time)) return true;
  if (parent.isHeld || runDate < firstRunDate(parent)) return false;
  return parent.lastRunDate === undefined || runDate > parent.lastRunDate;
}
