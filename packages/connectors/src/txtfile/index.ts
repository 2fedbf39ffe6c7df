import { defineConnector, type ConnectorContext, type JsonValue } from '@sluice/core';
import { fileReaderFields, fileWriterFields } from '../families/files/fields.ts';
import { FileReader } from '../families/files/reader.ts';
import type { Storage } from '../families/files/storage.ts';
import { FileWriter } from '../families/files/writer.ts';
import { localStorage } from './local-storage.ts';
import { standardStream, standardStreams } from './standard-streams.ts';
import { fileUrlParameter } from './urls.ts';

export default defineConnector({
  name: 'txtfile',
  title: 'Local files',
  summary:
    'CSV, delimited text, JSON Lines and JSON files on the machine Sluice runs on, compressed or not, and standard input and output.',
  aliases: ['local', 'localfile', 'file'],
  connection: {},
  urls: { schemes: ['file'], toParameter: fileUrlParameter },
  reader: {
    fields: fileReaderFields,
    capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true },
    template: { path: ['/data/in/*.csv'], fileFormat: 'csv', skipHeader: true, column: ['*'] } satisfies Record<
      string,
      JsonValue
    >,
    open: async (options, context) => FileReader.open(storageFor(options.path, context), options, context),
  },
  writer: {
    fields: fileWriterFields,
    capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true },
    template: {
      path: '/data/out',
      fileName: 'orders',
      fileFormat: 'csv',
      writeMode: 'truncate',
      header: true,
    } satisfies Record<string, JsonValue>,
    open: async (options, context) => FileWriter.open(storageFor([options.path], context), options, context),
  },
  provenOn: ['ext4 and tmpfs on Debian 12'],
  notes: [
    'Files are read by several channels: one split per file, and large uncompressed UTF-8 files in parts that begin and end at records, also when quoted fields hold line breaks.',
    'Written files stay hidden until the run has succeeded; then they appear and, with writeMode truncate, the old ones go. A failed run leaves the target as it was; a resumed run goes on with its finished parts.',
    'In csv, null is written as nothing and an empty text as `""`. To get both back, read with `nullFormat: ""`; without it an unquoted empty field is an empty text in text columns and null in all others.',
    'In JSON Lines a JSON value `null` and a missing key both read as null.',
    'Binary columns are written as base64 (see `byteEncoding`). A reader decodes them for columns of type `binary`, or for all binary targets when `byteEncoding` is given.',
  ],
});

function storageFor(paths: readonly string[], context: ConnectorContext): Storage {
  return paths.length === 1 && paths[0] === standardStream ? standardStreams(context) : localStorage;
}
