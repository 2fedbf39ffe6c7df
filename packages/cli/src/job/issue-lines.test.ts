import type { Issue } from '@sluice/core';
import { expect, test } from 'vitest';
import { issueLines, issueSummary } from './issue-lines.ts';

const issues: Issue[] = [
  {
    severity: 'error',
    code: 'JSON_UNEXPECTED',
    message: 'Expected a value.',
    hint: 'Remove the comma.',
    line: 3,
    column: 7,
  },
  { severity: 'note', code: 'JOB_DIFFERS', message: 'The byte limit holds for the whole job.', path: 'job.setting' },
];

test('prints place, message, code and hint', () => {
  expect(issueLines(issues, 'job.json', { color: false, unicode: true })).toEqual([
    '✗  job.json:3:7  Expected a value.  JSON_UNEXPECTED',
    '     → Remove the comma.',
    '·  job.setting  The byte limit holds for the whole job.  JOB_DIFFERS',
  ]);
});

test('counts findings by severity', () => {
  expect(issueSummary([...issues, issues[0] as Issue])).toBe('2 errors, 1 note');
  expect(issueSummary([])).toBe('no findings');
});
