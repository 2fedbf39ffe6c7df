/**
 * Six-field cron expressions (second minute hour day month weekday) in and out of cycles.
 *
 * Numbers of weekdays are those of cron with `?`: 1 is Sunday. What a cycle cannot say is refused, never approximated.
 */
import { weekdays, type Cycle, type Weekday } from '../contract/schedule.ts';
import { parseField, printField, stepOf, type FieldKind } from './cron-field.ts';
import { timesOfDay } from './cycle.ts';
import { cronErrors } from './errors.ts';

const second: FieldKind = { title: 'second', from: 0, to: 59 };
const minute: FieldKind = { title: 'minute', from: 0, to: 59 };
const hour: FieldKind = { title: 'hour', from: 0, to: 23 };
const day: FieldKind = { title: 'day of the month', from: 1, to: 31 };
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const month: FieldKind = { title: 'month', from: 1, to: 12, names: months };
const cronWeekdays: readonly Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const weekday: FieldKind = { title: 'weekday', from: 1, to: 7, names: cronWeekdays, wraps: true };

/**
 * The cycle that an expression means.
 * @throws SluiceError CRON_…: no expression, or one that no cycle can say.
 */
export function cycleOfCron(text: string): Cycle {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw cronErrors.fieldCount({ text: text.trim(), count: fields.length });
  const [seconds, minutes, hours, days, inMonths, onWeekdays] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const refuse = (why: string) => cronErrors.notExpressible({ text: text.trim(), why });
  const times: Times = {
    seconds: parseField(seconds, second),
    minutes: parseField(minutes, minute),
    hours: parseField(hours, hour),
  };
  if (times.seconds.length > 1) throw refuse('it is due several times a minute');
  const chosenDays = parseDays(days);
  const chosenMonths = parseField(inMonths, month);
  const chosenWeekdays = parseField(onWeekdays, weekday);
  const isEveryDay = chosenDays.length >= 31;
  const isEveryMonth = chosenMonths.length === 12;
  const isEveryWeekday = chosenWeekdays.length === 7;
  if (isEveryDay && isEveryMonth && isEveryWeekday) return dailyCycle(times, refuse);
  if (times.hours.length > 1 || times.minutes.length > 1) throw refuse('several times a day, but not on every day');
  if (!isEveryWeekday && !(isEveryDay && isEveryMonth)) throw refuse('it chooses both weekdays and days or months');
  const time = printTime(times);
  if (!isEveryWeekday) {
    const names = chosenWeekdays.map((value) => cronWeekdays[value - 1] as Weekday);
    return { kind: 'week', weekdays: weekdays.filter((name) => names.includes(name)), time };
  }
  if (isEveryMonth) return { kind: 'month', days: chosenDays, time };
  return { kind: 'year', months: [...chosenMonths], days: chosenDays, time };
}

interface Times {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
}

function dailyCycle(times: Times, refuse: (why: string) => Error): Cycle {
  const { minutes, hours } = times;
  const [atSecond = 0] = times.seconds;
  const [atMinute = 0] = minutes;
  if (minutes.length === 1 && hours.length === 1) return { kind: 'day', time: printTime(times) };
  if (minutes.length === 1) {
    const every = stepOf(hours);
    const window = { from: hours[0] as number, to: hours.at(-1) as number };
    const isWindow = every !== undefined && hours.length > 2;
    return { kind: 'hour', hours: isWindow ? { ...window, every } : [...hours], minute: atMinute, second: atSecond };
  }
  const all = hours.flatMap((each) => minutes.map((value) => each * 60 + value));
  const every = stepOf(all);
  if (every === undefined) throw refuse('the minutes between its times differ');
  const [from, to] = [all[0], all.at(-1)].map((value) => hhmm(value as number)) as [string, string];
  return { kind: 'minute', every, from, to, second: atSecond };
}

/** `L` is the last day of a month. */
function parseDays(text: string): (number | 'L')[] {
  const parts = text.split(',');
  const plain = parts.filter((part) => part.toUpperCase() !== 'L');
  const days = plain.length === 0 ? [] : parseField(plain.join(','), day);
  return plain.length === parts.length ? [...days] : [...days, 'L'];
}

function hhmm(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map(twoDigits).join(':');
}

function printTime({ hours, minutes, seconds }: Times): string {
  const parts = [hours[0] ?? 0, minutes[0] ?? 0, ...(seconds[0] ? [seconds[0]] : [])];
  return parts.map(twoDigits).join(':');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The expression of a cycle; undefined when cron cannot say it: random times, steps that no hour repeats. */
export function cronOfCycle(cycle: Cycle): string | undefined {
  if ('time' in cycle && cycle.time === 'random') return undefined;
  const times = timesOfDay(cycle, '');
  const hours = distinct(times.map((time) => Math.floor(time / 3_600)));
  const minutes = distinct(times.map((time) => Math.floor(time / 60) % 60));
  if (hours.length * minutes.length !== times.length) return undefined;
  const clock = [String((times[0] ?? 0) % 60), printField(minutes, minute), printField(hours, hour)];
  return [...clock, ...dayFields(cycle)].join(' ');
}

function dayFields(cycle: Cycle): readonly [string, string, string] {
  if (cycle.kind === 'week') return ['?', '*', weekdays.filter((name) => cycle.weekdays.includes(name)).join(',')];
  if (cycle.kind === 'month') return [printDays(cycle.days), '*', '?'];
  if (cycle.kind === 'year') return [printDays(cycle.days), printField(distinct(cycle.months), month), '?'];
  return ['*', '*', '?'];
}

function printDays(days: readonly (number | 'L')[]): string {
  const numbers = distinct(days.filter((each) => each !== 'L'));
  const printed = numbers.length === 0 ? [] : [printField(numbers, day)];
  return [...printed, ...(days.includes('L') ? ['L'] : [])].join(',');
}

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}
