import { declaredErrors, errorTemplate, typeName, types, verdictOf, type DeclaredError } from '@sluice/core';
import { contract, permissions } from '@sluice/server/contract';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { instances as english } from './en/instances.ts';
import { sayCheck, sayProblem, sayRefusal, saySentence, speakProblems } from './say-problem.ts';
import { language as zh } from './zh/language.ts';

/** Of commands, which no page calls. */
const ofCommands = /^(OPERATION_(?!NOT_ALLOWED)|STORE_|SETTING_)/;

/** Sources that pages do not see, as text and as modules. */
const texts = import.meta.glob<string>(
  ['../../../{core,engine,connectors,server}/src/**/*.ts', '!**/*.test.ts', '!**/*.d.ts'],
  { query: '?raw', import: 'default' },
);
const modules = import.meta.glob(['../../../{core,engine,connectors,server}/src/**/*.ts', '!**/*.test.ts']);

let sources: readonly string[] = [];
let declared: readonly DeclaredError[] = [];

beforeAll(async () => {
  const read = await Promise.all(Object.entries(texts).map(async ([file, load]) => [file, await load()] as const));
  sources = read.map(([, text]) => text);
  for (const [file, text] of read) if (/\bdefineErrors\(/.test(text)) await modules[file]?.();
  declared = [...declaredErrors().values()].filter(({ code }) => !ofCommands.test(code));
});

beforeEach(() => speakProblems(zh));
afterEach(() => speakProblems(undefined));

const templatesOf = (code: string): readonly string[] =>
  (zh.errors[code] ?? []).flat().filter((text) => text !== undefined);
const names = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => String(name));

test('every error that is declared is said in Chinese', () => {
  expect(declared.length).toBeGreaterThan(400);
  expect(declared.map(({ code }) => code).filter((code) => zh.errors[code] === undefined)).toEqual([]);
  const known = new Set([...declared.map(({ code }) => code), 'INTERNAL']);
  expect(Object.keys(zh.errors).filter((code) => !known.has(code))).toEqual([]);
});

test('a translation has a hint where the error has one; those of findings may differ from case to case', () => {
  const areas = ['job', 'option', 'variable', 'schedule', 'wizard'];
  const differing = declared.filter(
    ({ code, area, declaration: { hint } }) =>
      (hint === undefined) !== (zh.errors[code]?.[1] === undefined) && (hint === undefined || !areas.includes(area)),
  );
  expect(differing.map(({ code }) => code)).toEqual([]);
});

test('a translation names no value that its error does not have', () => {
  const wrong = declared.flatMap(({ code, declaration }) => {
    const source = `${declaration.message} ${declaration.hint}`;
    return templatesOf(code)
      .flatMap(names)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(source))
      .map((name) => `${code}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('a finding, which brings only its sentence along, names values that can be read off it', () => {
  const areas = ['job', 'option', 'mapping', 'wizard', 'variable', 'schedule', 'json', 'datax'];
  const wrong = declared.flatMap(({ code, area, declaration }) => {
    const { message } = errorTemplate(declaration);
    const last = [zh.errors[code]?.[0] ?? ''].flat().at(-1) ?? '';
    return areas.includes(area) ? names(last).filter((name) => !message.includes(`{${name}}`)) : [];
  });
  expect(wrong).toEqual([]);
});

test('no sentence is known that nobody says', () => {
  const all = sources.join('\n');
  const fixed = zh.sentences.map(([{ source }]) => fixedParts(source)).filter((parts) => parts.length > 0);
  expect(fixed.length).toBeGreaterThan(150);
  expect(fixed.filter((parts) => !parts.some((part) => all.includes(part)))).toEqual([]);
});

/** Of a pattern: what has to stand there letter by letter; a source may make it of several pieces. */
function fixedParts(pattern: string): readonly string[] {
  const escaped = pattern.replaceAll(/\\([^\w])/g, (_, sign: string) =>
    String.fromCharCode(0xe000 + sign.charCodeAt(0)),
  );
  return escaped
    .split(/\((?:[^()]|\([^()]*\))*\)\??|\[.+?\]|\.[*+]\??|\\d\+|.\?|[$^|,;]/)
    .map((part) => part.replaceAll(/[\ue000-\ue0ff]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xe000)))
    .filter((part) => part.length > 3);
}

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
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'm', hint: 'h', values: { what: 'job', name: 'a' } })).toEqual({
    message: '任务“a”不存在。',
    hint: '请检查名称和项目，并确认没有被其他人删除。',
  });
  expect(
    sayProblem({ code: 'DATA_SOURCE_IN_USE', message: 'm', values: { name: 'a', jobs: ['b', 'c'] } }).message,
  ).toBe('数据源“a”正被以下任务使用：b、c。');
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'as it was' }).message).toBe('as it was');
  expect(sayProblem({ code: 'NOT_DECLARED', message: 'as it was' }).message).toBe('as it was');
  expect(saySentence('Attempt 2 of 4 failed; the next one follows in 180 s.')).toBe(
    '第 2 次尝试（共 4 次）失败，180 秒后再次尝试。',
  );
  expect(sayRefusal('unfreeze', 'it is not frozen.')).toBe('实例没有冻结。');
  speakProblems(undefined);
  expect(sayProblem({ code: 'HTTP_NOT_FOUND', message: 'as it was' }).message).toBe('as it was');
});

test('of several texts the first counts whose values came along', () => {
  const code = 'RELATIONAL_COLUMN_NOT_FOUND';
  const values = { table: 'orders', column: 'totl' };
  expect(sayProblem({ code, message: 'm', values: { ...values, suggestion: 'total' } }).message).toBe(
    '表“orders”没有列“totl”。您是否指“total”？',
  );
  expect(sayProblem({ code, message: 'm', values }).message).toBe('表“orders”没有列“totl”。');
});

test('a value in our own words is said as well, names of the user are not', () => {
  const values = { host: 'nothing listens there', reason: 'nothing listens there.' };
  expect(sayProblem({ code: 'FTP_CONNECTION_REFUSED', message: 'm', values }).message).toBe(
    '无法连接 nothing listens there：该端口没有服务。',
  );
  expect(sayProblem({ code: 'CONFIG_SIDE_MISSING', message: 'm', values: { name: 'x', side: 'writer' } }).message).toBe(
    '连接器“x”没有写入端。',
  );
});

test('a finding in another sentence is said as well', () => {
  const problem = '"tabel" is not an option here and has no effect.';
  expect(sayProblem({ code: 'WORKER_INVALID_JOB', message: 'm', values: { problem, more: 0 } }).message).toBe(
    '“tabel”不是此处的选项，不起作用。',
  );
  const values = { summary: `${problem} (and 2 more)` };
  expect(sayProblem({ code: 'CONFIG_INVALID_OPTIONS', message: 'm', values }).message).toBe(
    '“tabel”不是此处的选项，不起作用（另有 2 个问题）。',
  );
});

test('a finding says in Chinese what a value should be and what it is', () => {
  const wrong = { code: 'OPTION_INVALID', message: '"port" must be a whole number from 0 to 65535, not the text "x".' };
  expect(sayProblem(wrong).message).toBe('“port”应为 0 至 65535 的整数，而不是文本 "x"。');
  const other = { code: 'JOB_WRONG_TYPE', message: '"steps" must be a list of objects, not an object.' };
  expect(sayProblem(other).message).toBe('“steps”应为对象列表，而不是对象。');
});

test('a step of a connectivity test is said, whether it worked or failed', () => {
  expect(sayCheck({ detail: '3 tables are visible' })).toEqual({ message: '可见 3 张表' });
  const values = { host: 'db:5432', afterMs: 9 };
  expect(sayCheck({ code: 'POSTGRESQL_CONNECT_TIMEOUT', detail: 'd', hint: 'h', values })).toEqual({
    message: 'db:5432 在 9 ms 内没有响应。',
    hint: '请检查主机、端口和防火墙，或调大 connectTimeoutMs。',
  });
});

test('parts of a sentence are said in turn', () => {
  expect(saySentence('orders: split by "id", the primary key; 5 splits')).toBe('orders：按主键“id”切分，共 5 个分片');
  expect(saySentence('orders: "note" is text and cannot be used to split; split by "id", a unique key; 2 splits')).toBe(
    'orders：“note”为 text，不能用于切分；按唯一键“id”切分，共 2 个分片',
  );
  expect(saySentence('Line 3, column "total": not a valid decimal(10, 2).')).toBe(
    '第 3 行，列“total”：不是有效的 decimal(10, 2)。',
  );
  expect(saySentence('Column "price": float64 becomes float32, rounded to the nearest float32.')).toBe(
    '列“price”：float64 变为 float32，舍入到最接近的 float32。',
  );
  expect(saySentence('Line 4: fewer than 3 fields.')).toBe('第 4 行：字段少于 3 个。');
  expect(saySentence('Line 4: what nobody knows.')).toBe('第 4 行：what nobody knows。');
  expect(saySentence('Inserts into `orders`; a row whose key exists is updated (key id, changing total).')).toBe(
    '插入 `orders`；键已存在的行会被更新（键 id，更新 total）。',
  );
});

test('what becomes of values is said in Chinese for any two types', () => {
  const all = [
    types.bool,
    types.int32,
    types.int64,
    types.uint64,
    types.float32,
    types.float64,
    types.decimal(10, 2),
    types.date,
    types.time,
    types.timestamp,
    types.timestampZoned,
    types.utf8,
    types.json,
    types.binary,
  ].map(typeName);
  const names = [...all, 'utf8(5)', 'no such type'];
  const sentences = new Set(names.flatMap((from) => names.map((to) => verdictOf(from, to).sentence)));
  expect(sentences.size).toBeGreaterThan(6);
  expect([...sentences].map(saySentence).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
});

test('what a run waited for is said in Chinese', async () => {
  const report = await modules['../../../engine/src/run/report.ts']?.();
  const { bottleneck } = report as { bottleneck: (times: Record<string, number>) => string };
  const quiet = { elapsedMs: 10_000, channels: 1, waitReaderMs: 0, waitWriterMs: 0, waitLimiterMs: 0, cpuSeconds: 1 };
  const all = [
    { ...quiet, elapsedMs: 100 },
    { ...quiet, waitLimiterMs: 9_000 },
    { ...quiet, cpuSeconds: 9.5 },
    { ...quiet, waitReaderMs: 9_000 },
    { ...quiet, waitWriterMs: 9_000 },
    quiet,
  ].map(bottleneck);
  expect(all.map(saySentence).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
});

test('what came of the rows is said in Chinese, for large numbers too', () => {
  const told = 'The target acknowledged 1,240,000 rows';
  const all = [
    'The target acknowledged 1 row.',
    `${told}.`,
    `${told} and holds 1,240,000 more than before.`,
    `${told} and holds 0 more than before: all met a row with their key.`,
    `${told} and holds 1,238,000 more than before: 2,000 met a row with their key.`,
    `${told} and holds -3 more than before: rows were replaced by key, or others wrote too.`,
  ];
  expect(all.map(saySentence).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
  expect(saySentence(all[4] ?? '')).toBe('目标确认了 1,240,000 行，比之前多 1,238,000 行：其中 2,000 行的键已存在。');
});

test('what an entry of the audit log is about is said in Chinese', () => {
  expect(saySentence('run 01m80cds9fgd4dajcac8rn1302 of job ods_orders')).toBe(
    '任务 ods_orders 的运行 01m80cds9fgd4dajcac8rn1302',
  );
  expect(saySentence('alert rule Revenue is late')).toBe('告警规则 Revenue is late');
});
