import { map } from '@sluice/core';
import { relationalConnector } from '../families/relational/connector.ts';
import { serverUrls } from '../families/relational/urls.ts';
import { connectionFields } from './connection.ts';

export default relationalConnector({
  name: 'postgresql',
  title: 'PostgreSQL',
  summary: 'PostgreSQL and servers that speak its protocol, read and loaded with binary COPY.',
  connection: connectionFields,
  drivers: { pg: '^8' },
  driver: async () => (await import('./driver.ts')).driver,
  urls: serverUrls(['postgresql', 'postgres']),
  extraWriterFields: {
    pgType: map({
      title: 'Column types',
      help: 'Accepted as published jobs write it. The types of the target columns come from the table itself.',
      isAdvanced: true,
    }).optional(),
  },
  provenOn: ['PostgreSQL 15.18'],
  capabilities: { reader: { canDistribute: true }, writer: { canConfirmCommit: true } },
  notes: [
    'All splits of a run read one exported snapshot. Tables without a key are split by ranges of pages (version 14 or later).',
    'A task loads all its rows with one COPY in one transaction. Other write modes than insert, and columns of types that only the server can parse, go through a temporary table, which needs the TEMPORARY privilege on the database.',
    'Arrays are read as JSON lists. Their lower bounds are not kept; arrays of json and of composite types are read as PostgreSQL writes them.',
    'A value that the server would round silently (timestamp(3), time(0), numeric(5,-2)) is a dirty record.',
  ],
});
