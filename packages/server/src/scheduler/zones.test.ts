import { expect, test } from 'vitest';
import { localTime } from './zones.ts';

test.each([
  ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29', '01:59:59'],
  ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29', '03:00:00'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30:00'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25', '02:30:00'],
  ['2026-12-31T16:00:00Z', 'Asia/Shanghai', '2027-01-01', '00:00:00'],
  ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31', '23:59:59'],
  ['2026-06-01T00:00:00Z', 'Asia/Kathmandu', '2026-06-01', '05:45:00'],
  ['2010-11-07T02:30:59Z', 'America/St_Johns', '2010-11-07', '00:00:59'], // the clock was set back at 00:01
  ['2010-11-07T02:31:00Z', 'America/St_Johns', '2010-11-06', '23:01:00'],
])('%s in %s is %s %s', (instant, timeZone, date, time) => {
  expect(localTime(Date.parse(instant), timeZone)).toEqual({ date, time });
});
