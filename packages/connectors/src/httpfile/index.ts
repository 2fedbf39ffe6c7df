import { defineConnector, type JsonValue } from '@sluice/core';
import { FileReader } from '../families/files/reader.ts';
import { connectionFields } from './connection.ts';
import { HttpfileExplorer } from './explorer.ts';
import { readerFields } from './fields.ts';
import { openHttpFiles } from './open.ts';
import { httpUrlParameter } from './urls.ts';

export default defineConnector({
  name: 'httpfile',
  title: 'HttpFile',
  summary: 'Files that a web server gives over HTTP or HTTPS.',
  connection: connectionFields,
  urls: { schemes: ['http', 'https'], toParameter: httpUrlParameter },
  reader: {
    fields: readerFields,
    capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true },
    template: {
      fileName: ['/daily/orders.csv'],
      fileFormat: 'csv',
      skipHeader: true,
      column: ['*'],
    } satisfies Record<string, JsonValue>,
    async open(options, context) {
      const { storage, path } = await openHttpFiles(options, context);
      return FileReader.open(storage, { ...options, path }, context);
    },
  },
  explore: async (connection, context) => new HttpfileExplorer(connection, context),
  provenOn: ['servers of our own over HTTP and HTTPS, with and without ranges, validators and encodings'],
  notes: [
    'A server that serves ranges and tells a strong ETag or Last-Modified lets large files be read by several channels, and a download that breaks goes on where it broke. Without them a file is read from start to end, Parquet, ORC, Avro and Excel files cannot be read, and a broken download fails the task.',
    'A file that changes between planning and reading, by ETag, time or size, is an error.',
    'Redirects are followed, 10 at most; user, password, token and headers never go to another host, and https never leads to http.',
    '429 and 503 are waited for as Retry-After says, a minute at most, 5 times.',
    'What the server packs for the way (Content-Encoding) is unpacked; a file that is packed itself (.gz, compress) is unpacked once more.',
    'With POST and PUT the request is sent again for the names of columns when none are listed.',
  ],
});
