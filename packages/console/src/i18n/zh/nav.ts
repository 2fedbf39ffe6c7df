import type { nav as english } from '../en/nav.ts';
import type { TextsOf } from '../texts.ts';

export const nav: TextsOf<typeof english> = {
  home: '首页',
  dataSources: '数据源',
  jobs: '任务',
  runs: '运行记录',
  operations: '运维大盘',
  instances: '实例',
  calendar: '日历',
  backfills: '补数据',
  alerts: '告警',
  members: '成员',
  projectSettings: '项目设置',
  audit: '审计',
  resourceGroups: '资源组',
  projects: '项目',
  users: '用户',
  auditAll: '全局审计',
  tokens: 'API 令牌',
  settings: '系统设置',
  about: '关于',
  me: '我的账户',
  sections: {
    work: '开发',
    operate: '运维',
    project: '项目',
    installation: '系统',
  },
};
