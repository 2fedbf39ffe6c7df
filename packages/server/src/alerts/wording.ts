/** The words of messages, by language. */
import type { AlertFacts, AlertLanguage, AlertTriggerKind } from '../contract/alert.ts';

export interface Wording {
  /** What happened, in a few words. */
  readonly titles: Readonly<Record<AlertTriggerKind, (facts: AlertFacts) => string>>;
  readonly kinds: Readonly<Record<AlertFacts['kind'], string>>;
  readonly states: Readonly<Record<string, string>>;
  readonly labels: Readonly<
    Record<
      | 'project'
      | 'job'
      | 'kind'
      | 'businessDate'
      | 'state'
      | 'deadline'
      | 'cause'
      | 'hint'
      | 'rows'
      | 'duration'
      | 'rule'
      | 'link',
      string
    >
  >;
  readonly cycle: (cycleTime: string, timeZone: string) => string;
  readonly attempt: (attempt: number, most: number) => string;
  readonly rows: (counts: { readonly read?: string; readonly written?: string; readonly dirty?: string }) => string;
  readonly duration: (parts: { readonly hours: number; readonly minutes: number; readonly seconds: number }) => string;
  readonly last: (most: number) => string;
  readonly summaryTitle: (count: number, rule: string) => string;
  readonly summaryLead: (count: number) => string;
  readonly more: (count: number) => string;
  readonly sample: { readonly title: string; readonly text: (project: string, channel: string) => string };
  readonly number: (value: number) => string;
}

const englishNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const chineseNumber = new Intl.NumberFormat('zh', { maximumFractionDigits: 1 });
const number = (value: number): string => englishNumber.format(value);
const shuzi = (value: number): string => chineseNumber.format(value);

const en: Wording = {
  titles: {
    failed: () => 'Attempt failed',
    exhausted: () => 'Failed',
    succeeded: () => 'Succeeded',
    unfinished: () => 'Not finished in time',
    runsLongerThan: ({ limit = 0 }) => `Runs longer than ${number(limit)} min`,
    dirtyAbove: ({ rowsDirty = 0, limit = 0 }) => `${number(rowsDirty)} dirty records (limit ${number(limit)})`,
    rowsFewerThan: ({ rowsWritten = 0, limit = 0 }) => `Only ${number(rowsWritten)} rows (expected ${number(limit)})`,
    rowsChangedBy: ({ rowsWritten = 0, average = 0 }) =>
      `${number(rowsWritten)} rows instead of ${number(average)} on average`,
  },
  kinds: { scheduled: 'scheduled', backfill: 'backfill', test: 'test', manual: 'started by hand' },
  states: {
    notRun: 'waiting for its parents',
    waitTime: 'waiting for its time',
    waitResource: 'waiting for a slot',
    running: 'running',
    success: 'succeeded',
    failure: 'failed',
    frozen: 'frozen',
  },
  labels: {
    project: 'Project',
    job: 'Job',
    kind: 'Kind',
    businessDate: 'Business date',
    state: 'State',
    deadline: 'Deadline',
    cause: 'Cause',
    hint: 'What to do',
    rows: 'Rows',
    duration: 'Duration',
    rule: 'Rule',
    link: 'Details',
  },
  cycle: (cycleTime, timeZone) => `cycle ${cycleTime} ${timeZone}`,
  attempt: (attempt, most) => `attempt ${attempt} of ${most}`,
  rows: ({ read, written, dirty }) =>
    [
      ...(read === undefined ? [] : [`${read} read`]),
      ...(written === undefined ? [] : [`${written} written`]),
      ...(dirty === undefined ? [] : [`${dirty} dirty`]),
    ].join(', '),
  duration: ({ hours, minutes, seconds }) =>
    [...(hours > 0 ? [`${hours} h`] : []), ...(hours + minutes > 0 ? [`${minutes} min`] : []), `${seconds} s`].join(
      ' ',
    ),
  last: (most) => `This was the last alert of the rule today (${most} at most).`,
  summaryTitle: (count, rule) => `${count} ${count === 1 ? 'alert' : 'alerts'} held back: ${rule}`,
  summaryLead: (count) => (count === 1 ? 'This alert was held back:' : `These ${count} alerts were held back:`),
  more: (count) => `and ${count} more; all of them are in the log of alerts.`,
  sample: {
    title: 'Test message',
    text: (project, channel) => `The channel "${channel}" of the project "${project}" works.`,
  },
  number,
};

const zh: Wording = {
  titles: {
    failed: () => '运行失败（一次尝试）',
    exhausted: () => '运行失败',
    succeeded: () => '运行成功',
    unfinished: () => '未按时完成',
    runsLongerThan: ({ limit = 0 }) => `运行超过 ${shuzi(limit)} 分钟`,
    dirtyAbove: ({ rowsDirty = 0, limit = 0 }) => `脏数据 ${shuzi(rowsDirty)} 条（上限 ${shuzi(limit)}）`,
    rowsFewerThan: ({ rowsWritten = 0, limit = 0 }) => `仅写入 ${shuzi(rowsWritten)} 行（预期至少 ${shuzi(limit)}）`,
    rowsChangedBy: ({ rowsWritten = 0, average = 0 }) => `写入 ${shuzi(rowsWritten)} 行，近期平均 ${shuzi(average)} 行`,
  },
  kinds: { scheduled: '周期调度', backfill: '补数据', test: '测试', manual: '手动运行' },
  states: {
    notRun: '等待上游',
    waitTime: '等待定时时间',
    waitResource: '等待资源',
    running: '运行中',
    success: '成功',
    failure: '失败',
    frozen: '已冻结',
  },
  labels: {
    project: '项目',
    job: '作业',
    kind: '类型',
    businessDate: '业务日期',
    state: '状态',
    deadline: '截止时间',
    cause: '原因',
    hint: '处理建议',
    rows: '行数',
    duration: '耗时',
    rule: '规则',
    link: '详情',
  },
  cycle: (cycleTime, timeZone) => `周期 ${cycleTime} ${timeZone}`,
  attempt: (attempt, most) => `第 ${attempt} 次，共 ${most} 次`,
  rows: ({ read, written, dirty }) =>
    [
      ...(read === undefined ? [] : [`读取 ${read}`]),
      ...(written === undefined ? [] : [`写入 ${written}`]),
      ...(dirty === undefined ? [] : [`脏数据 ${dirty}`]),
    ].join('，'),
  duration: ({ hours, minutes, seconds }) =>
    [...(hours > 0 ? [`${hours} 小时`] : []), ...(hours + minutes > 0 ? [`${minutes} 分`] : []), `${seconds} 秒`].join(
      ' ',
    ),
  last: (most) => `本规则今日告警已达上限（${most} 条），此后不再发送。`,
  summaryTitle: (count, rule) => `汇总 ${count} 条告警：${rule}`,
  summaryLead: (count) => `以下 ${count} 条告警曾被暂缓发送：`,
  more: (count) => `另有 ${count} 条，请在告警记录中查看。`,
  sample: { title: '测试消息', text: (project, channel) => `项目“${project}”的告警渠道“${channel}”可用。` },
  number: shuzi,
};

export const wordings: Readonly<Record<AlertLanguage, Wording>> = { en, zh };
