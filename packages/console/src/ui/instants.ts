/** `2026-11-21 08:30:15 UTC+8`: the same digits in every language, with the zone. */
export function formatInstant(at: string | number, timeZone: string): string {
  const parts = formatterOf(timeZone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const zone = part('timeZoneName').replace(/^GMT(?:\+0)?/, 'UTC');
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${zone}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one is slow, and a table has hundreds of times. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  });
  formatters.set(timeZone, made);
  return made;
}

/** The first instant of a day (`2026-11-20`) on the clocks of a zone. */
export function startOfDay(date: string, timeZone: string): Date {
  const asUtc = Date.parse(`${date}T00:00:00Z`);
  const offsetAt = (at: number): number => wallClock(at, timeZone) - at;
  // The offset a few hours away is another one where the clocks are changed at night.
  return new Date(asUtc - offsetAt(asUtc - offsetAt(asUtc)));
}

interface Days {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Days from and to, both included, as routes take them: whole days of a zone. An address may say anything. */
export function instantsOf({ from, to }: Days, timeZone: string): { readonly from?: string; readonly to?: string } {
  const [first, last] = [dayOf(from), dayOf(to)];
  return {
    ...(first === undefined ? {} : { from: startOfDay(first, timeZone).toISOString() }),
    ...(last === undefined ? {} : { to: startOfDay(dayAfter(last), timeZone).toISOString() }),
  };
}

/** The text, if it is a day. */
export function dayOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

/** What the clocks of a zone show, as if they showed UTC. */
function wallClock(at: number, timeZone: string): number {
  const [date = '', time = ''] = formatInstant(at, timeZone).split(' ');
  return Date.parse(`${date}T${time}Z`);
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** «5 minutes ago», «in 2 days», in the language. */
export function formatRelative(at: string | number, now: number, language: string): string {
  const difference = new Date(at).getTime() - now;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, size] = steps.find(([, ms]) => Math.abs(difference) >= ms) ?? steps[3];
  return format.format(Math.trunc(difference / size), unit);
}
