import { addDays } from '../scheduler/dates.ts';
import { clockOfDay } from '../scheduler/zones.ts';

const dayHours = 24;

/**
 * When an instance must have succeeded, epoch ms.
 *
 * @param cycleTime `yyyymmddhh24miss`; its day is the run date.
 * @param by `hh:mm` of the run date; hours from 24 on are those of the day after.
 */
export function deadlineOf(cycleTime: string, timeZone: string, by: string): number {
  const [hours, minutes] = by.split(':').map(Number) as [number, number];
  const runDate = `${cycleTime.slice(0, 4)}-${cycleTime.slice(4, 6)}-${cycleTime.slice(6, 8)}`;
  const date = addDays(runDate, Math.floor(hours / dayHours));
  return clockOfDay(date, { timeZone, repeatedTimes: 'first' })((hours % dayHours) * 3_600 + minutes * 60);
}
