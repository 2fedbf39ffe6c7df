/** Options of formats that know their own columns: Parquet, ORC, Avro, Excel. */
import { choice, count, flag, ignored, text } from '@sluice/core';

export const blockReaderFields = {
  sheet: text({
    title: 'Sheet',
    help: 'Of Excel files: a name, or the place among the visible sheets from 1; * is all of them. Default: the first one.',
    aliases: ['excelSheetName', 'sheetName'],
    isAdvanced: true,
  }).optional(),
  range: text({
    title: 'Range',
    help: 'Of Excel files: the part of the sheet that counts, as B3:F100, B:F or B3. Default: all.',
    isAdvanced: true,
  }).optional(),
  skipRows: count({
    title: 'Rows before the table',
    help: 'Of Excel files: so many rows at the beginning of the sheet or the range are left out.',
    isAdvanced: true,
  }).optional(),
  mergedCells: choice(['first', 'fill'], {
    title: 'Merged cells',
    help: 'Of Excel files: the value is in the first cell of a merged area only, or in all of them. Default: first.',
    isAdvanced: true,
  }).optional(),
  errorCells: choice(['reject', 'null', 'text'], {
    title: 'Error cells',
    help: 'Of Excel files: #N/A and the like make the row dirty, or are null, or text. Default: reject.',
    isAdvanced: true,
  }).optional(),
  skipEmptyFiles: flag({
    title: 'Empty files have no rows',
    help: 'A file of no bytes, as Hive leaves them, has no rows. False: it is damaged, as every Parquet, ORC, Avro or Excel file has some.',
    aliases: ['skipEmptyOrcFile'],
    isAdvanced: true,
  }).default(false),
  timestampUnit: choice(['us', 'ns'], {
    title: 'Timestamp unit',
    help: 'Of ORC files: us makes rows dirty whose timestamps have nanoseconds, ns those outside of the years 1678 to 2261. Default: us.',
    isAdvanced: true,
  }).optional(),
  legacyTimeZone: text({
    title: 'Time zone of old files',
    help: 'Of ORC files older than 2015, which do not name the zone of their writer: an IANA name. Not set: their timestamps are refused.',
    isAdvanced: true,
  }).optional(),
};

export const blockWriterFields = {
  dataxParquetMode: ignored('Parquet mode', 'Nested values are written as JSON, lists of plain values as lists.'),
  rowGroupBytes: count({
    title: 'Row group size',
    help: 'Of a row group in Parquet, a stripe in ORC, a block in Avro; it is held in memory. Default: 8 MB, 16 MB, 256 KB.',
    unit: 'bytes',
    aliases: ['stripeSize'],
    isAdvanced: true,
  }).optional(),
  rowGroupRows: count({
    title: 'Rows in a row group',
    help: 'A row group or stripe ends after so many rows at the latest. Default: 1048576.',
    unit: 'rows',
    isAdvanced: true,
  }).optional(),
  sheet: text({
    title: 'Sheet',
    help: 'Name of the sheet in Excel files; when it is full, further ones follow. Default: Sheet1.',
    aliases: ['sheetName'],
    isAdvanced: true,
  }).optional(),
};
