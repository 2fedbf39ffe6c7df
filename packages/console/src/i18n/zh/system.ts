import type { system as english } from '../en/system.ts';
import type { TextsOf } from '../texts.ts';

export const system: TextsOf<typeof english> = {
  product: '开源、自托管的批量数据集成：从一处读取，写入另一处，一行不丢。',
  version: '版本',
  licence: '许可证',
  zone: '浏览器时区',
  api: 'API 说明',
  connectors: '连接器',
  settingsAbout: '对整个系统生效。服务器的启动参数由其环境变量设置。',
  retention: '保留时间',
  days: '天',
  kept: {
    runs: '运行及其报告；脏数据仍保留时会更久',
    logs: '运行日志',
    dirtyRecords: '脏数据',
    instances: '实例和补数据；每个任务的最新实例始终保留',
    deliveries: '告警及其投递',
    audit: '审计日志',
  },
};
