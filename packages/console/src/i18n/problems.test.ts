import { declaredErrors, errorTemplate } from '@sluice/core';
import { contract, permissions } from '@sluice/server/contract';
import { beforeAll, expect, test } from 'vitest';
import { instances as english } from './en/instances.ts';
import { saySentence, sayProblem, sayRefusal, speakProblems } from './say-problem.ts';
import { issues } from './zh/issues.ts';
import * as errors from './zh/problems.ts';
import * as said from './zh/said.ts';

const zh = { ...errors, ...said };

/** Of the server's commands, which no page calls. */
const ofCommands = /^(OPERATION_(?!NOT_ALLOWED)|STORE_|SETTING_)/;

/** Loads the declarations of the server, which pages do not see. */
const declarations = import.meta.glob('../../../server/src/*/*errors.ts');
let codes: readonly string[] = [];

beforeAll(async () => {
  const before = new Set(declaredErrors().keys());
  for (const load of Object.values(declarations)) await load();
  codes = [...declaredErrors().keys()].filter((code) => !before.has(code) && !ofCommands.test(code));
});

const names = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name));

test('every error that the server declares is said in Chinese', () => {
  expect(codes.length).toBeGreaterThan(80);
  expect(codes.filter((code) => zh.problems[code] === undefined)).toEqual([]);
  const known = new Set([...codes, 'INTERNAL']);
  expect(Object.keys(zh.problems).filter((code) => !known.has(code))).toEqual([]);
});

test('a translation has a hint where the server has one', () => {
  const differing = codes.filter(
    (code) => (declaredErrors().get(code)?.declaration.hint === undefined) !== (zh.problems[code]?.hint === undefined),
  );
  expect(differing).toEqual([]);
});

test('a translation names no value that its error does not have', () => {
  const wrong = codes.flatMap((code) => {
    const declaration = declaredErrors().get(code)?.declaration;
    const { message = '', hint = '' } = zh.problems[code] ?? {};
    const template = declaration === undefined ? { message: '' } : errorTemplate(declaration);
    const all = `${template.message} ${template.hint ?? ''}`;
    return names(`${message} ${hint}`)
      .filter((name) => !all.includes(`{${name}}`))
      .map((name) => `${code}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('every finding about jobs is said in Chinese, with the values that its sentence has', () => {
  const areas = ['job', 'option', 'mapping', 'wizard', 'variable', 'schedule'];
  const declared = [...declaredErrors().values()].filter(({ area }) => areas.includes(area));
  expect(declared.map(({ code }) => code).sort()).toEqual(Object.keys(issues).sort());
  const wrong = declared.flatMap(({ code, declaration }) => {
    const { message } = errorTemplate(declaration);
    return names(issues[code]?.[0] ?? '')
      .filter((name) => !message.includes(`{${name}}`))
      .map((name) => `${code}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('every permission is explained in Chinese', () => {
  expect(Object.keys(zh.permissions).sort()).toEqual(Object.keys(permissions).sort());
});

test('every reason to wait, and every operation, has its text', () => {
  const detail = contract.instances.get.reply.shape;
  const { options } = detail.waiting.element.shape.code;
  expect(options.filter((code) => !Object.keys(english.reasons).some((key) => key.split('_')[0] === code))).toEqual([]);
  const operations = detail.operations.element.shape.operation.options;
  expect(Object.keys(zh.refusals).sort()).toEqual([...operations].sort());
});

test('an error is said with its values; one that lacks a value stays as the server says it', () => {
  speakProblems({ ...zh, issues, comma: '、' });
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'm', hint: 'h', values: { what: 'job', name: 'a' } })).toEqual({
    message: '任务“a”不存在。',
    hint: '请检查名称和项目，并确认没有被其他人删除。',
  });
  expect(
    sayProblem({ code: 'DATA_SOURCE_IN_USE', message: 'm', values: { name: 'a', jobs: ['b', 'c'] } }).message,
  ).toBe('数据源“a”正被以下任务使用：b、c。');
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'as it was' }).message).toBe('as it was');
  expect(sayProblem({ code: 'OF_A_CONNECTOR', message: 'as it was' }).message).toBe('as it was');
  expect(saySentence('Attempt 2 of 4 failed; the next one follows in 180 s.')).toBe(
    '第 2 次尝试（共 4 次）失败，180 秒后再次尝试。',
  );
  expect(sayRefusal('unfreeze', 'it is not frozen.')).toBe('实例没有冻结。');
  speakProblems(undefined);
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'as it was' }).message).toBe('as it was');
});

test('what a run waited for is said in Chinese', async () => {
  const path = new URL('../../../engine/src/run/report.ts', import.meta.url).pathname;
  const { bottleneck } = (await import(path)) as { bottleneck: (times: Record<string, number>) => string };
  const quiet = { elapsedMs: 10_000, channels: 1, waitReaderMs: 0, waitWriterMs: 0, waitLimiterMs: 0, cpuSeconds: 1 };
  const all = [
    { ...quiet, elapsedMs: 100 },
    { ...quiet, waitLimiterMs: 9_000 },
    { ...quiet, cpuSeconds: 9.5 },
    { ...quiet, waitReaderMs: 9_000 },
    { ...quiet, waitWriterMs: 9_000 },
    quiet,
  ].map(bottleneck);
  speakProblems({ ...zh, issues, comma: '、' });
  expect(all.map(saySentence).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
  speakProblems(undefined);
});
