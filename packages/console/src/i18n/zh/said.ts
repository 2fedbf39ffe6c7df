/** What the server says without an error code. */

/** What the server calls the things of its sentences: values of `what` and `side`. */
export const things: Readonly<Record<string, string>> = {
  'alert channel': '告警通道',
  'alert delivery': '告警发送记录',
  'alert rule': '告警规则',
  backfill: '补数据',
  connector: '连接器',
  'data source': '数据源',
  deployed: '已发布版本',
  draft: '草稿',
  instance: '实例',
  job: '任务',
  logs: '日志',
  member: '成员',
  project: '项目',
  'resource group': '资源组',
  route: '接口',
  run: '运行',
  settings: '设置',
  token: '令牌',
  user: '用户',
  version: '版本',
  reader: '读取端',
  writer: '写入端',
};

/** When an operation on an instance is possible, in place of the server's reason why it is not. */
export const refusals: Readonly<Record<string, string>> = {
  kill: '只有等待时间、等待资源或运行中的实例可以终止。',
  rerun: '只有未运行、成功或失败的实例可以重跑，并且任务的重跑策略须允许。',
  rerunDescendants: '只有未运行、成功或失败的实例可以重跑，并且任务的重跑策略须允许。',
  resume: '只有失败且留有断点的实例可以续跑。',
  setSuccess: '只有失败的实例可以置成功。',
  freeze: '只有尚未结束且未冻结的实例可以冻结。',
  unfreeze: '实例没有冻结。',
  removeDependencies: '只有仍在等待上游的实例可以去除依赖。',
};

/** What each permission allows. */
export const permissions: Readonly<Record<string, string>> = {
  'project.view': '查看项目及其成员。',
  'project.edit': '重命名项目，修改其设置和成员。',
  'project.delete': '删除项目及其全部内容。',
  'dataSources.view': '查看数据源，不含机密。',
  'dataSources.edit': '新建、修改、克隆和删除数据源。',
  'dataSources.look': '测试数据源，列出表，查看数据。',
  'jobs.view': '查看任务、版本和调度。',
  'jobs.edit': '新建、修改、导入、提交和删除任务。',
  'jobs.deploy': '发布和下线已提交的版本。',
  'runs.view': '查看运行及其进度、日志和报告。',
  'runs.start': '启动、取消、重跑和续跑运行。',
  'dirty.view': '查看和下载脏数据（含业务数据）。',
  'dirty.replay': '编辑和重放脏数据。',
  'instances.view': '查看实例、上下游和统计。',
  'instances.control': '终止、重跑、冻结、置成功、去除依赖。',
  'backfills.start': '启动和停止补数据及测试实例。',
  'alerts.view': '查看告警规则和发送记录。',
  'alerts.edit': '修改告警规则和通道，发送测试告警。',
  'audit.view': '查看谁修改了什么。',
};

/** Hops of a connectivity test. */
export const steps: Readonly<Record<string, string>> = {
  check: '检查',
  resolve: '解析',
  connect: '连接',
  tls: 'TLS',
  login: '登录',
  read: '读取',
  write: '写入',
};
