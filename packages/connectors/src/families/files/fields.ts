/** Options of file connectors that do not depend on the storage. */
import { anything, choice, count, flag, ignored, list, map, text, type Options } from '@sluice/core';
import { byteEncodings } from './byte-encoding.ts';

const fieldDelimiter = text({
  title: 'Field delimiter',
  help: 'Between two fields; any number of characters, \\t and \\u001b style escapes are understood.',
  example: ',',
}).default(',');
const encoding = text({
  title: 'Encoding',
  help: 'Of the text in the files, for instance UTF-8, GBK, UTF-16LE. A byte order mark is dropped.',
}).default('UTF-8');
const byteEncoding = choice(byteEncodings, {
  title: 'Binary as text',
  help: 'How binary columns are written in text files.',
  isAdvanced: true,
});

export const fileReaderFields = {
  path: list(text({ title: 'Path' }), {
    title: 'Path',
    help: 'Files, folders (read with all below) and patterns with *, ?, **, [a-z], {a,b}. Hidden files only when named.',
    example: ['/data/in/*.csv'],
    widget: 'file',
  }),
  fileFormat: choice(['csv', 'text', 'jsonl', 'json'], {
    title: 'File format',
    help: 'csv knows quotes, text does not; jsonl has an object per line, json an array or objects in a row.',
  }).default('csv'),
  column: anything({
    title: 'Columns',
    help: '["*"] for all, or entries with index, name or value, and type. Without a type a column takes the type that the target wants.',
    example: [
      { index: 0, type: 'long' },
      { name: 'price', type: 'decimal(15,2)' },
      { value: 'a.csv', type: 'string' },
    ],
    widget: 'columns',
    aliases: ['columns'],
  }),
  fieldDelimiter,
  lineDelimiter: text({
    title: 'Line delimiter',
    help: 'Ends a record. Without it a record ends at a line feed, with or without carriage return.',
    isAdvanced: true,
  }).optional(),
  encoding,
  nullFormat: text({
    title: 'Text for null',
    help: 'This text, unquoted, is null; an empty text here makes unquoted empty fields null. Not set: an empty field is an empty text in text columns and null in all others.',
  }).optional(),
  emptyAsNull: flag({ title: 'Empty is null', help: 'Unquoted empty fields are null in text columns too.' }).default(
    false,
  ),
  compress: text({
    title: 'Compression',
    help: 'gzip, zip, bzip2, zstd, deflate or none. Not set: told by the end of each name (.gz, .zip, .bz2, .zst).',
  }).optional(),
  skipHeader: flag({
    title: 'First line is a header',
    help: 'The first record of each file names the columns and is no row.',
    aliases: ['header'],
  }).default(false),
  csvReaderConfig: map({
    title: 'CSV details',
    help: 'Names of DataX: trimWhitespace, useTextQualifier, textQualifier, skipEmptyRecords, useComments, comment, escapeMode, delimiter.',
    isAdvanced: true,
  }).optional(),
  quote: text({ title: 'Quote', aliases: ['quoteChar', 'textQualifier'], isAdvanced: true }).default('"'),
  escape: text({
    title: 'Escape in quotes',
    help: 'Takes the next character literally inside quotes. Not set: a quote is doubled.',
    aliases: ['escapeChar'],
    isAdvanced: true,
  }).optional(),
  trimWhitespace: flag({
    title: 'Trim blanks',
    help: 'Drops blanks and tabs around unquoted fields.',
    isAdvanced: true,
  }).default(false),
  skipEmptyRecords: flag({
    title: 'Skip empty lines',
    help: 'Not set: empty lines are skipped, except in files of one column, where they are empty fields.',
    isAdvanced: true,
  }).optional(),
  comment: text({
    title: 'Comment mark',
    help: 'Lines that begin with this character are left out.',
    isAdvanced: true,
  }).optional(),
  extraColumns: choice(['ignore', 'reject'], {
    title: 'Extra fields',
    help: 'What happens to a record with more fields than columns. Default: ignore when columns are listed, else reject.',
    isAdvanced: true,
  }).optional(),
  hasQuotedNewlines: flag({
    title: 'Line breaks in quotes',
    help: 'False promises that no quoted field holds a line break, so that large files are cut without being looked through first.',
    isAdvanced: true,
  }).default(true),
  allowEmpty: flag({
    title: 'No file is fine',
    help: 'A path that matches nothing gives no rows instead of an error.',
    aliases: ['successOnNoFile'],
    isAdvanced: true,
  }).default(false),
  byteEncoding: byteEncoding.optional(),
  maxRecordBytes: count({
    title: 'Largest record',
    help: 'A larger one is rejected without being kept in memory.',
    unit: 'bytes',
    isAdvanced: true,
  }).default(64 * 1024 * 1024),
  maxExpansion: count({
    title: 'Largest expansion',
    help: 'A compressed file that grows beyond this many times its size stops the job; the first 64 MiB are free.',
    isAdvanced: true,
  }).default(250),
  minSplitBytes: count({
    title: 'Smallest part of a file',
    help: 'Uncompressed UTF-8 files are cut into parts of at least this size when several channels read.',
    unit: 'bytes',
    isAdvanced: true,
  }).default(32 * 1024 * 1024),
  useMultiCharDelimiter: ignored('Long delimiter', 'Delimiters of any length always work.'),
  bufferSize: ignored('Buffer size', 'Buffers have a fixed size.'),
};

export const fileWriterFields = {
  path: text({
    title: 'Folder',
    help: 'Created when missing. "-" is standard output.',
    example: '/data/out',
    widget: 'file',
  }),
  fileName: text({
    title: 'File name',
    help: 'Files are named <fileName>__<run>_<task> with suffixes, unless singleFileOutput is set.',
    example: 'orders',
  }).default('data'),
  fileFormat: choice(['csv', 'text', 'jsonl'], {
    title: 'File format',
    help: 'csv quotes where needed; text never does and rejects rows that would need it.',
  }).default('csv'),
  writeMode: choice(['truncate', 'append', 'nonConflict'], {
    title: 'Existing files',
    help: 'truncate removes files whose names start with fileName once the new ones are complete; append adds; nonConflict stops when there is one.',
  }).default('truncate'),
  fieldDelimiter,
  lineDelimiter: text({ title: 'Line delimiter', isAdvanced: true }).default('\n'),
  encoding,
  nullFormat: text({
    title: 'Text for null',
    help: 'Default: nothing in csv (an empty text is written as ""), \\N in text.',
  }).optional(),
  compress: text({
    title: 'Compression',
    help: 'gzip, zstd, deflate or none. Its suffix is added to the names.',
  }).optional(),
  header: anything({
    title: 'Header',
    help: 'Names for the first line of each file, or true for the names of the columns.',
    example: ['id', 'name'],
  }),
  writeHeader: flag({ title: 'Write a header', isAdvanced: true }).optional(),
  dateFormat: text({
    title: 'Date format',
    help: 'Pattern such as yyyy-MM-dd HH:mm:ss. Not set: ISO form with all digits.',
    aliases: ['format'],
  }).optional(),
  quote: text({ title: 'Quote', aliases: ['quoteChar'], isAdvanced: true }).default('"'),
  escape: text({
    title: 'Escape in quotes',
    help: 'Comes before a quote inside quotes. Not set: the quote is doubled.',
    aliases: ['escapeChar'],
    isAdvanced: true,
  }).optional(),
  suffix: text({ title: 'Suffix', help: 'At the end of the names. Default: the format, as in .csv.' }).optional(),
  singleFileOutput: flag({
    title: 'One file',
    help: 'Writes one file with exactly this name; parts are joined in the order of the tasks.',
    aliases: ['writeSingleObject'],
  }).default(false),
  maxFileSize: count({
    title: 'Largest file',
    help: 'A new file begins after about this size.',
    unit: 'MB',
    isAdvanced: true,
  }).optional(),
  byteEncoding: byteEncoding.default('base64'),
  useMultiCharDelimiter: ignored('Long delimiter', 'Delimiters of any length always work.'),
  skipHeader: ignored('Skip header', 'It has a meaning for readers only.'),
};

export type FileReaderOptions = Options<typeof fileReaderFields>;
export type FileWriterOptions = Options<typeof fileWriterFields>;
