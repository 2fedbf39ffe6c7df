import { choice, count, custom, flag, group, list, text } from '@sluice/core';
import type { Options } from '@sluice/core';

const columnFields = {
  name: text({ title: 'Name', help: 'Name of the column. By default column1, column2 and so on.' }).optional(),
  type: choice(['string', 'long', 'double', 'bool', 'date', 'bytes'], {
    title: 'Type',
    help: 'Type of the column. A date has microseconds and no time zone.',
  }).default('string'),
  value: custom(
    text({ title: 'Value' })
      .or(flag({ title: 'Value' }))
      .nullable()
      .optional(),
    {
      title: 'Value',
      help: 'The same in every row. null gives an empty cell.',
      example: 'hello',
    },
  ),
  random: text({
    title: 'Random',
    help: 'A pair: bounds of a number or date, shortest and longest length of a text, weights of false and true.',
    example: '8,15',
  }).optional(),
  incr: text({
    title: 'Increment',
    help: 'Start and step of a running number. It runs on over the channels, so that no number comes twice.',
    example: '1,1',
  }).optional(),
  dateFormat: text({
    title: 'Date format',
    help: 'How the dates in "value" and "random" are written. By default ISO forms are understood.',
    example: 'yyyy-MM-dd HH:mm:ss',
  }).optional(),
};

export const readerFields = {
  column: list(group(columnFields, { title: 'Column' }), {
    title: 'Columns',
    help: 'Each has a constant, random or running value.',
    example: [{ type: 'long', value: 1 }, { random: '8,15' }],
  }),
  sliceRecordCount: count({
    title: 'Records per channel',
    help: 'Every channel makes so many, so the total grows with the number of channels.',
    unit: 'rows',
    example: 100,
  }),
};

export type ReaderOptions = Options<typeof readerFields>;
type AllColumnOptions = Options<typeof columnFields>;
export type ColumnOptions = Pick<AllColumnOptions, 'type'> & Partial<AllColumnOptions>;

export const writerFields = {
  print: flag({
    title: 'Print',
    help: 'Rows go to standard output, or to the file. Without it they are counted and dropped.',
  }).default(true),
  fieldDelimiter: text({ title: 'Field delimiter', help: 'Stands between values; nothing is quoted.' }).default('\t'),
  nullFormat: text({ title: 'Text for NULL', help: 'Printed for an empty cell.', isAdvanced: true }).default('null'),
  path: text({
    title: 'Folder',
    role: 'localPath',
    help: 'With a file name: rows go to that file instead, also without print.',
  }).optional(),
  fileName: text({ title: 'File name', help: 'The file is replaced when the run succeeds.' }).optional(),
  recordNumBeforeSleep: count({
    title: 'Records before the pause',
    help: 'Every task pauses once after so many records. 0 means no pause.',
    unit: 'rows',
    isAdvanced: true,
  }).default(0),
  sleepTime: count({ title: 'Length of the pause', unit: 's', isAdvanced: true }).default(0),
};

export type WriterOptions = Options<typeof writerFields>;
