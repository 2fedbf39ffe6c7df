/** Days of the calendar as `yyyy-mm-dd`, without a zone. */
import { weekdays, type Weekday } from '../contract/schedule.ts';

const dayMs = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(utc(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Both ends included; none when `to` is before `from`. */
export function datesBetween(from: string, to: string): string[] {
  const count = Math.round((utc(to) - utc(from)) / dayMs) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

export function weekdayOf(date: string): Weekday {
  return weekdays[(new Date(utc(date)).getUTCDay() + 6) % 7] as Weekday;
}

export function monthOf(date: string): number {
  return Number(date.slice(5, 7));
}

export function dayOfMonth(date: string): number {
  return Number(date.slice(8, 10));
}

export function isLastOfMonth(date: string): boolean {
  return dayOfMonth(addDays(date, 1)) === 1;
}

function utc(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), monthOf(date) - 1, dayOfMonth(date));
}
