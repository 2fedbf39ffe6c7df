/** Options of text formats: how records, fields and characters lie in bytes. */
import { choice, flag, map, text } from '@sluice/core';
import { byteEncodings } from './byte-encoding.ts';

const fieldDelimiter = text({
  title: 'Field delimiter',
  help: 'Between two fields; any number of characters, \\t and \\u001b style escapes are understood.',
  example: ',',
}).default(',');

export const textReaderFields = {
  fieldDelimiter,
  lineDelimiter: text({
    title: 'Line delimiter',
    help: 'Ends a record. Without it a record ends at a line feed, with or without carriage return.',
    isAdvanced: true,
  }).optional(),
  encoding: text({
    title: 'Encoding',
    help: 'Of the text in the files, for instance UTF-8, GBK, GB18030, Big5, UTF-16LE. A byte order mark is dropped.',
  }).default('UTF-8'),
  nullFormat: text({
    title: 'Text for null',
    help: 'This text, unquoted, is null; an empty text here makes unquoted empty fields null. Not set: an empty field is an empty text in text columns and null in all others.',
  }).optional(),
  emptyAsNull: flag({ title: 'Empty is null', help: 'Unquoted empty fields are null in text columns too.' }).default(
    false,
  ),
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
  hasQuotedNewlines: flag({
    title: 'Line breaks in quotes',
    help: 'False promises that no quoted field holds a line break, so that large files are cut without being looked through first.',
    isAdvanced: true,
  }).default(true),
  byteEncoding: choice(byteEncodings, {
    title: 'Binary as text',
    help: 'How texts stand for bytes where the target wants bytes. Default: in text files base64 for columns of type bytes; other texts are their own bytes.',
    isAdvanced: true,
  }).optional(),
};

export const textWriterFields = {
  fieldDelimiter,
  lineDelimiter: text({ title: 'Line delimiter', isAdvanced: true }).default('\n'),
  encoding: text({
    title: 'Encoding',
    help: 'Of text files, for instance UTF-8, GBK, GB18030, Big5, UTF-16LE. Rows with characters that it lacks are dirty.',
  }).default('UTF-8'),
  byteOrderMark: flag({
    title: 'Byte order mark',
    help: 'Begins text files with a mark, by which Excel knows UTF-8. Default: only UTF-16 and UTF-32 without byte order in their names have one.',
    isAdvanced: true,
  }).optional(),
  nullFormat: text({
    title: 'Text for null',
    help: 'Default: nothing in csv (an empty text is written as ""), \\N in text.',
  }).optional(),
  dateFormat: text({
    title: 'Date format',
    help: 'Pattern such as yyyy-MM-dd HH:mm:ss for text files. Not set: ISO form with all digits.',
    aliases: ['format'],
  }).optional(),
  quote: text({ title: 'Quote', aliases: ['quoteChar'], isAdvanced: true }).default('"'),
  escape: text({
    title: 'Escape in quotes',
    help: 'Comes before a quote inside quotes. Not set: the quote is doubled.',
    aliases: ['escapeChar'],
    isAdvanced: true,
  }).optional(),
  byteEncoding: choice(byteEncodings, {
    title: 'Binary as text',
    help: 'How binary columns are written in text files and workbooks.',
    isAdvanced: true,
  }).default('base64'),
};
