import type { audit as english } from '../en/audit.ts';
import type { TextsOf } from '../texts.ts';

export const audit: TextsOf<typeof english> = {
  about: '本项目中谁修改了什么，以及哪些操作被拒绝。',
  aboutAll: '整个系统中谁修改了什么，以及哪些操作被拒绝。',
  none: '没有变更记录',
  noneHint: '变更和被拒绝的操作会显示在这里，请检查筛选条件。',
  at: '时间',
  user: '用户',
  token: '令牌',
  action: '操作',
  actionHint: '操作，例如 jobs.',
  target: '对象',
  outcome: '结果',
  done: '完成',
  refused: '被拒绝',
  show: '详情',
  address: '来源地址',
  request: '请求',
  value: '值',
  before: '变更前',
  after: '变更后',
  noStates: '没有值发生变化。',
};
