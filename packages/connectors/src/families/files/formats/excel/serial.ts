/** Dates as Excel keeps them: days since an epoch with a fraction of a day. */

/** Days since 1970-01-01 and microseconds since midnight. */
export interface DayAndTime {
  readonly days: number;
  readonly micros: number;
}

export const dayMicros = 86_400_000_000;
/** Days from 1970-01-01 to the day 0 of both calendars. */
const day0Of1900 = -25_569;
const day0Of1904 = -24_107;
/** Excel believes in a 29 February 1900, which is day 60. */
const missingDay = 60;
/** 9999-12-31 in the calendar of 1900. */
const lastDay = 2_958_465;
/**
 * Programs that write 15 digits miss a millisecond by up to this many microseconds in our centuries; Excel itself
 * knows milliseconds only.
 */
const slackMicros = 5;

/** Undefined when no date has this number. */
export function readSerial(serial: number, is1904: boolean): DayAndTime | undefined {
  const { whole, micros } = splitSerial(serial);
  if (!(whole >= 0)) return undefined;
  if (is1904) return whole > lastDay - 1462 ? undefined : { days: day0Of1904 + whole, micros };
  if (whole === missingDay || whole > lastDay) return undefined;
  return { days: day0Of1900 + whole + Number(whole < missingDay), micros };
}

/** Whole days and microseconds; the number of an elapsed time. */
export function splitSerial(serial: number): { readonly whole: number; readonly micros: number } {
  const whole = Math.floor(serial);
  const exact = Math.round((serial - whole) * dayMicros);
  const millis = Math.round(exact / 1000) * 1000;
  const micros = whole > 0 && Math.abs(exact - millis) <= slackMicros ? millis : exact;
  return micros < dayMicros ? { whole, micros } : { whole: whole + 1, micros: 0 };
}

/** From here on all programs agree about the numbers of days. */
export const firstSafeDay = -25_508; // 1900-03-01
export const lastSafeDay = 2_932_896; // 9999-12-31

/** The number of a date of the calendar of 1900, from `firstSafeDay` on. */
export function writeSerial(days: number, micros: number): number {
  return days - day0Of1900 + micros / dayMicros;
}
