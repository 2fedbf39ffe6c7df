import { expect, test } from 'vitest';
import { parseJob, variablesIn } from './detect.ts';

const script = `{
  "type": "job", "version": "2.0",
  "steps": [
    { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "where": "ds = '\${day}'" } },
    { "stepType": "stream", "name": "Writer", "category": "writer", "parameter": {} }
  ],
  "setting": { "errorLimit": { "record": 0 }, "speed": { "concurrent": 2 } },
  "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }
}`;

const datax = `// nightly copy
{
  'job': {
    content: [{
      "reader": { "name": "streamreader", "parameter": { "value": "\${day} $money", "sql": "select
        1" } }
      "writer": { "name": "streamwriter", "parameter": { "print": true, } }
    }],
    "setting": { "speed": { "channel": "1" }, "errorLimit": { "record": 0 } }
  }
}`;

test('tells the formats apart', () => {
  expect(parseJob(script, { variables: { day: '20260228' } }).job?.format).toBe('script-2.0');
  expect(parseJob(datax).job?.format).toBe('datax');
  const old =
    '{"type":"job","version":"1.0","configuration":{"reader":{"plugin":"a"},"writer":{"plugin":"b"},"setting":{}}}';
  expect(parseJob(old).job?.format).toBe('script-1.0');
});

test('reads a DataX file with everything its parser tolerates, naming each place', () => {
  const { job, issues } = parseJob(datax, { variables: { day: '20260228' } });
  expect(job?.reader.parameter).toEqual({ value: '20260228 $money', sql: 'select\n        1' });
  expect(
    issues
      .filter((issue) => issue.severity === 'warning')
      .map((issue) => `${issue.code} ${issue.line}:${issue.column}`),
  ).toEqual([
    'JSON_SINGLE_QUOTES 3:3',
    'JSON_UNQUOTED_KEY 4:5',
    'JSON_RAW_CONTROL 5:98',
    'JSON_MISSING_COMMA 7:7',
    'JSON_TRAILING_COMMA 7:71',
  ]);
  expect(issues.every((issue) => issue.line !== undefined && issue.column !== undefined)).toBe(true);
});

test('refuses unknown variables in a script at their place', () => {
  const { job, issues } = parseJob(script);
  expect(job).toBeUndefined();
  expect(issues).toEqual([
    {
      severity: 'error',
      code: 'VARIABLE_UNKNOWN',
      message: 'No value was given for ${day}.',
      hint: 'Give it a value with -p day=value, or assign it in the schedule: day=$[yyyymmdd-1].',
      line: 4,
      column: 99,
    },
  ]);
});

test('leaves unknown variables of a script when told to', () => {
  const { job, issues } = parseJob(script, { allowUnknownVariables: true });
  expect(issues).toEqual([]);
  expect(job?.reader.parameter).toEqual({ where: "ds = '${day}'" });
});

test('leaves unknown variables of a DataX file, with a warning', () => {
  const { job, issues } = parseJob(datax);
  expect(job?.reader.parameter['value']).toBe('${day} $money');
  expect(
    issues
      .filter((issue) => issue.code === 'VARIABLE_KEPT_AS_TEXT')
      .map(({ severity, line, column }) => [severity, line, column]),
  ).toEqual([
    ['warning', 5, 68],
    ['note', 5, 75],
  ]);
});

test('refuses an unknown variable outside of a text whatever the format', () => {
  const { issues } = parseJob('{"job": {"setting": {"speed": {"channel": ${n}}}}}');
  expect(issues.filter((issue) => issue.severity === 'error').map((issue) => issue.code)).toContain(
    'JSON_UNKNOWN_PLACEHOLDER',
  );
});

test('places findings in the file, not in the text after substitution', () => {
  const text = '{"type": "job", "version": "2.0", "steps": [],\n "x": "${v}", "setting": {"speed": {"concurrent": 0}}}';
  const { issues } = parseJob(text, { variables: { v: 'a\nlong\nvalue' } });
  expect(issues.find((issue) => issue.path === 'setting.speed.concurrent')).toMatchObject({ line: 2, column: 37 });
});

test('places a finding about something absent at what encloses it', () => {
  const { issues } = parseJob(
    '{\n "job": {\n  "content": [\n   {"reader": {"name": "a"}}\n  ],\n  "setting": {"speed": {"channel": 1}}\n }\n}',
  );
  expect(issues.find((issue) => issue.code === 'DATAX_SIDE_ABSENT')).toMatchObject({
    path: 'job.content[0].writer',
    line: 4,
    column: 4,
  });
});

test('lists errors first, then by place', () => {
  const { issues } = parseJob('{"setting": {"zzz": 1, "speed": {"concurrent": 0}}, "type": "job", "steps": [],}');
  expect(issues.map((issue) => `${issue.severity} ${issue.code} ${issue.line}:${issue.column}`)).toEqual([
    'error JOB_NUMBER_RANGE 1:34',
    'error JOB_NO_STEP 1:68',
    'error JOB_NO_STEP 1:68',
    'warning JOB_MISSING 1:1',
    'warning JOB_NO_HOPS 1:1',
    'warning JOB_UNLIMITED_ERRORS 1:2',
    'warning JOB_UNKNOWN_KEY 1:14',
    'warning JSON_TRAILING_COMMA 1:79',
  ]);
});

test('adds places to findings made later', () => {
  const { locate } = parseJob(script, { allowUnknownVariables: true });
  const issue = { severity: 'error', code: 'X', message: 'x' } as const;
  expect(locate([{ ...issue, path: 'steps[1].parameter.print' }, issue])).toEqual([
    { ...issue, path: 'steps[1].parameter.print', line: 5, column: 69 },
    issue,
  ]);
});

test.each([
  ['a list', '[1]', 'JSON_NOT_AN_OBJECT'],
  ['an empty file', '', 'JSON_EMPTY'],
  ['something else', '{"name": "x"}', 'JOB_UNKNOWN_SHAPE'],
  ['a part of a DataX job', '{"content": []}', 'JOB_UNKNOWN_SHAPE'],
  ['a script without steps', '{"type": "job", "version": "2.0"}', 'JOB_MISSING'],
  ['YAML', 'job:\n  content: []\n', 'JOB_IS_YAML'],
])('refuses %s', (_name, text, code) => {
  const { job, issues } = parseJob(text);
  expect(job).toBeUndefined();
  const error = issues.find((issue) => issue.code === code);
  expect(error).toMatchObject({ severity: 'error', line: 1, column: 1 });
  expect(error?.hint).toBeTruthy();
});

test('refuses the typing errors of published examples at their place', () => {
  const comma = '{"job": {"content": [{"reader": {"name": "a", "parameter": {\n "column": [\n  "id"，"name"\n ]}}}]}}';
  expect(parseJob(comma).issues).toMatchObject([{ code: 'JSON_FULL_WIDTH', line: 3, column: 7 }]);
  const dots = '{"job": {"content": [{\n "reader": {\n  ...\n }}]}}';
  expect(parseJob(dots).issues).toMatchObject([{ code: 'JSON_ELISION', line: 3, column: 3 }]);
});

test('lists the variables of a file', () => {
  expect(variablesIn('{"a": "${x} ${y} ${x} $z", // ${no}\n "p": "${env:PW}"}')).toEqual(['x', 'y']);
});
