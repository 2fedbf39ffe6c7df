/**
 * Findings about jobs, by their codes: the sentence, and the hint where it is always the same one. Hints that depend on
 * the case are said by `sentences`.
 */
export const issues: Readonly<Record<string, readonly [message: string, hint?: string]>> = {
  JOB_UNKNOWN_SHAPE: ['文件不是任务脚本。'],
  JOB_IS_YAML: ['这是 YAML；任务使用 JSON 编写。', '请将文件转换为 JSON。'],
  JOB_WRONG_TYPE: ['“{{key}}”应为 {{expected}}，而不是 {{found}}。'],
  JOB_MISSING: ['缺少 {{what}}。'],
  JOB_UNKNOWN_KEY: ['“{{key}}”在此处无法识别，不起作用。'],
  JOB_IGNORED_KEY: ['“{{key}}”不起作用。'],
  JOB_WRONG_WORD: ['“{{key}}”不能是“{{found}}”。'],
  JOB_NO_STEP: ['任务没有 {{category}} 步骤。'],
  JOB_SEVERAL_STEPS: [
    '任务有多个“{{category}}”步骤：{{names}}。',
    '一个任务从一个读取端到一个写入端。请拆分任务，或在 order.hops 中去除多余的步骤。',
  ],
  JOB_UNUSED_STEP: ['没有连线经过步骤“{{name}}”，它不起作用。', '请删除它，或加入 order.hops。'],
  JOB_SAME_NAME: ['有两个步骤名为“{{name}}”。', '请为每个步骤取不同的名称，以便 order.hops 区分。'],
  JOB_NO_HOPS: [
    '缺少“order.hops”；视为从读取端到写入端。',
    '请添加 "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }。',
  ],
  JOB_UNKNOWN_HOP: ['连线引用的步骤“{{name}}”不存在。'],
  JOB_WRONG_HOP: ['连线没有从读取端通向写入端：{{problem}}。', '请写一条从读取端到写入端的连线。'],
  JOB_UNROUTED_TRANSFORM: [
    '没有连线经过转换“{{name}}”；它在写入前应用。',
    '请加入 order.hops 说明其位置，或删除该步骤。',
  ],
  JOB_PROCESSOR_IGNORED: [
    '该处理步骤没有指定转换，其参数不起作用。',
    '请在 "stepType" 中指定，例如 dx_replace，或删除参数。',
  ],
  JOB_NUMBER_RANGE: ['“{{key}}”为 {{found}}，应为 {{expected}}。'],
  JOB_MANY_CHANNELS: [
    '{{concurrent}} 个通道过多：每个通道在两端各打开一个会话。',
    '超过 32 个很少更快。请确认两端的服务器允许这么多会话。',
  ],
  JOB_THROTTLE_OFF: ['“throttle”不是 true，因此“mbps”不起作用。', '需要限速请设 "throttle": true，否则删除 "mbps"。'],
  JOB_SMALL_DISTRIBUTE: [
    '"executeMode": "distribute" 至少需要 8 个通道；{{concurrent}} 个时任务在一台机器上运行。',
    '请将 "concurrent" 提高到 8 以上，或删除 "executeMode"。',
  ],
  JOB_UNLIMITED_ERRORS: [
    '没有设置脏数据上限：任意多的脏数据都会被丢弃，运行仍算成功。',
    '设 "errorLimit": { "record": 0 } 可在出现第一条脏数据时失败。',
  ],
  JOB_STRATEGY_WINS: [
    '"strategy": "{{strategy}}" 表示 {{limit}}；“record”不起作用。',
    '需要中间的上限请用 "strategy": "Tolerance"，或删除其中之一。',
  ],
  JOB_TOLERANCE_WITHOUT_RECORD: [
    '"strategy": "Tolerance" 需要“record”：容许多少条脏数据。',
    '请添加 "record"，值为不小于 1 的整数。',
  ],
  JOB_PERCENTAGE_IGNORED: ['已设置“record”，因此“percentage”不起作用。', '请删除其中之一。'],
  JOB_UNKNOWN_TIME_ZONE: ['“{{timeZone}}”不是时区。', '请使用 Asia/Shanghai 之类的 IANA 名称，或 GMT+8 之类的偏移。'],
  JOB_GROOVY_REFUSED: [
    'dx_groovy 需要运行 Java 代码，这里不支持。',
    '请使用 dx_filter、dx_substr、dx_pad、dx_replace 或 dx_digest，或在关系型读取端的列中使用表达式，或使用其 querySql。',
  ],
  JOB_CONNECTOR_UNKNOWN: ['没有连接器“{{name}}”。'],
  JOB_CONNECTOR_UNAVAILABLE: ['此版本没有“{{name}}”（{{title}}）。', '`sluice connectors` 列出可用的连接器。'],
  JOB_SIDE_MISSING: ['该连接器不支持用作此端。'],
  JOB_COLUMN_COUNT: ['读取端有 {{read}} 列，写入端有 {{written}} 列。', '列按位置对应：两边的列数和顺序必须一致。'],
  JOB_TRANSFORM_UNKNOWN: ['没有转换“{{name}}”。'],

  OPTION_MISSING: ['缺少“{{name}}”。'],
  OPTION_INVALID: ['“{{name}}”应为 {{expected}}，而不是 {{found}}。'],
  OPTION_REFUSED: ['“{{name}}”无效：{{reason}}'],
  OPTION_UNKNOWN: ['“{{name}}”不是此处的选项，不起作用。'],
  OPTION_ALIAS: ['“{{alias}}”按“{{name}}”读取。'],
  OPTION_GIVEN_TWICE: ['“{{name}}”与“{{other}}”含义相同，以先出现的“{{other}}”为准。', '请删除其中之一。'],
  OPTION_IGNORED: ['“{{name}}”不起作用。'],
  OPTION_NOT_AN_OBJECT: ['选项应为对象，而不是 {{found}}。', '请写成 "parameter": { … }。'],

  MAPPING_TARGET_TWICE: ['有两条连线指向列“{{column}}”。', '一列只能有一个值，请删除其中一条。'],
  MAPPING_TARGET_UNKNOWN: ['目标没有列“{{column}}”。', '请选择已有的列，或在表中添加该列。'],
  MAPPING_VALUE_NEEDED: [
    '列“{{column}}”不允许 NULL 且没有默认值，但没有得到值。',
    '请为它连线，必要时使用常量；否则每一行都会被拒绝。',
  ],
  MAPPING_IMPOSSIBLE: ['“{{column}}”：{{from}} 不能转换为 {{to}}。', '请在来源中用表达式转换，或选择其他列。'],

  WIZARD_COLUMN_COUNTS: [
    '读取端列出 {{read}} 列，写入端列出 {{written}} 列：无法得知对应关系。',
    '请按相同的数量和顺序书写两边的列。',
  ],
  WIZARD_ALL_COLUMNS: ['“*”表示的列在此处未知。', '请逐一列出列，向导会逐列映射。'],
  WIZARD_EMPTY_COLUMN: ['列清单中的这一项为 null。', '请写列名；若要 NULL 值请写带引号的 "null"。'],
  WIZARD_NO_COLUMNS: ['读取端和写入端都没有列出列。', '请至少在一边列出，向导会逐列映射。'],
  WIZARD_MORE_STEPS: ['向导只显示一个读取端和一个写入端；“{{name}}”两者都不是。', '请删除没有连线经过的该步骤。'],
  WIZARD_STEP_KEY: ['向导中没有步骤的“{{key}}”的位置。', '请删除不起作用的该键，或继续使用脚本。'],
  WIZARD_VARIABLE_CONNECTOR: ['“{{name}}”含有变量：运行时才知道是哪个连接器。', '请直接写连接器的名称。'],
  WIZARD_COMMENTS_GO: ['向导保存时不会保留脚本中的注释。', '请将注释移到任务描述中，或继续使用脚本。'],
  WIZARD_NO_LINES: ['没有映射任何列。', '请为目标中需要值的每一列连线。'],
  WIZARD_MIXED_COLUMNS: ['部分连线缺少一端。', '请补齐每条连线，或全部不写。'],

  VARIABLE_UNKNOWN: ['{{placeholder}} 没有值。'],
  VARIABLE_KEPT_AS_TEXT: ['{{placeholder}} 没有值，按原样保留。'],
  VARIABLE_READS_ESCAPES: ['{{placeholder}} 的值含有反斜杠，会被当作 JSON 转义。', '需要一个反斜杠时请写两个。'],
  VARIABLE_BAD_ASSIGNMENT: ['{{text}} 不是 name=value 的形式。'],

  SCHEDULE_INVALID_TIME: ['{{name}}“{{text}}”不是日期时间。', '请写成 yyyymmdd 或 yyyymmddhh24miss。'],
  SCHEDULE_MISSING_TIME: ['既没有周期时间，也没有业务日期。', '请给出其中之一。'],
  SCHEDULE_NOT_CLOSED: ['{{opening}} 没有结束。'],
  SCHEDULE_NO_TOKEN: ['{{text}} 没有日期成分。'],
  SCHEDULE_UNKNOWN_TOKEN: ['“{{token}}”不是日期成分。'],
  SCHEDULE_BAD_OFFSET: ['“{{text}}”不是偏移量。', '偏移量写在末尾：-1、+7*2，在 $[…] 中也可以是 -1/24（一小时）等。'],
  SCHEDULE_FRACTION_OF_DAY: [
    '业务日期没有时间，不能加减不足一天的量。',
    '请使用以周期时间计算的 $[…]：$[hh24miss-1/24]。',
  ],
  SCHEDULE_NO_FUNCTIONS: [
    '${…} 中没有 {{name}}。',
    '业务日期的月份用 ${yyyymm-1}，周期时间用 $[add_months(yyyymmdd,-1)]。',
  ],
  SCHEDULE_BAD_FUNCTION: ['“{{text}}”不是 add_months(格式, 月数)。', '例如 $[add_months(yyyymmdd,-1)]。'],
  SCHEDULE_UNKNOWN_NAME: ['{{name}} 不是内置参数。'],
  SCHEDULE_NO_VALUE: ['{{name}} 在这里没有值。', '只有调度产生的运行才有值。'],
  SCHEDULE_MONTHS_BY_OFFSET: [
    '{{text}} 按整月或整年计算，因为没有更小的成分。',
    '请改写为 add_months(yyyymm,-1) 以避免歧义。',
  ],
  SCHEDULE_LOOKS_LIKE_DATE: ['“{{text}}”被当作偏移量，而不是日期中的固定文字。'],
  SCHEDULE_MONTH_AFTER_HOUR: ['“hh24”之后的“mm”是月份。', '分钟是“mi”：$[hh24:mi:ss]。'],
  SCHEDULE_BAD_ASSIGNMENT: ['“{{text}}”不是 name=value 的形式。', '“=”两边没有空格，赋值之间用一个空格分隔。'],
  SCHEDULE_BAD_NAME: ['“{{name}}”不能作为变量名。', '请使用字母、数字和下划线，且不以数字开头。'],
  SCHEDULE_EQUALS_IN_VALUE: ['“{{name}}”的值中有第二个“=”。', '赋值之间请用空格分隔；值中不能有“=”，请写在任务中。'],
  SCHEDULE_ASSIGNED_TWICE: ['“{{name}}”被赋值两次。', '以最后一次为准，请删除另一个。'],
};
