import { describe, expect, test } from 'vitest';
import { SluiceError } from '../errors/define.ts';
import { builtInVariables, resolveExpression, type ScheduleTimes } from './schedule-expression.ts';

function resolve(text: string, times: ScheduleTimes): string | undefined {
  return resolveExpression(text, times).value;
}

describe('examples of the manuals', () => {
  const noon2014 = { cycleTime: '20140515103000' };
  const run2017 = { cycleTime: '20170722000000' };
  const run2018 = { cycleTime: '20180722000000' };
  const night2015 = { cycleTime: '20151027000000' };
  const one2015 = { cycleTime: '20151027010000' };
  const run2025 = { cycleTime: '20251101000000', now: '20251101' };
  const hour2019 = { cycleTime: '20190114010000' };
  test.each<[ScheduleTimes, string, string]>([
    [noon2014, '$[yyyy]', '2014'],
    [noon2014, '$[yy]', '14'],
    [noon2014, '$[mm]', '05'],
    [noon2014, '$[dd]', '15'],
    [noon2014, '$[yyyy-mm-dd]', '2014-05-15'],
    [noon2014, '$[hh24:mi:ss]', '10:30:00'],
    [noon2014, '$[hh24:mi:ss-1/24]', '09:30:00'],
    [noon2014, '$[yyyy-mm-dd hh24:mi:ss-1/24/60]', '2014-05-15 10:29:00'],
    [noon2014, '$[add_months(yyyymmdd,-1)]', '20140415'],
    [noon2014, '$[add_months(yyyymmdd,-12*1)]', '20130515'],
    [noon2014, '$[hh24]', '10'],
    [noon2014, '$[mi]', '30'],
    [run2017, '$bizdate', '20170721'],
    [run2017, '$gmtdate', '20170722'],
    [run2017, '$bizmonth', '201706'],
    [run2018, '${yyyy-mm-dd}', '2018-07-21'],
    [run2018, '${yyyymmdd-2}', '20180719'],
    [run2018, '${yyyymm-2}', '201805'],
    [run2018, '${yyyy-2}', '2016'],
    [night2015, '$[yyyymmdd-1/24]', '20151026'],
    [night2015, '$[hh24-1/24]', '23'],
    [one2015, '$[yyyymmdd-1/24]', '20151027'],
    [one2015, '$[hh24-1/24]', '00'],
    [{ businessDate: '20140510' }, '$cyctime', '20140511000000'],
    [run2025, '${yyyymmdd}', '20251031'],
    [run2025, '$[yyyymmddhh24miss]', '20251101000000'],
    [run2025, '$bizdate', '20251031'],
    [run2025, '$cyctime', '20251101000000'],
    [run2025, '$gmtdate', '20251101'],
    [{ businessDate: '20251102', now: '20251101' }, '$bizmonth', '202510'],
    [{ businessDate: '20251031', now: '20251101' }, '$bizmonth', '202510'],
    [{ cycleTime: '20250727000500' }, '$[yyyy-mm]', '2025-07'],
    [{ cycleTime: '20190114000000' }, '$bizdate $cyctime', '20190113 20190114000000'],
    [hour2019, '$bizdate $cyctime', '20190113 20190114010000'],
    [{ cycleTime: '20190114230000' }, '$bizdate $cyctime', '20190113 20190114230000'],
    [hour2019, '$[yyyy-mm-dd/hh24:mi:ss]', '2019-01-14/01:00:00'],
    [hour2019, '$[yyyy-mm-dd/hh24:mi:ss-1/24]', '2019-01-14/00:00:00'],
  ])('%j %s is %s', (times, expression, expected) => {
    expect(resolve(expression, times)).toBe(expected);
  });
});

describe('computed for the cycle time 2026-03-01 02:05:00', () => {
  test.each([
    ['${yyyymmdd}', '20260228'],
    ['${yyyy-mm-dd}', '2026-02-28'],
    ['${yyyymm}', '202602'],
    ['${yyyy/mm/dd}', '2026/02/28'],
    ['${yy}', '26'],
    ['${mm}', '02'],
    ['${dd}', '28'],
    ['${yyyymmdd-1}', '20260227'],
    ['${yyyymmdd+1}', '20260301'],
    ['${yyyy-mm-dd-1}', '2026-02-27'],
    ['${yyyymmdd-7*1}', '20260221'],
    ['${yyyymmdd+7*2}', '20260314'],
    ['${yyyymm-1}', '202601'],
    ['${yyyymm+1}', '202603'],
    ['${yyyymm-12}', '202502'],
    ['${yyyy-1}', '2025'],
    ['${yyyy+1}', '2027'],
    ['$bizdate', '20260228'],
    ['$cyctime', '20260301020500'],
    ['$gmtdate', '20260301'],
    ['$bizmonth', '202602'],
    ['$[yyyymmdd]', '20260301'],
    ['$[yyyy-mm-dd]', '2026-03-01'],
    ['$[yyyymmddhh24miss]', '20260301020500'],
    ['$[hh24miss]', '020500'],
    ['$[hh24:mi:ss]', '02:05:00'],
    ['$[yyyymmdd-1]', '20260228'],
    ['$[yyyymmdd+1]', '20260302'],
    ['$[yyyymmdd-7*1]', '20260222'],
    ['$[hh24miss-1/24]', '010500'],
    ['$[hh24miss-3/24]', '230500'],
    ['$[yyyymmdd-3/24]', '20260228'],
    ['$[hh24-3/24]', '23'],
    ['$[yyyymmddhh24miss-1/24]', '20260301010500'],
    ['$[hh24miss-15/24/60]', '015000'],
    ['$[yyyymmddhh24miss-30/24/60]', '20260301013500'],
    ['$[add_months(yyyymmdd,-1)]', '20260201'],
    ['$[add_months(yyyymmdd,1)]', '20260401'],
    ['$[add_months(yyyymm,-1)]', '202602'],
    ['$[add_months(yyyymmdd,-12*1)]', '20250301'],
    ['${yyyy-mm-dd-7*1}', '2026-02-21'],
    ['${bdp.system.bizdate}', '20260228'],
    ['${bdp.system.cyctime}', '20260301020500'],
    ['$yyyymmdd', '20260228'],
    ['$yyyy-$mm-$dd', '2026-02-28'],
    ['$[hh24:00:00-1/24]', '01:00:00'],
    ['$[yyyy-mm-ddThh24:mi:ss]', '2026-03-01T02:05:00'],
    ['$[yyyy年mm月dd日]', '2026年03月01日'],
    ['ods_$[yyyymmdd]_${yyyymm}', 'ods_20260301_202602'],
    ['constant', 'constant'],
    ['pa$word $5', 'pa$word $5'],
    ['', ''],
  ])('%s is %s', (expression, expected) => {
    expect(resolveExpression(expression, { cycleTime: '20260301020500' })).toEqual({ value: expected, issues: [] });
  });
});

test('add_months keeps to the end of a shorter month', () => {
  expect(resolve('$[add_months(yyyymmdd,-1)]', { cycleTime: '20240331000000' })).toBe('20240229');
  expect(resolve('$[add_months(yyyymmdd,-1)]', { cycleTime: '20230331000000' })).toBe('20230228');
  expect(resolve('$[add_months(yyyymmdd,1)]', { cycleTime: '20230228000000' })).toBe('20230328');
  expect(resolve('$[add_months(yyyymmdd, -13 ) - 1]', { cycleTime: '20260101000000' })).toBe('20241130');
  expect(resolve('${yyyymm-1}', { businessDate: '20260331' })).toBe('202602');
});

test('counts whole months or years when no smaller part is written, and says so', () => {
  const months = resolveExpression('$[yyyymm-1]', { cycleTime: '20260331120000' });
  expect(months.value).toBe('202602');
  expect(months.issues).toMatchObject([{ severity: 'warning', code: 'SCHEDULE_MONTHS_BY_OFFSET', line: 1, column: 1 }]);
  expect(resolve('$[yyyy-mm+2]', { cycleTime: '20261231000000' })).toBe('2027-02');
  expect(resolve('$[yyyy-1]', { cycleTime: '20240229000000' })).toBe('2023');
  expect(resolveExpression('$[yyyymm-1/24]', { cycleTime: '20260301000000' })).toEqual({ value: '202602', issues: [] });
});

test('takes the ids of a run from the caller', () => {
  expect(resolve('$jobid/$nodeid/$taskid', { cycleTime: '20260301000000', jobId: '7', nodeId: '8', taskId: '9' })).toBe(
    '7/8/9',
  );
});

test('gives the built-in parameters by name', () => {
  expect(builtInVariables({ businessDate: '2026-02-28' })).toEqual({
    bizdate: '20260228',
    cyctime: '20260301000000',
    gmtdate: '20260301',
    bizmonth: '202602',
    'bdp.system.bizdate': '20260228',
    'bdp.system.cyctime': '20260301000000',
  });
});

test.each([
  ['${yyyymmdd', 'SCHEDULE_NOT_CLOSED', 1],
  ['a $[yyyymmdd', 'SCHEDULE_NOT_CLOSED', 3],
  ['${}', 'SCHEDULE_NO_TOKEN', 3],
  ['${-1}', 'SCHEDULE_NO_TOKEN', 3],
  ['${name}', 'SCHEDULE_UNKNOWN_TOKEN', 3],
  ['${yyyymmddhh24}', 'SCHEDULE_UNKNOWN_TOKEN', 11],
  ['$[yyyyMMdd]', 'SCHEDULE_UNKNOWN_TOKEN', 7],
  ['$[hh:mi]', 'SCHEDULE_UNKNOWN_TOKEN', 3],
  ['$[yyyymmdd-1 hh24]', 'SCHEDULE_BAD_OFFSET', 14],
  ['$[yyyymmdd-1/0]', 'SCHEDULE_BAD_OFFSET', 11],
  ['$[yyyymmdd-1*]', 'SCHEDULE_BAD_OFFSET', 13],
  ['${yyyymmdd-1/24}', 'SCHEDULE_FRACTION_OF_DAY', 11],
  ['${add_months(yyyymmdd,-1)}', 'SCHEDULE_NO_FUNCTIONS', 3],
  ['$[add_months(yyyymmdd)]', 'SCHEDULE_BAD_FUNCTION', 3],
  ['$[last_day(yyyymmdd)]', 'SCHEDULE_BAD_FUNCTION', 3],
  ['$bizdat', 'SCHEDULE_UNKNOWN_NAME', 1],
  ['$taskid', 'SCHEDULE_NO_VALUE', 1],
])('refuses %s with %s at column %i', (expression, code, column) => {
  const { value, issues } = resolveExpression(expression, { cycleTime: '20260301020500' });
  expect(value).toBeUndefined();
  expect(issues).toMatchObject([{ severity: 'error', code, line: 1, column }]);
  expect(issues[0]?.hint).toBeTruthy();
});

test('warns of forms that read otherwise than they look', () => {
  const day = resolveExpression('$[yyyy-mm-01]', { cycleTime: '20260315000000' });
  expect(day.value).toBe('2026-02');
  expect(day.issues.map((issue) => issue.code)).toContain('SCHEDULE_LOOKS_LIKE_DATE');
  const minute = resolveExpression('$[hh24:mm:ss]', { cycleTime: '20260315020500' });
  expect(minute.value).toBe('02:03:00');
  expect(minute.issues.map((issue) => issue.code)).toEqual(['SCHEDULE_MONTH_AFTER_HOUR']);
});

test('suggests the built-in parameter that was meant', () => {
  expect(resolveExpression('$bizdat', { cycleTime: '20260301' }).issues[0]?.hint).toBe('Did you mean $bizdate?');
});

test('throws for times that make no sense', () => {
  expect(() => resolveExpression('$bizdate', {})).toThrow(SluiceError);
  expect(() => resolveExpression('$bizdate', { cycleTime: '20260230000000' })).toThrow(
    'The cycle time "20260230000000" is not a date and time.',
  );
  expect(() => resolveExpression('$bizdate', { businessDate: 'yesterday' })).toThrow(SluiceError);
});
