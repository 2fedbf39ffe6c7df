/** Options of made rows and of printing. */
export const rows: Readonly<Record<string, string>> = {
  Name: '名称',
  Type: '类型',
  Value: '值',
  Random: '随机值',
  Increment: '递增',
  'Records per channel': '每个通道的记录数',
  Print: '打印',
  'Text for NULL': 'NULL 的文本',
  'Records before the pause': '暂停前的记录数',
  'Length of the pause': '暂停时长',

  'Each has a constant, random or running value.': '每列取常量、随机值或递增值。',
  'Name of the column. By default column1, column2 and so on.': '列名。默认为 column1、column2，依此类推。',
  'Type of the column. A date has microseconds and no time zone.': '列的类型。date 精确到微秒，不带时区。',
  'The same in every row. null gives an empty cell.': '每行相同的值。null 表示空单元格。',
  'A pair: bounds of a number or date, shortest and longest length of a text, weights of false and true.':
    '一对值：数字或日期的上下限，文本的最短和最长长度，false 和 true 的权重。',
  'Start and step of a running number. It runs on over the channels, so that no number comes twice.':
    '递增数字的起始值和步长。在各通道之间连续递增，不会重复。',
  'How the dates in "value" and "random" are written. By default ISO forms are understood.':
    '“value”和“random”中日期的写法。默认识别 ISO 格式。',
  'Every channel makes so many, so the total grows with the number of channels.':
    '每个通道生成这么多条，因此总数随通道数增加。',
  'Rows go to standard output, or to the file. Without it they are counted and dropped.':
    '将行输出到标准输出或文件。未设置时只计数，不保留。',
  'Stands between values; nothing is quoted.': '写在值与值之间；不加引号。',
  'Printed for an empty cell.': '空单元格输出的文本。',
  'With a file name: rows go to that file instead, also without print.':
    '给出文件名时，行改为写入该文件，无需设置 print。',
  'The file is replaced when the run succeeds.': '运行成功后替换该文件。',
  'Every task pauses once after so many records. 0 means no pause.': '每个分片在写入这么多条后暂停一次。0 表示不暂停。',
};
