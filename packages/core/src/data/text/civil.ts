/** Days since 1970-01-01 and civil dates, proleptic Gregorian, years of any sign (year 0 is 1 BC). */

/** int32 max and min mean infinity and -infinity. */
export const infiniteDay = 0x7fff_ffff;
export const minusInfiniteDay = -0x8000_0000;

/** The largest year that texts may have, on either side of zero. */
export const maxYear = 4_000_000;

/** Answer of `toDays` for a date that does not exist. */
export const noDay = minusInfiniteDay;

const monthDays = new Uint8Array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** Days of a date, `noDay` when there is no such date. Years beyond ±4,000,000 are the caller's business. */
export function toDays(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1) return noDay;
  if (day > 28 && day > (monthDays[month] as number) && !(month === 2 && day === 29 && isLeapYear(year))) return noDay;
  const shifted = month <= 2 ? year - 1 : year;
  const era = ((shifted >= 0 ? shifted : shifted - 399) / 400) | 0;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Year, month and day in one int32: `year * 512 + month * 32 + day`. See `yearOf`, `monthOf`, `dayOf`.
 *
 * @param days within ±1.5e9, that is four million years.
 */
export function toCivil(days: number): number {
  const shifted = (days | 0) + 719_468;
  // Division cuts towards zero: below zero one more era, unless it divides evenly.
  const era = ((shifted >= 0 ? shifted : shifted - 146_096) / 146_097) | 0;
  const dayOfEra = (shifted - era * 146_097) | 0;
  const leapFree = (dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0)) | 0;
  const yearOfEra = (leapFree / 365) | 0;
  const dayOfYear = (dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0))) | 0;
  const shiftedMonth = ((5 * dayOfYear + 2) / 153) | 0;
  const day = (dayOfYear - (((153 * shiftedMonth + 2) / 5) | 0) + 1) | 0;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)) | 0;
  return (year << 9) | (month << 5) | day;
}

export function yearOf(civil: number): number {
  return civil >> 9;
}

export function monthOf(civil: number): number {
  return (civil >> 5) & 15;
}

export function dayOf(civil: number): number {
  return civil & 31;
}
