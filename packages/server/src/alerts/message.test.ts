import { expect, test } from 'vitest';
import { alertTriggerKinds, type AlertFacts } from '../contract/alert.ts';
import { messageOf, sampleOf, summaryOf } from './message.ts';

const facts: AlertFacts = {
  trigger: 'exhausted',
  at: '2026-11-21T01:30:00.000Z',
  project: 'shop',
  rule: 'Night watch',
  job: 'orders',
  kind: 'scheduled',
  instance: 'i1',
  run: 'r1',
  businessDate: '2026-11-20',
  cycleTime: '20261121020000',
  timeZone: 'Europe/Berlin',
  state: 'failure',
  attempt: 4,
  mostAttempts: 4,
  rowsRead: 1_234_567,
  rowsWritten: 1_234_000,
  rowsDirty: 567,
  durationMs: 3_723_400,
  error: { code: 'MYSQL_TABLE_NOT_FOUND', message: 'Table "orders" does not exist.', hint: 'Check the name.' },
  link: 'https://sluice.example/projects/shop/instances/i1',
};

test('a message says what happened, why, and where to look', () => {
  expect(messageOf(facts, 'en')).toEqual({
    title: '[Sluice] Failed: orders (shop)',
    text: [
      'Project: shop',
      'Job: orders',
      'Business date: 2026-11-20 (cycle 2026-11-21 02:00 Europe/Berlin)',
      'State: failed, attempt 4 of 4',
      'Cause: Table "orders" does not exist. [MYSQL_TABLE_NOT_FOUND]',
      'What to do: Check the name.',
      'Rows: 1,234,567 read, 1,234,000 written, 567 dirty',
      'Duration: 1 h 2 min 3 s',
      'Rule: Night watch',
      'Details: https://sluice.example/projects/shop/instances/i1',
    ].join('\n'),
  });
});

test('the same in Chinese', () => {
  expect(messageOf(facts, 'zh')).toEqual({
    title: '[Sluice] 运行失败: orders (shop)',
    text: [
      '项目: shop',
      '作业: orders',
      '业务日期: 2026-11-20 (周期 2026-11-21 02:00 Europe/Berlin)',
      '状态: 失败, 第 4 次，共 4 次',
      '原因: Table "orders" does not exist. [MYSQL_TABLE_NOT_FOUND]',
      '处理建议: Check the name.',
      '行数: 读取 1,234,567，写入 1,234,000，脏数据 567',
      '耗时: 1 小时 2 分 3 秒',
      '规则: Night watch',
      '详情: https://sluice.example/projects/shop/instances/i1',
    ].join('\n'),
  });
});

test('what is not known is left out', () => {
  const { trigger, at, project, rule, job } = facts;
  const { text } = messageOf({ trigger, at, project, rule, job, kind: 'manual', state: 'failure' }, 'en');
  expect(text).toBe('Project: shop\nJob: orders\nKind: started by hand\nState: failed\nRule: Night watch');
});

test('a deadline is told on the clock of the schedule', () => {
  const { text } = messageOf({ ...facts, trigger: 'unfinished', deadline: '2026-11-21T07:00:00.000Z' }, 'en');
  expect(text).toContain('Deadline: 2026-11-21 08:00 Europe/Berlin\n');
});

test('a cause cannot make lines of its own, and a long one is cut', () => {
  const error = { message: `a\r\nRule: mine\u0000${'x'.repeat(1_000)}` };
  const { text } = messageOf({ ...facts, error }, 'en');
  expect(text.match(/^Rule: /gm)).toHaveLength(1);
  expect(/^Cause: .*$/m.exec(text)?.[0]).toHaveLength('Cause: '.length + 500);
});

test.each(alertTriggerKinds)('every trigger has a title in both languages: %s', (trigger) => {
  const [en, zh] = (['en', 'zh'] as const).map(
    (language) => messageOf({ ...facts, trigger, limit: 5 }, language).title,
  );
  expect(en).not.toBe(zh);
  expect(en).not.toContain('undefined');
  expect(zh).toMatch(/\p{Script=Han}/u);
});

test('the last alert of a day says so', () => {
  expect(messageOf(facts, 'en', 100).text).toMatch(/This was the last alert of the rule today \(100 at most\)\.$/);
});

test('a summary names twenty and counts the rest', () => {
  const titles = Array.from({ length: 30 }, (_, index) => `[Sluice] Failed: job${index} (shop)`);
  const { title, text } = summaryOf('Night watch', { titles, count: 30 }, 'en');
  expect(title).toBe('[Sluice] 30 alerts held back: Night watch');
  const lines = text.split('\n');
  expect(lines.slice(0, 2)).toEqual(['These 30 alerts were held back:', '- Failed: job0 (shop)']);
  expect(lines.slice(-2)).toEqual(['- Failed: job19 (shop)', 'and 10 more; all of them are in the log of alerts.']);
});

test('a sample names the channel', () => {
  expect(sampleOf('shop', 'ops', 'zh')).toEqual({
    title: '[Sluice] 测试消息',
    text: '项目“shop”的告警渠道“ops”可用。',
  });
});
