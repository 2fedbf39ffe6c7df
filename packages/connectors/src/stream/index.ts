import { defineConnector } from '@sluice/core';
import { readerFields, writerFields } from './fields.ts';

export default defineConnector({
  name: 'stream',
  title: 'Stream',
  summary: 'Makes rows out of nothing and prints or drops rows: for trying jobs and for measuring.',
  connection: {},
  provenOn: ['No server is involved.'],
  notes: [
    'Random values come from fixed seeds: the same job with the same number of channels makes the same rows again.',
    'A running number (`incr`) goes on over the channels: channel 2 starts where channel 1 ends.',
    'For the type `bool`, `random` is a pair of weights: `"1,3"` gives three times as many true as false.',
  ],
  reader: {
    fields: readerFields,
    capabilities: { canSplit: true, hasSnapshot: true, canDistribute: true },
    template: {
      column: [
        { name: 'id', type: 'long', incr: '1,1' },
        { name: 'name', type: 'string', random: '8,15' },
        { name: 'created', type: 'date', value: '2026-01-01 00:00:00' },
      ],
      sliceRecordCount: 1000,
    },
    open: async (options, context) => (await import('./reader.ts')).openReader(options, context),
  },
  writer: {
    fields: writerFields,
    capabilities: {
      isTransactional: false,
      canConfirmCommit: false,
      canWriteInParallel: true,
      // A dropped row leaves no trace, and only parts of committed attempts come into the file.
      isIdempotent: ({ print, path, fileName }) => !print || (path !== undefined && fileName !== undefined),
    },
    template: { print: true, fieldDelimiter: ',' },
    open: async (options, context) => (await import('./writer.ts')).openWriter(options, context),
    openTrial: async (options) => ({
      options: { ...options, path: undefined, fileName: undefined },
      place: 'nowhere',
      notes: ['Rows are counted and not kept.'],
      remove: async () => undefined,
    }),
  },
});
