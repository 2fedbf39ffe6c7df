/**
 * Wall clock times of schedules: a date and a time without a zone. The zone belongs to the schedule, so all arithmetic
 * here is on the clock alone. Held as milliseconds of the same wall clock in UTC, to the second.
 */
const secondMs = 1_000;
export const dayMs = 86_400 * secondMs;

/** `yyyymmdd` or `yyyymmddhh24miss`, also with separators (`2026-03-01 02:05:00`). Undefined when it is no such time. */
export function parseWallClock(text: string): number | undefined {
  const match = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // 31 February and 24:00 would roll over.
  const digits = text.replace(/\D/g, '').padEnd(14, '0');
  return formatWallClock(time, 'yyyymmddhh24miss') === digits ? time : undefined;
}

const formatTokens = /yyyy|yy|mm|dd|hh24|mi|ss/g;

/** Fills the tokens yyyy yy mm dd hh24 mi ss; everything else stays. */
export function formatWallClock(time: number, format: string): string {
  const date = new Date(time);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const values: Record<string, string> = {
    yyyy: year,
    yy: year.slice(-2),
    mm: twoDigits(date.getUTCMonth() + 1),
    dd: twoDigits(date.getUTCDate()),
    hh24: twoDigits(date.getUTCHours()),
    mi: twoDigits(date.getUTCMinutes()),
    ss: twoDigits(date.getUTCSeconds()),
  };
  return format.replace(formatTokens, (token) => values[token] as string);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Adds months and keeps the day and time; a day the month does not have becomes its last one (31 March − 1 = 28 or 29 February). */
export function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}

/** Adds days, also fractions of them, to the second. */
export function addDays(time: number, days: number): number {
  return time + Math.round((days * dayMs) / secondMs) * secondMs;
}

/** 00:00:00 of the same day. */
export function startOfDay(time: number): number {
  return Math.floor(time / dayMs) * dayMs;
}
