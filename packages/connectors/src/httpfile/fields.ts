import { choice, count, ignored, list, text, type Options } from '@sluice/core';
import { fileReaderFields } from '../families/files/fields.ts';
import { headersField, type HttpfileConnection } from './connection.ts';

const { path: _, ...formatFields } = fileReaderFields;

export const readerFields = {
  fileName: list(text({ title: 'File' }), {
    title: 'Files',
    role: 'url',
    help: 'Each comes after the URL prefix; without a prefix it is a whole URL. Characters are escaped as in URLs, a blank is %20. There are no patterns.',
    example: ['/daily/orders.csv'],
    aliases: ['path', 'url', 'urls'],
  }),
  requestMethod: choice(['GET', 'POST', 'PUT'], {
    title: 'Method',
    help: 'With POST and PUT every look at the file is a request that is carried out, and nothing is read in parts.',
    isAdvanced: true,
  }).default('GET'),
  requestParam: text({
    title: 'Query',
    help: 'Comes after the question mark, escaped already: a=1&b=%20.',
    isAdvanced: true,
  }).optional(),
  requestBody: text({
    title: 'Body',
    help: 'For POST and PUT. Say what it is in the header Content-Type.',
    widget: 'code',
    isAdvanced: true,
  }).optional(),
  requestHeaders: headersField('Headers', 'Sent besides those of the data source, as an object or its JSON.'),
  maxBytes: count({
    title: 'Largest file',
    help: 'A larger one stops the job. Counted as sent, before anything is decompressed.',
    unit: 'bytes',
    isAdvanced: true,
  }).optional(),
  bufferByteSizeInKB: ignored('Buffer', 'Buffers have a fixed size.'),
  ...formatFields,
};

export type HttpfileOptions = HttpfileConnection & Options<typeof readerFields>;
