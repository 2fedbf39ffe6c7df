import type { Sayings } from '../../say-problem.ts';

/** Errors of runs, of what they are made of, and of conversions. */
export const engine: Sayings = {
  CONFIG_INVALID_FILE: ['{{file}}：{{reason}}。'],
  CONFIG_INVALID_OPTIONS: ['{{summary}}。'],
  CONFIG_NOT_EXPLORABLE: ['连接器“{{name}}”没有可以测试或浏览的连接。', 'sluice connectors 显示每个连接器支持的功能。'],
  CONFIG_NO_TABLES: ['{{title}} 没有可以创建的表。', '文件等由运行自行生成。'],
  CONFIG_NO_TRIAL: ['{{title}} 无法在目标旁边另设试运行的位置。', '请改看预览和计划，或换一个目标运行任务。'],
  CONFIG_SECRET_MISSING: ['机密 {{reference}} 无法解析。', '请为运行任务的进程设置该环境变量，或创建该文件。'],
  CONFIG_SIDE_MISSING: ['连接器“{{name}}”没有{{side}}。'],
  CONFIG_UNKNOWN_CONNECTOR: ['没有连接器“{{name}}”。', 'sluice connectors 列出全部连接器。'],
  CONFIG_UNKNOWN_DATA_SOURCE: ['数据源“{{name}}”没有定义。', '请检查名称，或新建该数据源。已定义的有：{{known}}。'],

  CONVERSION_COLUMN_COUNT: ['读取端有 {{from}} 列，写入端有 {{to}} 列。', '请在两端写出相同数量的列，顺序保持一致。'],
  CONVERSION_IMPOSSIBLE: [
    '列“{{column}}”不能从 {{from}} 转换为 {{to}}。',
    '请选择其他目标列，或在读取端的查询中转换该列。',
  ],
  CELL_MISFIT: ['有一个值不能放入类型为 {{type}} 的单元格。', '这是提供该值的连接器的缺陷。'],

  RUN_CANCELLED: ['运行已停止：{{reason}}。', '已完成的分片已保留，续跑会运行其余部分。'],
  RUN_COLUMN_COUNT_DIFFERS: [
    '读取端输出 {{reader}} 列，写入端接收 {{writer}} 列。',
    '列按位置对应：两边的列数必须相同。',
  ],
  RUN_COMMITS_UNTOLD: [
    '运行在提交分片时中断，目标无法说明数据是否已写入：{{splits}}。',
    '请对比目标与来源中这些分片的数据，再带答复续跑：保留（数据已写入）或重写（未写入）。',
  ],
  RUN_COMMIT_IN_DOUBT: [
    '提交分片 {{task}} 时连接中断，无法确定是否已提交。',
    '请对比目标与来源中该分片的数据，再带答复续跑：保留或重写。',
  ],
  RUN_COMMIT_UNKNOWN: [
    '提交分片 {{task}} 时连接中断，且无法向目标询问结果。',
    '请在目标恢复后续跑：会再次询问，不会重复写入任何行。',
  ],
  RUN_CONVERSION_IMPOSSIBLE: [
    '列“{{column}}”：{{from}} 不能转换为 {{to}}。',
    '请在读取端转换该列，或选择其他目标类型。',
  ],
  RUN_DIRTY_SHARE_TOO_LARGE: [
    '脏数据占 {{percent}}%，最多允许 {{limitPercent}}%（setting.errorLimit.percentage）。',
    '请查看本次运行的脏数据（sluice dirty list），修复数据或提高上限。',
  ],
  RUN_DOES_NOT_RECONCILE: [
    '分片 {{task}}：读取 {{read}} 行，但写入 {{written}} + 跳过 {{skipped}} + 脏数据 {{dirty}} + 过滤 {{filtered}}，两者不一致。',
    '有行在途中丢失或重复。请连同运行日志一起反馈。',
  ],
  RUN_IN_PROGRESS: ['运行“{{runId}}”仍在进行（进程 {{pid}}）。', '请等待结束，或先停止该进程。'],
  RUN_NOT_FOUND: ['没有运行“{{runId}}”。', 'sluice runs list 显示保留的运行。'],
  RUN_FINISHED: [
    '运行“{{runId}}”已成功，没有可续跑的内容。',
    '可用 sluice runs show 查看其结果；用 sluice run 重新启动会再次写入全部数据。',
  ],
  RUN_NOT_RESUMABLE: ['运行“{{runId}}”不能续跑：{{reason}}。', '请重新启动任务。'],
  RUN_STATE_NOT_WRITABLE: [
    '状态文件夹 {{folder}} 不可写。',
    '请用 --state-dir 或 SLUICE_STATE_DIR 指定当前用户可写的文件夹。',
  ],
  RUN_TOO_MANY_DIRTY_RECORDS: [
    '有 {{count}} 条脏数据，最多允许 {{limit}} 条（setting.errorLimit.record）。',
    '请查看本次运行的脏数据（sluice dirty list），修复数据或提高上限。',
  ],
  RUN_UNSAFE_RETRY: [
    '分片 {{task}} 失败，此前已写入目标无法撤回的行。',
    '重试会使行重复。请使用按键替换的写入模式，或清理目标后重新运行。',
  ],
  TASK_CANCELLED: ['运行已取消。'],
  TASK_NEEDS_ISOLATION: ['目标在批量导入时拒绝了一行：{{reason}}。', '该分片会以小批次重新运行，只略去被拒绝的行。'],

  TEXT_BAD_DATE_FORMAT: [
    '日期格式“{{format}}”无法使用：{{reason}}。',
    '可用的字母有 y M d H h m s S a Z X z，其他文字写在单引号中。',
  ],
  TEXT_UNKNOWN_TIME_ZONE: [
    '没有时区“{{timeZone}}”。',
    '请使用 Asia/Shanghai 之类的名称，或 +08:00、GMT+8 之类的偏移。',
  ],

  TRANSFORM_BAD_PATTERN: ['dx_filter：“{{pattern}}”不是有效的正则表达式。'],
  TRANSFORM_NOT_A_NUMBER: ['{{name}}：paras[{{index}}] 应为不小于 0 的整数，而不是“{{value}}”。'],
  TRANSFORM_NOT_A_WORD: ['{{name}}：paras[{{index}}] 应为 {{words}} 之一，而不是“{{value}}”。'],
  TRANSFORM_NO_SUCH_COLUMN: ['{{name}}：columnIndex {{index}} 超出记录的范围，记录有 {{columns}} 列（从 0 起）。'],
  TRANSFORM_UNKNOWN: ['没有转换“{{name}}”。', '可用的有 dx_substr、dx_pad、dx_replace、dx_filter 和 dx_digest。'],
  TRANSFORM_WRONG_PARAS: ['{{name}} 需要 {{expected}} 个 paras，给出了 {{given}} 个。'],
};
