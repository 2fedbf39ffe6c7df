/** What the server says without an error code. */

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

/** Sentences that are stored as they were written: history of instances, reports of runs. `$1` is the first value. */
export const sentences: readonly (readonly [sentence: RegExp, said: string])[] = [
  [/^It succeeded\.$/, '运行成功。'],
  [/^It was killed\.$/, '已被终止。'],
  [/^It ran longer than ([\d.]+) s and was killed\.$/, '运行超过 $1 秒，已被终止。'],
  [/^It failed; its job is set never to be rerun\.$/, '运行失败；任务设置为不重跑。'],
  [/^It failed\.$/, '运行失败。'],
  [/^It failed after (\d+) attempts\.$/, '尝试 $1 次后失败。'],
  [
    /^Attempt (\d+) of (\d+) failed; the next one follows in ([\d.]+) s\.$/,
    '第 $1 次尝试（共 $2 次）失败，$3 秒后再次尝试。',
  ],
  [/^Attempt (\d+) began\.$/, '第 $1 次尝试开始。'],
  [/^Its run was deleted before its outcome was known\.$/, '运行在得知结果前已被删除。'],
  [/^Killed\.$/, '已终止。'],
  [/^Rerun\.$/, '已重跑。'],
  [/^Resumed from the checkpoint\.$/, '已从断点续跑。'],
  [/^Set to success\.$/, '已置成功。'],
  [/^Frozen\.$/, '已冻结。'],
  [/^Unfrozen\.$/, '已解冻。'],
  [/^Unfrozen\. Its parents were done already.*$/, '已解冻。上游在此之前已完成，因此记为失败；请重跑。'],
  [/^Dependencies removed.*$/, '已去除依赖：不再等待上游。'],
  [/^Killed: the backfill was stopped\.$/, '已终止：补数据被停止。'],
  [/^Not begun: the backfill was stopped\.$/, '未开始：补数据被停止。'],
  [/^Made as a test\.$/, '作为测试生成。'],
  [/^The run was too short to tell\.$/, '运行时间太短，无法判断。'],
  [/^The rate limit: (\d+) % of the time was spent waiting for it\.$/, '限速：$1% 的时间在等待限速。'],
  [/^Sluice itself: its process used (\d+) % of one core\.$/, '程序自身：进程使用了一个核的 $1%。'],
  [
    /^The source: channels waited (\d+) % of the time for the reader, (\d+) % for the writer\.$/,
    '来源：通道有 $1% 的时间在等待读取，$2% 在等待写入。',
  ],
  [
    /^The target: channels waited (\d+) % of the time for the writer, (\d+) % for the reader\.$/,
    '目标：通道有 $1% 的时间在等待写入，$2% 在等待读取。',
  ],
  [
    /^Balanced: channels waited (\d+) % of the time for the reader, (\d+) % for the writer\.$/,
    '均衡：通道有 $1% 的时间在等待读取，$2% 在等待写入。',
  ],
  [/^The target acknowledged (\d+) rows\.$/, '目标确认了 $1 行。'],
  [/^The target acknowledged (\d+) rows and holds (-?\d+) more than before\.$/, '目标确认了 $1 行，比之前多 $2 行。'],
  [
    /^The target acknowledged (\d+) rows and holds (-?\d+) more than before: rows were replaced.*$/,
    '目标确认了 $1 行，比之前多 $2 行：有行按键替换，或有其他写入。',
  ],
  [/^Failed$/, '任务失败'],
  [/^Did you mean "?(.+?)"?\?$/, '您是否指“$1”？'],
  [/^Known are (.+)\.$/, '可用：$1。'],
  [/^It is one of (.+)\.$/, '可选：$1。'],
  [/^For example (.+)\.$/, '例如 $1。'],
  [/^It is the option "(.+?)"\.$/, '即选项“$1”。'],
  [/^It is the option "(.+?)"\. For example (.+)\.$/, '即选项“$1”，例如 $2。'],
  [/^The page of the connector says what it takes\.$/, '可用的值见连接器的说明。'],
  [/^Remove it, or see the page of the connector for its options\.$/, '请删除它，可用的选项见连接器的说明。'],
  [/^Add it\.$/, '请添加。'],
  [/^Choose another (reader|writer)\.$/, '请选择其他连接器。'],
];

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
