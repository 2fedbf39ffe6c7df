import { ignored } from '@sluice/core';
import { fileReaderFields, fileWriterFields } from '../families/files/fields.ts';

/** Options of published jobs that only the old readers and writers needed; the family's own of the same name win. */
const outdated = {
  parquetSchema: ignored('Parquet schema', 'Parquet files tell their columns themselves.'),
  parquetUtcTimestamp: ignored('UTC timestamps', 'Parquet files tell the zone of their timestamps themselves.'),
};

export const readerFields = {
  ...outdated,
  supportAddMiddleColumn: ignored('Added columns', 'Columns are found by their names where files have names.'),
  printNullValueException: ignored('Print nulls', 'A record that cannot be read is kept with the reason.'),
  ignoreIndex: ignored('Ignore index', 'Columns are found by their names where files have names.'),
  ...fileReaderFields,
};

export const writerFields = {
  ...outdated,
  skipTrash: ignored('Skip trash', 'Replaced files are removed at once.'),
  ...fileWriterFields,
};
