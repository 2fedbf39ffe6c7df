import { expect, test } from 'vitest';
import { parseAssignments, resolveAssignments } from './assignments.ts';

test('splits assignments at blanks and line breaks', () => {
  expect(parseAssignments('a=$[yyyymmdd-1]  b=${yyyymm}\nc=abc').assignments).toEqual([
    { name: 'a', value: '$[yyyymmdd-1]', line: 1, column: 3 },
    { name: 'b', value: '${yyyymm}', line: 1, column: 20 },
    { name: 'c', value: 'abc', line: 2, column: 3 },
  ]);
  expect(parseAssignments('  ')).toEqual({ assignments: [], issues: [] });
});

test('keeps blanks inside of an expression', () => {
  expect(parseAssignments('t=$[yyyy-mm-dd hh24:mi:ss] u=1').assignments.map(({ value }) => value)).toEqual([
    '$[yyyy-mm-dd hh24:mi:ss]',
    '1',
  ]);
});

test.each([
  ['day', 'SCHEDULE_BAD_ASSIGNMENT', 1],
  ['a=1 =2', 'SCHEDULE_BAD_ASSIGNMENT', 5],
  ['a=1 2b=3', 'SCHEDULE_BAD_NAME', 5],
  ['a-b=3', 'SCHEDULE_BAD_NAME', 1],
  ['a=1 b=x=y', 'SCHEDULE_EQUALS_IN_VALUE', 5],
])('refuses %s', (text, code, column) => {
  expect(parseAssignments(text).issues).toMatchObject([{ severity: 'error', code, line: 1, column }]);
});

test('takes the last of two assignments of one name, with a warning', () => {
  const { assignments, issues } = parseAssignments('a=1 a=2');
  expect(assignments.map(({ value }) => value)).toEqual(['2']);
  expect(issues).toMatchObject([{ severity: 'warning', code: 'SCHEDULE_ASSIGNED_TWICE', column: 5 }]);
});

test('resolves all assignments and places findings in the text', () => {
  const { values, issues } = resolveAssignments('thishour=$[hh24] lasthour=$[hh24-1/24] bad=$[hh:mi]', {
    cycleTime: '20190114010000',
  });
  expect(values).toEqual({ thishour: '01', lasthour: '00' });
  expect(issues).toMatchObject([{ code: 'SCHEDULE_UNKNOWN_TOKEN', line: 1, column: 46 }]);
});
