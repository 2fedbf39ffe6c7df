/** Options of file connectors that do not depend on the storage. */
import { anything, choice, count, flag, ignored, list, text, type Options } from '@sluice/core';
import { blockReaderFields, blockWriterFields } from './block-fields.ts';
import { readableFormats, writableFormats } from './formats/names.ts';
import { textReaderFields, textWriterFields } from './text-fields.ts';

const longDelimiter = ignored('Long delimiter', 'Delimiters of any length always work.');

export const fileReaderFields = {
  path: list(text({ title: 'Path' }), {
    title: 'Path',
    help: 'Files, folders (read with all below) and patterns with *, ?, **, [a-z], {a,b}. Hidden files only when named.',
    example: ['/data/in/*.csv'],
    widget: 'file',
  }),
  fileFormat: choice(readableFormats, {
    title: 'File format',
    help: 'csv knows quotes, text does not; jsonl has an object per line, json an array or objects in a row; excel (xlsx) has a table per sheet; seq are SequenceFiles of Hadoop, whose values are text with delimiters; binary copies files as they are.',
    aliases: ['fileType'],
  }).default('csv'),
  column: anything({
    title: 'Columns',
    help: '["*"] for all, or entries with index, name or value, and type. Without a type a column of a text file takes the type that the target wants; other formats have types of their own, which stand unless the type here is one of ours, such as decimal(15,2).',
    example: [
      { index: 0, type: 'long' },
      { name: 'price', type: 'decimal(15,2)' },
      { value: 'a.csv', type: 'string' },
    ],
    widget: 'columns',
    aliases: ['columns'],
  }),
  compress: text({
    title: 'Compression',
    help: 'Of text files: gzip, zip, bzip2, zstd, deflate, snappy, lz4, brotli, lzo or none. Not set: told by the end of each name (.gz, .zip, .bz2, .zst …). Other formats know their compression themselves.',
  }).optional(),
  skipHeader: flag({
    title: 'First line is a header',
    help: 'The first record of each file or sheet names the columns and is no row. Default: false; true for Excel.',
    aliases: ['header'],
  }).optional(),
  ...textReaderFields,
  ...blockReaderFields,
  missingColumns: choice(['null', 'dirty', 'error', 'reject'], {
    title: 'Missing fields',
    help: 'What happens to a record with fewer fields than columns, and to a file without a named column: null fills them in, dirty (or reject) refuses the records, error stops the job. Default: dirty for a record, error for a file; in JSON null.',
    isAdvanced: true,
    aliases: ['missingFields'],
  }).optional(),
  extraColumns: choice(['ignore', 'dirty', 'error', 'reject'], {
    title: 'Extra fields',
    help: 'What happens to a record or a file with more fields than columns. Default: ignore when columns are listed, else dirty for a record and error for a file.',
    isAdvanced: true,
    aliases: ['extraFields'],
  }).optional(),
  hivePartitions: flag({
    title: 'Folders are columns',
    help: 'Folders named key=value above a file give columns: all of them after the others, or those that are listed by name.',
    isAdvanced: true,
  }).default(false),
  pathColumn: text({
    title: 'Path column',
    help: 'Name of a further column with the path of the file that the row is from.',
    isAdvanced: true,
  }).optional(),
  lineColumn: text({
    title: 'Line column',
    help: 'Name of a further column with the line in which the record begins, or its number in files without lines. Files are then not cut.',
    isAdvanced: true,
  }).optional(),
  allowEmpty: flag({
    title: 'No file is fine',
    help: 'A path that matches nothing gives no rows instead of an error.',
    aliases: ['successOnNoFile'],
    isAdvanced: true,
  }).default(false),
  markDoneFileName: text({
    title: 'Mark file',
    help: 'Waits until this file exists before it looks for others.',
    example: '/in/_DONE',
    isAdvanced: true,
  }).optional(),
  maxRetryTime: count({
    title: 'Looks for the mark file',
    help: 'How often it looks again, once a minute.',
    isAdvanced: true,
  }).default(60),
  maxRecordBytes: count({
    title: 'Largest record',
    help: 'A larger one in a text file is dirty and not kept in memory.',
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
    help: 'Uncompressed UTF-8 files and formats made of blocks are cut into parts of at least this size when several channels read.',
    unit: 'bytes',
    isAdvanced: true,
  }).default(32 * 1024 * 1024),
  useMultiCharDelimiter: longDelimiter,
  bufferSize: ignored('Buffer size', 'Buffers have a fixed size.'),
  parquetSchema: ignored('Parquet schema', 'Files know their own schema.'),
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
    help: 'Files are named <fileName>__<run>_<task> with suffixes, unless nameTemplate or singleFileOutput is set.',
    example: 'orders',
  }).default('data'),
  fileFormat: choice(writableFormats, {
    title: 'File format',
    help: 'csv quotes where needed; text never does and rejects rows that would need it; jsonl has an object per line, json is one array of them; excel (xlsx) has a table per sheet; binary copies files as they are.',
    aliases: ['fileType'],
  }).default('csv'),
  writeMode: choice(['truncate', 'append', 'nonConflict', 'error'], {
    title: 'Existing files',
    help: 'What happens to files that are there already.',
    meanings: {
      truncate: 'Files whose names start with fileName are removed once the new ones are complete.',
      append: 'New files are added, the old ones stay.',
      nonConflict: 'The run stops when there is a file whose name starts with fileName.',
      error: 'The run stops when there is any file in the folder.',
    },
  }).default('truncate'),
  column: anything({
    title: 'Columns',
    help: 'Names for all columns in order and, for formats with types, their types: [{"name": "id", "type": "BIGINT"}]. Default: those of the reader.',
    widget: 'columns',
    aliases: ['columns'],
    isAdvanced: true,
  }),
  parquetSchema: text({
    title: 'Parquet schema',
    help: 'Names and types of all columns as text: message m { optional int64 id; optional binary name (UTF8); }',
    isAdvanced: true,
  }).optional(),
  compress: text({
    title: 'Compression',
    help: 'Of text files: gzip, zip, bzip2, zstd, deflate, snappy, hadoop-snappy, lz4, hadoop-lz4, brotli or none; its suffix is added to the names. In other formats the compression inside.',
  }).optional(),
  header: anything({
    title: 'Header',
    help: 'Names for the first line of each file or sheet, or true for the names of the columns. Default: none; Excel files have the names of the columns.',
    example: ['id', 'name'],
  }),
  writeHeader: flag({ title: 'Write a header', isAdvanced: true }).optional(),
  ...textWriterFields,
  ...blockWriterFields,
  suffix: text({ title: 'Suffix', help: 'At the end of the names. Default: the format, as in .csv.' }).optional(),
  nameTemplate: text({
    title: 'Name template',
    help: 'Names of the files from {fileName}, {run}, {task}, {n} (number of the file in its task, from 0) and {date} (day of the run, 20261120); the suffix follows.',
    example: '{fileName}-{date}-{task}-{n}',
    isAdvanced: true,
  }).optional(),
  singleFileOutput: flag({
    title: 'One file',
    help: 'Writes one file with exactly this name; parts of text files are joined in the order of the tasks. Other formats cannot be joined, so there may be only one task.',
    aliases: ['writeSingleObject'],
  }).default(false),
  partitionColumns: list(text({ title: 'Column' }), {
    title: 'Partition columns',
    help: 'Rows go into folders key=value by these columns, outermost first, and the files leave the columns out, as Hive and Spark have it. writeMode truncate then replaces files only in the folders that get rows.',
    example: ['dt'],
    isAdvanced: true,
  }).default([]),
  openPartitions: count({
    title: 'Partitions at a time',
    help: 'Each task writes so many at the same time and holds a row group of each in memory. When rows of a further one come, the one used longest ago is ended, so rows in the order of their partitions make the fewest files. Default: 8; 64 for text formats.',
    isAdvanced: true,
  }).optional(),
  maxFileSize: count({
    title: 'Largest file',
    help: 'A new file begins after about this size.',
    unit: 'MB',
    isAdvanced: true,
  }).optional(),
  generateEmptyFile: flag({
    title: 'File without rows',
    help: 'A run without rows leaves an empty file all the same.',
    isAdvanced: true,
  }).default(true),
  successFile: flag({
    title: '_SUCCESS file',
    help: 'Writes an empty file _SUCCESS into the folder when all files are complete.',
    isAdvanced: true,
  }).default(false),
  markDoneFileName: text({
    title: 'Mark file',
    help: 'Path of an empty file that is written when all files are complete.',
    isAdvanced: true,
  }).optional(),
  compareContent: flag({
    title: 'Read copies again',
    help: 'With fileFormat binary: reads every copy at its place once more and compares its SHA-256, beside its size.',
    isAdvanced: true,
  }).default(false),
  useMultiCharDelimiter: longDelimiter,
  skipHeader: ignored('Skip header', 'It has a meaning for readers only.'),
};

export type FileReaderOptions = Options<typeof fileReaderFields>;
export type FileWriterOptions = Options<typeof fileWriterFields>;
