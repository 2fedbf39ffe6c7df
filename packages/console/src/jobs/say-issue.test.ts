import { afterEach, beforeEach, expect, test } from 'vitest';
import { speakProblems } from '../i18n/say-problem.ts';
import { language } from '../i18n/zh/language.ts';
import { said } from './say-issue.ts';

beforeEach(() => speakProblems(language));
afterEach(() => speakProblems(undefined));

test('a finding is said in Chinese with its values and its hint', () => {
  const issue = {
    code: 'JOB_COLUMN_COUNT',
    severity: 'error',
    message: 'The reader has 3 columns, the writer 2.',
    hint: 'x',
  };
  expect(said(issue)).toEqual({
    code: 'JOB_COLUMN_COUNT',
    severity: 'error',
    message: '读取端有 3 列，写入端有 2 列。',
    hint: '列按位置对应：两边的列数和顺序必须一致。',
  });
});

test('hints that depend on the case are said as well', () => {
  const issue = {
    code: 'OPTION_UNKNOWN',
    message: '"tabel" is not an option here and has no effect.',
    hint: 'Did you mean "table"?',
  };
  expect(said(issue)).toMatchObject({ message: '“tabel”不是此处的选项，不起作用。', hint: '您是否指“table”？' });
});

test('what has no text stays as it is', () => {
  const issue = { code: 'NOT_DECLARED', message: 'as it is' };
  expect(said(issue)).toEqual(issue);
  speakProblems(undefined);
  const english = { code: 'JOB_NO_HOPS', message: 'as it was', hint: 'h' };
  expect(said(english)).toEqual(english);
});
