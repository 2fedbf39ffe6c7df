import type { Sayings } from '../../say-problem.ts';

/** Findings about the JSON text of a job, and about DataX jobs. */
export const textsOfJobs: Sayings = {
  JSON_BAD_ESCAPE: ['{{found}} 不是 JSON 的转义。', '需要一个反斜杠时请写两个。'],
  JSON_BAD_NUMBER: [
    '{{found}} 不是 JSON 的数字。',
    '数字的写法如 12、-3、0.5、1e6：开头没有零或加号，小数点两边都有数字。',
  ],
  JSON_BARE_WORD: ['单词 {{found}} 没有引号。', '如果是文本请加双引号；JSON 的 true、false、null 为小写。'],
  JSON_BIG_NUMBER: ['数字 {{digits}} 的位数超出 JSON 读取程序的精度。', '按文本保留全部位数。请加双引号写明。'],
  JSON_DUPLICATE_KEY: ['键“{{key}}”重复，第一次出现在第 {{line}} 行。', '以最后一个为准，请删除另一个。'],
  JSON_ELISION: ['三个点代表被省略的内容。', '请填入实际内容；这段文字可能是从示例中复制的。'],
  JSON_EMPTY: ['文件为空。', '任务文件是一个 JSON 对象。`sluice template` 可生成一个起始模板。'],
  JSON_ENDS_EARLY: [
    '第 {{line}} 行的 {{bracket}} 没有闭合，文件就已结束。',
    '请补上对应的右括号，或检查文件是否被截断。',
  ],
  JSON_EXPECTED: [
    '此处应为{{expected}}，实际为{{found}}。',
    [
      '从第 {{openText}} 行开始的文本跨越多行：那里可能缺少结束的引号。',
      '请检查此处及其前面是否缺少引号、逗号、冒号或括号。',
    ],
  ],
  JSON_FULL_WIDTH: [
    '此处有 {{found}}，应为半角的 {{plain}}。',
    '请将 {{found}} 改为 {{plain}}；可能是输入法或文字处理软件造成的。',
  ],
  JSON_HASH_COMMENT: ['注释以 # 开头。', '注释请用 //，或删除它。'],
  JSON_MISSING_COMMA: ['此处之前缺少逗号。', '按有逗号处理。请在前一个值之后加上逗号。'],
  JSON_NOT_AN_OBJECT: ['文件内容是{{found}}，不是任务。', '任务文件是一个 JSON 对象：{ … }。'],
  JSON_NOT_A_NUMBER: ['{{found}} 不是 JSON 的值。', '请写数字，没有值时写 null。'],
  JSON_ODD_BLANK: [
    ['此处的空格不是普通空格（不间断或全角），共 {{count}} 处。', '此处的空格不是普通空格（不间断或全角）。'],
    '可以接受。请改为普通空格。',
  ],
  JSON_PROTO_KEY: ['键“__proto__”不是任何选项。', '请删除它。'],
  JSON_RAW_CONTROL: [
    ['文本中直接含有制表符或换行，共 {{count}} 处。', '文本中直接含有制表符或换行。'],
    '可以接受。标准 JSON 写为 \\t 和 \\n。',
  ],
  JSON_SINGLE_QUOTES: [
    ['文本使用了单引号，共 {{count}} 处。', '文本使用了单引号。'],
    '可以接受。标准 JSON 使用双引号。',
  ],
  JSON_TEXT_AFTER_END: [
    '从第 {{line}} 行开始的任务结束之后还有内容。',
    '请删除。一个文件只有一个任务。多余的右括号也会使任务提前结束。',
  ],
  JSON_TOO_DEEP: ['括号嵌套超过 {{limit}} 层。', '任务不需要这么多层。请确认文件是否正确。'],
  JSON_TRAILING_COMMA: [
    ['右括号之前有逗号，共 {{count}} 处。', '右括号之前有逗号。'],
    '可以接受。标准 JSON 此处没有逗号。',
  ],
  JSON_UNKNOWN_PLACEHOLDER: ['{{found}} 没有值，且不在文本之内。', '请为该变量赋值，或将 {{found}} 写在双引号中。'],
  JSON_UNQUOTED_KEY: [['键没有引号，共 {{count}} 处。', '键没有引号。'], '可以接受。标准 JSON 的键使用双引号。'],
  JSON_UNTERMINATED_COMMENT: ['此处开始的注释没有结束的 */。', '请在末尾加上 */。'],
  JSON_UNTERMINATED_TEXT: ['此处开始的文本没有结束的 {{quote}}。', '请在末尾加上 {{quote}}。'],

  DATAX_CHANNEL_IGNORED: [
    '“channel”与“byte”或“record”并存时不起作用，后两者给出 {{channels}} 个通道。',
    '通道数等于任务的限速除以单个通道的限速。',
  ],
  DATAX_DIFFERENCES: [
    '此 DataX 任务的运行有几处有意的差异。',
    '脏数据上限按批检查，达到上限加一时停止；保存全部脏数据；限速针对整个任务；布尔值 NULL 保持 NULL；时间保留到微秒；密码错误不重试。',
  ],
  DATAX_DRY_RUN: ['“dryRun”要求只检查不传输。', '请改用 `sluice plan`，并删除“dryRun”。'],
  DATAX_ENCRYPTED: [
    '“{{key}}”的值由 DataX 加密，这里无法解密。',
    '请用 ${env:NAME} 或 ${file:/path} 从任务之外取得机密。',
  ],
  DATAX_MORE_CONTENT: ['“content”有 {{count}} 个元素，只运行第一个。', '请将每个元素写成一个任务文件。'],
  DATAX_NO_CHANNEL_SPEED: [
    '“speed.{{key}}”限制整个任务；没有设置单个通道的限速，因此通道数取“speed.channel”，或为 1。',
    '请设置“speed.channel”，或在“job”旁边添加 "core": { "transport": { "channel": { "speed": { "{{key}}": … } } } }。',
  ],
  DATAX_NO_SPEED: [
    '没有设置任务的速度：“job.setting.speed”中没有 channel、byte 和 record。',
    '请设置 "speed": { "channel": 3 }。',
  ],
  DATAX_SIDE_ABSENT: [
    '{{side}}没有“name”：任务缺少这一端。',
    '请写出插件名称，例如 "name": "mysqlreader"，并给出 "parameter"。',
  ],
  DATAX_ZONE_ASSUMED: [
    '没有时区的日期按 GMT+8 读写，与 DataX 一致。',
    '需要其他时区时，请在“job”旁边设置 "common": { "column": { "timeZone": "…" } }。',
  ],
};
