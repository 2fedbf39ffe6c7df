import { defineConnector, type ConnectorContext, type JsonValue } from '@sluice/core';
import { fileReaderFields, fileWriterFields } from '../families/files/fields.ts';
import { fileNotes } from '../families/files/notes.ts';
import { FileReader } from '../families/files/reader.ts';
import type { Storage } from '../families/files/storage.ts';
import { FileWriter } from '../families/files/writer.ts';
import { limitedStorage } from './limited-storage.ts';
import { localStorage } from './local-storage.ts';
import { standardStream, standardStreams } from './standard-streams.ts';
import { fileUrlParameter } from './urls.ts';

export default defineConnector({
  name: 'txtfile',
  title: 'Local files',
  summary:
    'CSV, delimited text, JSON Lines, JSON, Parquet, ORC, Avro and Excel files on the machine Sluice runs on, compressed or not, copies of any files, and standard input and output.',
  aliases: ['local', 'localfile', 'file'],
  connection: {},
  urls: { schemes: ['file'], toParameter: fileUrlParameter },
  reader: {
    fields: fileReaderFields,
    capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true, isLocal: true },
    template: { path: ['/data/in/*.csv'], fileFormat: 'csv', skipHeader: true, column: ['*'] } satisfies Record<
      string,
      JsonValue
    >,
    open: async (options, context) => FileReader.open(storageFor(options.path, context), options, context),
  },
  writer: {
    fields: fileWriterFields,
    capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true, isLocal: true },
    template: {
      path: '/data/out',
      fileName: 'orders',
      fileFormat: 'csv',
      writeMode: 'truncate',
      header: true,
    } satisfies Record<string, JsonValue>,
    open: async (options, context) => FileWriter.open(storageFor([options.path], context), options, context),
    openTrial: async (options, context) => (await import('./trial.ts')).openTrial(options, context),
    removeTrial: async (options, context) => (await import('./trial.ts')).removeTrial(options, context),
  },
  provenOn: ['ext4 and tmpfs on Debian 12'],
  notes: [
    'Links are followed only where a path names them. Others that match are not read, and the notes of the plan say so.',
    ...fileNotes,
  ],
});

function storageFor(paths: readonly string[], context: ConnectorContext): Storage {
  if (paths.length === 1 && paths[0] === standardStream) return standardStreams(context);
  return context.access === undefined ? localStorage : limitedStorage(localStorage, context.access);
}
