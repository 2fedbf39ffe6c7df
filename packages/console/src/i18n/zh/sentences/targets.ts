import type { Sentences } from '../../say-problem.ts';

/** What an entry of the audit log is about. */
export const targets: Sentences = [
  [/^test run of job (.+)$/, '任务 $1 的试运行'],
  [/^settings of the installation$/, '系统设置'],
  [/^samples$/, '示例'],
  [/^job (.+)$/, '任务 $1'],
  [/^(\d+) files$/, '$1 个文件'],
  [/^project (.+)$/, '项目 $1'],
  [/^member (.+)$/, '成员 $1'],
  [/^user (.+)$/, '用户 $1'],
  [/^token (.+)$/, '令牌 $1'],
  [/^table (.+) of data source (.+)$/, '数据源 $2 的表 $1'],
  [/^data source (.+)$/, '数据源 $1'],
  [/^backfill (.+)$/, '补数据 $1'],
  [/^(\d+) instances$/, '$1 个实例'],
  [/^instance (.+)$/, '实例 $1'],
  [/^run (\S+) of job (.+)$/, '任务 $2 的运行 $1'],
  [/^run (.+)$/, '运行 $1'],
  [/^resource group (.+)$/, '资源组 $1'],
  [/^alert channel (.+), not saved$/, '告警通道 $1（未保存）'],
  [/^alert channel (.+)$/, '告警通道 $1'],
  [/^alert rule (.+)$/, '告警规则 $1'],
  [/^alert delivery (.+)$/, '告警投递 $1'],
];
