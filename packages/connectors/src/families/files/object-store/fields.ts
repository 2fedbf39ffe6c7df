/** Options of object stores that do not depend on the store. */
import { count, ignored, list, text, type Options } from '@sluice/core';
import { sslField } from '../../http/tls.ts';
import { fileReaderFields, fileWriterFields } from '../fields.ts';

export const networkFields = {
  ssl: sslField,
  connectTimeoutMs: count({
    title: 'Connect timeout',
    help: 'A host that has not answered by then is given up.',
    unit: 'ms',
    isAdvanced: true,
  }).default(10_000),
  socketTimeoutMs: count({
    title: 'Socket timeout',
    help: 'A connection is given up, and the request repeated, when the store is silent for so long while an answer is due.',
    unit: 'ms',
    isAdvanced: true,
  }).default(60_000),
};

const maxRetries = count({
  title: 'Retries',
  help: 'How often a request is repeated that failed for a reason that passes: a lost connection, load of the store. A download goes on where it broke.',
  aliases: ['maxRetryTimes'],
  isAdvanced: true,
}).default(5);
const retryIntervalSeconds = ignored('Retry interval', 'Waits between retries grow by themselves, from 0.2 to 10 s.');

export const objectReaderFields = {
  ...fileReaderFields,
  path: list(text({ title: 'Object' }), {
    title: 'Objects',
    help: 'Names without the bucket, folders (read with all below) and patterns with *, ?, **, [a-z], {a,b}. Hidden objects only when named.',
    example: ['in/2026-11-21/*.csv'],
    widget: 'file',
    aliases: ['object', 'objects'],
  }),
  maxRetries,
  retryIntervalSeconds,
};

export const objectWriterFields = {
  ...fileWriterFields,
  object: text({
    title: 'Object',
    help: 'What the names of the objects begin with, without the bucket: out/part gives out/part__<run>_<task>.csv. With writeSingleObject the whole name.',
    example: 'out/2026-11-21/orders',
  }).optional(),
  path: text({
    title: 'Folder',
    help: 'Instead of object: the part of the names before the last slash; fileName is the rest. "/" is the bucket itself.',
    isAdvanced: true,
  }).optional(),
  partSize: count({
    title: 'Part size',
    help: 'Larger objects are uploaded in parts of this size, some of which are kept in memory.',
    unit: 'MB',
    aliases: ['ossBlockSize'],
    isAdvanced: true,
  }).default(6),
  maxRetries,
  retryIntervalSeconds,
  truncateMode: ignored(
    'Truncate mode',
    'truncate replaces the objects of the same folder whose names start with the prefix.',
  ),
};

export type ObjectReaderOptions = Options<typeof objectReaderFields>;
export type ObjectWriterOptions = Options<typeof objectWriterFields>;
