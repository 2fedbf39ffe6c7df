import type { calendar as englishCalendar, operations as english } from '../en/operations.ts';
import type { TextsOf } from '../texts.ts';

export const operations: TextsOf<typeof english> = {
  about: '某个业务日期的实例状况。',
  total: '全部',
  none: '该业务日期没有实例',
  noneHint: '请选择其他日期，或为任务设置调度并发布。',
  curve: '运行日各小时前完成的实例数（{{zone}}）',
  curveLabel: '按小时完成的实例：目前 {{count}} 个',
  hour: '小时',
  today: '本业务日期',
  yesterday: '前一日期',
  average: '14 天平均',
  slowest: '耗时最长',
  usual: '平均耗时',
  failing: '失败',
  failures: '失败次数',
  error: '最近错误',
  byType: '按数据源类型',
  way: '来源 → 目标',
  nothingFinished: '暂无完成的实例。',
  nothingFailed: '没有失败。',
};

export const calendar: TextsOf<typeof englishCalendar> = {
  about: '任务的业务日期：计划与结果。',
  choose: '请选择任务',
  chooseHint: '日历显示其已发布调度的业务日期。',
  before: '上个月',
  after: '下个月',
  now: '本月',
  of: '{{job}}，{{month}}',
  beforeFirst: '尚未发布',
  notMade: '未生成',
  planned: '计划 {{count}} 个',
  dryRun: '计划空跑 {{count}} 个',
};
