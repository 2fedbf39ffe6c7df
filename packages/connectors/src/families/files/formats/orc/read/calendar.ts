/** From the calendar of old Java writers, Julian before 15 October 1582, to the Gregorian one for all times. */
import { toDays } from '@sluice/core';

/** 1582-10-15, the first day of the Gregorian calendar. */
export const firstGregorianDay = -141_427;

/**
 * The day that has the same year, month and day in the Gregorian calendar. `noDay` when there is none: 29 February of
 * 1500 and the like.
 *
 * @param days before `firstGregorianDay`, counted from 1970-01-01, within four million years.
 */
export function fromJulian(days: number): number {
  // Days since 1 March of year 0 in the Julian calendar, whose years repeat every four.
  const shifted = days + 719_470;
  const cycle = Math.floor(shifted / 1461);
  const dayOfCycle = shifted - cycle * 1461;
  const yearOfCycle = Math.min(3, Math.floor(dayOfCycle / 365));
  const dayOfYear = dayOfCycle - yearOfCycle * 365;
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = cycle * 4 + yearOfCycle + (month <= 2 ? 1 : 0);
  return toDays(year, month, day);
}
