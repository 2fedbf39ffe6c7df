import type { Sayings } from '../../say-problem.ts';

/** Errors of files and their formats, and of made rows. */
export const files: Sayings = {
  FILES_BAD_COLUMN: [
    '列的写法无法使用：{{problem}}。',
    '请写 ["*"]，或 {"index": 0, "type": "long"}、{"name": "id", "type": "int64"}、{"value": "x", "type": "string"} 这样的项。',
  ],
  FILES_BAD_COPY_PATH: [
    '文件的路径“{{path}}”会超出目标文件夹。',
    '副本的路径不能有“..”、空的部分和反斜杠。请在来源处重命名文件。',
  ],
  FILES_BAD_DIALECT: ['文本格式的设置互相矛盾：{{problem}}。'],
  FILES_BAD_FILE_NAME: [
    '“{{name}}”不能用作文件名。',
    'fileName 是 path 中的普通名称：没有斜杠、反斜杠、“..”和零字节，且不为空。',
  ],
  FILES_BAD_PARTITION: ['partitionColumns 无法使用：{{problem}}。', '请按文件中的名称列出读取端的列，例如 ["dt"]。'],
  FILES_BAD_PATTERN: [
    '路径“{{pattern}}”不是有效的通配模式：{{problem}}。',
    '可用 *、?、**、[a-z] 和 {a,b}；在其前加反斜杠表示原字符。',
  ],
  FILES_BAD_TEMPLATE: ['nameTemplate“{{template}}”无法使用：{{problem}}。', '例如 {fileName}-{date}-{task}-{n}。'],
  FILES_BROKEN_JSON: [
    '“{{path}}”在第 {{line}} 行附近不再是 JSON。',
    'JSON 数组出现语法错误后，无法得知下一条记录从哪里开始。JSON Lines 文件没有这个限制。',
  ],
  FILES_CANNOT_JOIN: [
    '有多个分片，而 {{format}} 的各部分不能拼接成一个文件。',
    '请用一个通道（concurrent 1）读取一个文件或一张表，或不设置 singleFileOutput。',
  ],
  FILES_CHANGED: [
    ['“{{path}}”在制定计划与读取之间发生了变化：{{how}}。', '“{{path}}”在制定计划与读取之间发生了变化。'],
    '请在文件完整之后再读取，例如写完后再改名到位。',
  ],
  FILES_COLUMN_NOT_FOUND: ['“{{path}}”没有列“{{column}}”。', '其表头为：{{found}}。'],
  FILES_COPY_BROKEN: ['“{{path}}”的各段缺失或顺序错乱。', '转换可以略去整个文件，但不能略去文件的一部分。'],
  FILES_COPY_CLASH: [
    '“{{path}}”和“{{other}}”都会复制到“{{relative}}”。',
    '请分成不同的任务复制，或用一个模式指定两者共同的上级文件夹。',
  ],
  FILES_COPY_DIFFERS: [
    '副本“{{path}}”与来源不同：{{problem}}。',
    '有其他程序写入目标，或传输途中丢失了字节。请重新运行任务。',
  ],
  FILES_COPY_NEEDS_COPY: [
    'fileFormat 为 binary 时原样复制文件，而本任务的{{side}}不是。',
    '读取端和写入端都须是 fileFormat 为 binary 的文件连接器；列不能映射或转换。',
  ],
  FILES_COPY_TAKEN: [
    '“{{path}}”已存在，而 writeMode 为 {{writeMode}}。',
    '请删除它，或使用 writeMode truncate 替换相同路径的文件。',
  ],
  FILES_CORRUPT: [
    '“{{path}}”不是完好的 {{compress}} 文件：{{problem}}。',
    '请重新获取文件并比较大小；已读取的行不会保留。',
  ],
  FILES_DISK_FULL: ['写入“{{path}}”时空间不足。', '未写完的文件已删除。请腾出空间或写到其他位置，然后重新运行任务。'],
  FILES_EXPANDS_TOO_MUCH: [
    '“{{path}}”解压后超过自身大小的 {{maxExpansion}} 倍（目前 {{bytes}} 字节）。',
    '如果文件符合预期，请调大 maxExpansion。',
  ],
  FILES_FOLDER_TAKEN: [
    'writeMode 为 error，而“{{folder}}”不为空：“{{found}}”。',
    '请清空文件夹、写到其他文件夹，或使用其他 writeMode。',
  ],
  FILES_HEADER_DIFFERS: [
    '“{{path}}”的表头与“{{first}}”的列名不同。',
    '如果顺序相同，请按 index 列出列，或分成不同的任务读取。',
  ],
  FILES_INPUT_TWICE: ['标准输入只能读取一次。'],
  FILES_MISFIT_RECORD: [
    '“{{path}}”中有一条记录不符合：{{reason}}。',
    'missingColumns 或 extraColumns 设为 error。其他取值会将该记录记为脏数据或放行。',
  ],
  FILES_NAME_TAKEN: [
    'writeMode 为 nonConflict，而“{{found}}”以“{{prefix}}”开头。',
    '请删除或重命名它，或使用 writeMode truncate 或 append。',
  ],
  FILES_NOT_READ: ['“{{path}}”含有此处不支持读取的内容：{{found}}。', '请以其他格式重新写出，例如 ORC 或 Parquet。'],
  FILES_NO_COLUMNS: ['“{{path}}”为空，无法得知其列。', '请列出列，不要使用“*”。'],
  FILES_NO_FILE: [
    '没有文件匹配“{{pattern}}”。',
    '请检查路径；隐藏文件和链接只有写明时才匹配。允许没有文件时请将 allowEmpty 设为 true。',
  ],
  FILES_NO_MARK: [
    '“{{path}}”在 {{minutes}} 分钟内没有出现，文件可能还不完整。',
    '标记文件（markDoneFileName）由文件的提供方最后写入。调大 maxRetryTime 可等待更久。',
  ],
  FILES_NO_PARTITION: [
    '“{{path}}”的上级中没有名为“{{key}}=…”的文件夹。',
    '使用 hivePartitions 时，所有文件所在的文件夹须有相同的键。其他文件请用另一个任务读取。',
  ],
  FILES_OTHER_ENCODING: [
    '“{{path}}”以 {{found}} 的字节顺序标记开头，却按 {{encoding}} 读取。',
    '请将 encoding 设为 {{found}}。编码不同的文件请用不同的任务读取。',
  ],
  FILES_OTHER_FORMAT: [
    '“{{path}}”是{{found}}，却按文本读取。',
    '请设置 {{option}}。种类不同的文件请用不同的任务读取。',
  ],
  FILES_NO_PLACES: [
    '“{{path}}”只能从头到尾读取，而其格式需要按位置读取。',
    '标准输入和不支持 Range 的网站不能按位置读取。请先保存为文件，再读取该文件。',
  ],
  FILES_OUTPUT_LOST: ['分片失败时已有行输出到标准输出，无法重来。'],
  FILES_SCHEMA_DIFFERS: [
    '“{{path}}”的列“{{column}}”是 {{found}}，不能变为 {{wanted}}。',
    '一个任务的文件以第一个文件的列为准。请声明一个都适用的类型，或分开读取。',
  ],
  FILES_STAGED_LOST: ['“{{path}}”已写完的部分不见了。', '有程序从目标文件夹删除了运行的隐藏文件。请从头重新运行任务。'],
  FILES_UNKNOWN_CODEC: ['此处不支持 compress“{{compress}}”。', '支持：{{known}}。'],
  FILES_UNKNOWN_ENCODING: [
    '未知的编码“{{encoding}}”。',
    '请使用 UTF-8、UTF-16LE、GBK、GB18030、Big5、ISO-8859-1 或 windows-1252 之类的名称。',
  ],
  FILES_URL_FRAGMENT: ['文件的 URL 到 # 为止，其后的内容会丢失。', '文件名中的 # 请写作 %23。'],
  FILES_UNREADABLE: [
    '无法读取“{{path}}”：{{problem}}。',
    '请检查它是否存在，以及本进程的用户能否读取它及其所有上级文件夹。',
  ],
  FILES_UNWANTED_COLUMN: [
    '“{{path}}”中还有列“{{column}}”。',
    'extraColumns 设为 error。请改为 ignore，或列出要读取的列。',
  ],
  FILES_UNWRITABLE: ['无法写入“{{path}}”：{{problem}}。', '请检查文件夹是否存在或可以创建、是否可写，以及剩余空间。'],

  AVRO_BAD_NAME: [
    'Avro 不允许名为“{{name}}”的字段。',
    '名称由字母 a 至 z、数字和下划线组成，且不以数字开头。请重命名列，或将 fieldNames 设为 replace。',
  ],
  AVRO_SAME_NAME: ['有两列会成为同一个 Avro 字段“{{name}}”。', '请重命名其中一列。'],
  AVRO_UNKNOWN_CODEC: [
    '“{{path}}”的块以“{{codec}}”压缩，不受支持。',
    '支持 null、deflate、snappy、zstandard、bzip2。请以其中之一写出文件。',
  ],

  EXCEL_BAD_RANGE: ['“{{range}}”不是单元格区域。', '请写两个角（如 B3:F100）、列（如 B:F）或一个角（如 B3）。'],
  EXCEL_BAD_SHEET_NAME: [
    'Excel 不允许名为“{{name}}”的工作表。',
    '名称为 1 至 31 个字符，不含 [ ] : * ? / \\，首尾不是引号。',
  ],
  EXCEL_ENCRYPTED: ['“{{path}}”受密码保护。', '请另存为没有密码的文件，或取得没有密码的导出文件。'],
  EXCEL_NO_TABLE: ['“{{path}}”的工作表“{{sheet}}”在表格应开始的位置为空。', '请检查 sheet、range 和 skipRows。'],
  EXCEL_OTHER_FORMAT: ['“{{path}}”是{{found}}，不是 .xlsx 工作簿。', '请用 Excel 或 LibreOffice 打开并另存为 .xlsx。'],
  EXCEL_SHEET_NOT_FOUND: ['“{{path}}”没有工作表“{{sheet}}”。', '其工作表有：{{found}}。'],
  EXCEL_TOO_LARGE: ['工作簿会超过 4 GiB。', '请设置 maxFileSize，以便及时开始新的文件。'],
  EXCEL_TOO_MANY_COLUMNS: ['工作表最多 16,384 列，现有 {{count}} 列。', '请减少列数。'],
  EXCEL_TOO_MANY_TEXTS: [
    '“{{path}}”中单元格共享的文本超过 {{maxTextBytes}} 字节。',
    '请将各工作表另存为单独的工作簿，或导出为 CSV。',
  ],

  ORC_TRANSACTIONAL: [
    '“{{path}}”属于 Hive 事务表：其中的行是变更记录（operation、originalTransaction、…、row）。',
    '单个文件无法说明哪些行有效。请通过 Hive 读取该表，或先写到普通表中。',
  ],
  ORC_UNKNOWN_ZONE: [
    '“{{path}}”的列“{{column}}”的时间戳取决于写入时的时区：{{found}}。',
    '请用较新的 Hive、Spark 或 ORC 重新写出文件，或不读取该列。',
  ],
  ORC_UNSUPPORTED: [
    '“{{path}}”使用了此处不支持的内容：{{found}}。',
    '请以 zlib、snappy、lz4 或 zstd、不加密、格式版本 0.12 重新写出文件。',
  ],
  PARQUET_ENCRYPTED: ['“{{path}}”已加密（{{part}}）。', '不支持加密的 Parquet 文件：请解密文件，或不读取加密的列。'],
  PARQUET_UNSUPPORTED: [
    '“{{path}}”使用了此处不支持的内容：{{found}}（{{place}}）。',
    '请以常用的压缩和编码重新写出文件，或不读取该列。',
  ],

  STREAM_BAD_FILE_NAME: ['“{{fileName}}”不是文件名。', '名称不含斜杠；文件夹写在选项“path”中。'],
  STREAM_BAD_RANGE: [
    '列 {{column}} 的选项“{{option}}”不是类型 {{type}} 的一对值。',
    'random 写“起,止”，起不大于止：数字、文本长度、false 和 true 的权重，或日期。incr 写“起始值,步长”，均为整数，且只用于 long。',
  ],
  STREAM_BAD_VALUE: [
    '列 {{column}} 的值不是 {{type}}。',
    '请修改值或类型；日期请给出与值相符的“dateFormat”，如 yyyy-MM-dd HH:mm:ss。',
  ],
  STREAM_COLUMN_SOURCE: [
    '列 {{column}} 须有且只有“value”、“random”、“incr”之一。',
    '例如 {"type": "long", "value": 1} 或 {"type": "string", "random": "8,15"}。',
  ],
};
