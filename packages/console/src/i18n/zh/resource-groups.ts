import type { resourceGroups as english } from '../en/resource-groups.ts';
import type { TextsOf } from '../texts.ts';

export const resourceGroups: TextsOf<typeof english> = {
  about: '任务运行的地方。任务指定资源组，其运行在组内等待空闲槽位。',
  new: '新建资源组',
  editTitle: '修改 {{name}}',
  deleteTitle: '删除资源组 {{name}}？',
  deleteText: '只能删除没有任务使用的资源组。',
  kinds: { builtIn: '服务器内置', agents: '代理' },
  slots: '槽位',
  slotsUsed: '已用 {{used}} / {{slots}}',
  slotsHint: '同时运行的数量；一个任务可占用多个。',
  queued: '等待的运行',
  memory: '每次运行的内存',
  memoryHint: '单次运行的数据缓冲区。',
  rate: '每次运行的速率',
  rateHint: '单次运行的上限；0 表示不限。',
  noLimit: '不限',
  draining: '排空中',
  drain: '排空',
  fill: '恢复接收',
  noAgents: '还没有代理加入',
  noAgentsHint: '该组的运行将等待代理加入。',
  agentStates: { online: '在线', lost: '失联', draining: '排空中' },
  version: '版本',
  heartbeat: '最近心跳',
};
