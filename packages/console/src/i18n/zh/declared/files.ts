/** Options of files and their formats, wherever they lie. */
export const files: Readonly<Record<string, string>> = {
  Path: '路径',
  'File format': '文件格式',
  Compression: '压缩格式',
  'First line is a header': '首行为表头',
  'Field delimiter': '字段分隔符',
  'Line delimiter': '行分隔符',
  Encoding: '编码',
  'Text for null': '表示 NULL 的文本',
  'Empty is null': '空字段视为 NULL',
  'CSV details': 'CSV 细节',
  Quote: '引号',
  'Escape in quotes': '引号内的转义符',
  'Trim blanks': '去除首尾空白',
  'Skip empty lines': '跳过空行',
  'Comment mark': '注释标记',
  'Line breaks in quotes': '引号内的换行',
  'Binary as text': '二进制的文本形式',
  Sheet: '工作表',
  Range: '单元格区域',
  'Rows before the table': '表格前的行数',
  'Merged cells': '合并单元格',
  'Error cells': '错误单元格',
  'Empty files have no rows': '空文件没有行',
  'Timestamp unit': '时间戳单位',
  'Time zone of old files': '旧文件的时区',
  'Missing fields': '缺少的字段',
  'Extra fields': '多余的字段',
  'Folders are columns': '文件夹作为列',
  'Path column': '路径列',
  'Line column': '行号列',
  'No file is fine': '允许没有文件',
  'Mark file': '标记文件',
  'Looks for the mark file': '查找标记文件的次数',
  'Largest record': '最大记录',
  'Largest expansion': '最大解压倍数',
  'Smallest part of a file': '文件切分的最小长度',
  Folder: '文件夹',
  'File name': '文件名',
  'Existing files': '已有文件的处理',
  'Parquet schema': 'Parquet schema',
  Header: '表头',
  'Write a header': '写表头',
  'Byte order mark': '字节顺序标记',
  'Date format': '日期格式',
  'Row group size': '行组大小',
  'Rows in a row group': '每个行组的行数',
  Suffix: '后缀',
  'Name template': '文件名模板',
  'One file': '单个文件',
  'Partition columns': '分区列',
  'Partitions at a time': '同时写入的分区数',
  'Largest file': '最大文件',
  'File without rows': '无数据时也写文件',
  '_SUCCESS file': '_SUCCESS 文件',
  'Read copies again': '再次读取副本',

  'Files, folders (read with all below) and patterns with *, ?, **, [a-z], {a,b}. Hidden files only when named.':
    '文件、文件夹（包含其下所有文件）或使用 *、?、**、[a-z]、{a,b} 的通配模式。隐藏文件只有写明时才读取。',
  'csv knows quotes, text does not; jsonl has an object per line, json an array or objects in a row; excel (xlsx) has a table per sheet; seq are SequenceFiles of Hadoop, whose values are text with delimiters; binary copies files as they are.':
    'csv 识别引号，text 不识别；jsonl 每行一个对象，json 是数组或连续的对象；excel（xlsx）每个工作表是一张表；seq 是 Hadoop 的 SequenceFile，其值为带分隔符的文本；binary 原样复制文件。',
  '["*"] for all, or entries with index, name or value, and type. Without a type a column of a text file takes the type that the target wants; other formats have types of their own, which stand unless the type here is one of ours, such as decimal(15,2).':
    '["*"] 表示全部列，也可以逐项给出 index、name 或 value，以及 type。文本文件的列不写 type 时采用目标所需的类型；其他格式自带类型，除非此处的 type 是本系统的类型（如 decimal(15,2)），否则以文件为准。',
  'Of text files: gzip, zip, bzip2, zstd, deflate, snappy, lz4, brotli, lzo or none. Not set: told by the end of each name (.gz, .zip, .bz2, .zst …). Other formats know their compression themselves.':
    '文本文件：gzip、zip、bzip2、zstd、deflate、snappy、lz4、brotli、lzo 或 none。未设置时按文件名的后缀（.gz、.zip、.bz2、.zst 等）判断。其他格式自带压缩信息。',
  'The first record of each file or sheet names the columns and is no row. Default: false; true for Excel.':
    '每个文件或工作表的第一条记录是列名，不是数据。默认 false；Excel 默认 true。',
  'Between two fields; any number of characters, \\t and \\u001b style escapes are understood.':
    '两个字段之间的分隔符，可为任意多个字符，支持 \\t 和 \\u001b 形式的转义。',
  'Ends a record. Without it a record ends at a line feed, with or without carriage return.':
    '记录的结束符。未设置时以换行符结束，前面可以有回车符。',
  'Of the text in the files, for instance UTF-8, GBK, GB18030, Big5, UTF-16LE. A byte order mark is dropped.':
    '文件中文本的编码，例如 UTF-8、GBK、GB18030、Big5、UTF-16LE。字节顺序标记会被去除。',
  'This text, unquoted, is null; an empty text here makes unquoted empty fields null. Not set: an empty field is an empty text in text columns and null in all others.':
    '未加引号的该文本视为 NULL；设为空文本时，未加引号的空字段视为 NULL。未设置时，空字段在文本列中为空文本，在其他列中为 NULL。',
  'Unquoted empty fields are null in text columns too.': '文本列中未加引号的空字段也视为 NULL。',
  'Names of DataX: trimWhitespace, useTextQualifier, textQualifier, skipEmptyRecords, useComments, comment, escapeMode, delimiter.':
    'DataX 的写法：trimWhitespace、useTextQualifier、textQualifier、skipEmptyRecords、useComments、comment、escapeMode、delimiter。',
  'Takes the next character literally inside quotes. Not set: a quote is doubled.':
    '引号内该字符之后的一个字符按原样读取。未设置时，引号以双写表示。',
  'Drops blanks and tabs around unquoted fields.': '去除未加引号字段首尾的空格和制表符。',
  'Not set: empty lines are skipped, except in files of one column, where they are empty fields.':
    '未设置时跳过空行；只有一列的文件除外，其空行是空字段。',
  'Lines that begin with this character are left out.': '以该字符开头的行会被略去。',
  'False promises that no quoted field holds a line break, so that large files are cut without being looked through first.':
    '设为 false 表示保证引号内没有换行，大文件无需预先扫描即可切分。',
  'How texts stand for bytes where the target wants bytes. Default: in text files base64 for columns of type bytes; other texts are their own bytes.':
    '目标需要字节时，文本如何表示字节。默认：文本文件中类型为 bytes 的列用 base64，其他文本取其自身的字节。',
  'Of Excel files: a name, or the place among the visible sheets from 1; * is all of them. Default: the first one.':
    'Excel 文件：名称，或在可见工作表中的序号（从 1 起）；* 表示全部。默认第一个。',
  'Of Excel files: the part of the sheet that counts, as B3:F100, B:F or B3. Default: all.':
    'Excel 文件：工作表中有效的区域，如 B3:F100、B:F 或 B3。默认全部。',
  'Of Excel files: so many rows at the beginning of the sheet or the range are left out.':
    'Excel 文件：略去工作表或区域开头的若干行。',
  'Of Excel files: the value is in the first cell of a merged area only, or in all of them. Default: first.':
    'Excel 文件：合并区域的值只在第一个单元格，还是填充到所有单元格。默认 first。',
  'Of Excel files: #N/A and the like make the row dirty, or are null, or text. Default: reject.':
    'Excel 文件：遇到 #N/A 等错误值时，整行记为脏数据，或视为 NULL，或视为文本。默认 reject。',
  'A file of no bytes, as Hive leaves them, has no rows. False: it is damaged, as every Parquet, ORC, Avro or Excel file has some.':
    '零字节的文件（如 Hive 留下的）没有行。设为 false 时视为损坏，因为 Parquet、ORC、Avro 和 Excel 文件不会是零字节。',
  'Of ORC files: us makes rows dirty whose timestamps have nanoseconds, ns those outside of the years 1678 to 2261. Default: us.':
    'ORC 文件：us 时带纳秒的时间戳记为脏数据，ns 时 1678 至 2261 年以外的时间戳记为脏数据。默认 us。',
  'Of ORC files older than 2015, which do not name the zone of their writer: an IANA name. Not set: their timestamps are refused.':
    '2015 年之前的 ORC 文件没有写明写入时的时区，请给出 IANA 名称。未设置时拒绝其时间戳。',
  'What happens to a record with fewer fields than columns, and to a file without a named column: null fills them in, dirty (or reject) refuses the records, error stops the job. Default: dirty for a record, error for a file; in JSON null.':
    '记录的字段少于列数，或文件缺少指定名称的列时如何处理：null 补 NULL，dirty（或 reject）将记录记为脏数据，error 使任务停止。默认：记录为 dirty，文件为 error；JSON 中为 null。',
  'What happens to a record or a file with more fields than columns. Default: ignore when columns are listed, else dirty for a record and error for a file.':
    '记录的字段或文件的列多于所列时如何处理。默认：列出了列时为 ignore，否则记录为 dirty，文件为 error。',
  'Folders named key=value above a file give columns: all of them after the others, or those that are listed by name.':
    '文件上级名为 key=value 的文件夹作为列：全部追加在其他列之后，或只取所列的名称。',
  'Name of a further column with the path of the file that the row is from.':
    '额外增加一列，值为该行所在文件的路径；此处填写列名。',
  'Name of a further column with the line in which the record begins, or its number in files without lines. Files are then not cut.':
    '额外增加一列，值为记录开始的行号；没有行的文件则为记录序号。此时文件不再切分。此处填写列名。',
  'A path that matches nothing gives no rows instead of an error.': '路径没有匹配到文件时没有数据，而不是报错。',
  'Waits until this file exists before it looks for others.': '等到该文件出现后再查找其他文件。',
  'How often it looks again, once a minute.': '查找标记文件的次数，每分钟一次。',
  'A larger one in a text file is dirty and not kept in memory.':
    '文本文件中超过该大小的记录记为脏数据，不会保留在内存中。',
  'A compressed file that grows beyond this many times its size stops the job; the first 64 MiB are free.':
    '压缩文件解压后超过自身大小的这么多倍时任务停止；最初的 64 MiB 不限。',
  'Uncompressed UTF-8 files and formats made of blocks are cut into parts of at least this size when several channels read.':
    '多个通道读取时，未压缩的 UTF-8 文件和由块组成的格式会切分为至少这么大的部分。',
  'Created when missing. "-" is standard output.': '不存在时自动创建。“-”表示标准输出。',
  'Files are named <fileName>__<run>_<task> with suffixes, unless nameTemplate or singleFileOutput is set.':
    '文件名为 <fileName>__<运行>_<分片> 加后缀，除非设置了 nameTemplate 或 singleFileOutput。',
  'csv quotes where needed; text never does and rejects rows that would need it; jsonl has an object per line, json is one array of them; excel (xlsx) has a table per sheet; binary copies files as they are.':
    'csv 在需要时加引号；text 从不加引号，需要引号的行会被拒绝；jsonl 每行一个对象，json 是由它们组成的数组；excel（xlsx）每个工作表是一张表；binary 原样复制文件。',
  'What happens to files that are there already.': '已有的文件如何处理。',
  'Files whose names start with fileName are removed once the new ones are complete.':
    '新文件写完之后，删除名称以 fileName 开头的旧文件。',
  'New files are added, the old ones stay.': '追加新文件，保留旧文件。',
  'The run stops when there is a file whose name starts with fileName.': '已有名称以 fileName 开头的文件时，运行停止。',
  'The run stops when there is any file in the folder.': '文件夹中有任何文件时，运行停止。',
  'Names for all columns in order and, for formats with types, their types: [{"name": "id", "type": "BIGINT"}]. Default: those of the reader.':
    '按顺序给出全部列的名称，带类型的格式还包括类型：[{"name": "id", "type": "BIGINT"}]。默认与读取端相同。',
  'Names and types of all columns as text: message m { optional int64 id; optional binary name (UTF8); }':
    '以文本给出全部列的名称和类型：message m { optional int64 id; optional binary name (UTF8); }',
  'Of text files: gzip, zip, bzip2, zstd, deflate, snappy, hadoop-snappy, lz4, hadoop-lz4, brotli or none; its suffix is added to the names. In other formats the compression inside.':
    '文本文件：gzip、zip、bzip2、zstd、deflate、snappy、hadoop-snappy、lz4、hadoop-lz4、brotli 或 none，并在文件名后加上相应后缀。其他格式指文件内部的压缩。',
  'Names for the first line of each file or sheet, or true for the names of the columns. Default: none; Excel files have the names of the columns.':
    '每个文件或工作表首行的名称；true 表示使用列名。默认没有；Excel 文件默认为列名。',
  'Of text files, for instance UTF-8, GBK, GB18030, Big5, UTF-16LE. Rows with characters that it lacks are dirty.':
    '文本文件的编码，例如 UTF-8、GBK、GB18030、Big5、UTF-16LE。含有该编码没有的字符的行记为脏数据。',
  'Begins text files with a mark, by which Excel knows UTF-8. Default: only UTF-16 and UTF-32 without byte order in their names have one.':
    '在文本文件开头写字节顺序标记，Excel 以此识别 UTF-8。默认只有名称中未写明字节顺序的 UTF-16 和 UTF-32 才写。',
  'Default: nothing in csv (an empty text is written as ""), \\N in text.':
    '默认：csv 中什么都不写（空文本写为 ""），text 中写 \\N。',
  'Pattern such as yyyy-MM-dd HH:mm:ss for text files. Not set: ISO form with all digits.':
    '文本文件中日期的格式，如 yyyy-MM-dd HH:mm:ss。未设置时为 ISO 格式，保留全部位数。',
  'Comes before a quote inside quotes. Not set: the quote is doubled.': '写在引号内的引号之前。未设置时引号双写。',
  'How binary columns are written in text files and workbooks.': '二进制列在文本文件和工作簿中的写法。',
  'Of a row group in Parquet, a stripe in ORC, a block in Avro; it is held in memory. Default: 8 MB, 16 MB, 256 KB.':
    'Parquet 的行组、ORC 的 stripe、Avro 的块的大小，写入时保存在内存中。默认分别为 8 MB、16 MB、256 KB。',
  'A row group or stripe ends after so many rows at the latest. Default: 1048576.':
    '行组或 stripe 最多包含这么多行。默认 1048576。',
  'Name of the sheet in Excel files; when it is full, further ones follow. Default: Sheet1.':
    'Excel 文件中工作表的名称；写满后依次新建。默认 Sheet1。',
  'At the end of the names. Default: the format, as in .csv.': '文件名末尾的后缀。默认为文件格式，如 .csv。',
  'Names of the files from {fileName}, {run}, {task}, {n} (number of the file in its task, from 0) and {date} (day of the run, 20261120); the suffix follows.':
    '文件名由 {fileName}、{run}、{task}、{n}（分片内的文件序号，从 0 起）和 {date}（运行日期，如 20261120）组成，后面加上后缀。',
  'Writes one file with exactly this name; parts of text files are joined in the order of the tasks. Other formats cannot be joined, so there may be only one task.':
    '写成恰为该名称的一个文件；文本文件的各部分按分片顺序拼接。其他格式无法拼接，因此只能有一个分片。',
  'Rows go into folders key=value by these columns, outermost first, and the files leave the columns out, as Hive and Spark have it. writeMode truncate then replaces files only in the folders that get rows.':
    '按这些列将行写入 key=value 形式的文件夹，最外层在前，文件中不再包含这些列，与 Hive 和 Spark 一致。此时 writeMode truncate 只替换有数据写入的文件夹中的文件。',
  'Each task writes so many at the same time and holds a row group of each in memory. When rows of a further one come, the one used longest ago is ended, so rows in the order of their partitions make the fewest files. Default: 8; 64 for text formats.':
    '每个分片同时写入的分区数，每个分区在内存中占一个行组。再出现新的分区时，结束最久未使用的一个，因此按分区排好序的行产生的文件最少。默认 8；文本格式为 64。',
  'A new file begins after about this size.': '文件大约达到该大小后开始写新文件。',
  'A run without rows leaves an empty file all the same.': '没有数据的运行也会留下一个空文件。',
  'Writes an empty file _SUCCESS into the folder when all files are complete.':
    '所有文件写完后在文件夹中写入空文件 _SUCCESS。',
  'Path of an empty file that is written when all files are complete.': '所有文件写完后写入的空文件的路径。',
  'With fileFormat binary: reads every copy at its place once more and compares its SHA-256, beside its size.':
    'fileFormat 为 binary 时：在目标处再读取一遍每个副本，除大小外还比较 SHA-256。',
};
