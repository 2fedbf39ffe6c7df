import { defineConnector, type ConnectorContext, type JsonValue } from '@sluice/core';
import { FileReader } from '../families/files/reader.ts';
import type { Storage } from '../families/files/storage.ts';
import { FileWriter } from '../families/files/writer.ts';
import { connectionFields, type HdfsConnection } from './connection.ts';
import { HdfsExplorer } from './explorer.ts';
import { readerFields, writerFields } from './fields.ts';
import { HdfsLink } from './link.ts';
import { hdfsStorage } from './storage.ts';
import { hdfsUrlParameter } from './urls.ts';
import { WebHdfs } from './webhdfs.ts';

export default defineConnector({
  name: 'hdfs',
  title: 'HDFS',
  summary: 'Files of a Hadoop cluster over WebHDFS or HttpFS.',
  connection: connectionFields,
  urls: { schemes: ['hdfs', 'webhdfs', 'swebhdfs'], toParameter: hdfsUrlParameter },
  reader: {
    fields: readerFields,
    capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true },
    template: {
      path: ['/warehouse/orders/*'],
      fileFormat: 'text',
      fieldDelimiter: String.raw`\u0001`,
      nullFormat: String.raw`\N`,
      column: ['*'],
    } satisfies Record<string, JsonValue>,
    open: async (options, context) => FileReader.open(await openStorage(options, context), options, context),
  },
  writer: {
    fields: writerFields,
    capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true },
    template: {
      path: '/warehouse/orders',
      fileName: 'orders',
      fileFormat: 'text',
      fieldDelimiter: String.raw`\u0001`,
      writeMode: 'append',
    } satisfies Record<string, JsonValue>,
    open: async (options, context) => FileWriter.open(await openStorage(options, context), options, context),
  },
  explore: async (connection, context) => new HdfsExplorer(connection, context),
  provenOn: [
    'Hadoop 3.4.1 in a cluster of one process: WebHDFS of one name node and of an HA pair with fail-over, with TLS, and HttpFS',
    'Kerberos, Knox and Hadoop 2 were not at hand',
  ],
  notes: [
    'hdfs://host:8020 names the RPC port, which is not spoken: the addresses of WebHDFS come from webhdfsAddress, from hadoopConfig, or are the usual ports of that host. This machine has to reach the data nodes too, except through HttpFS or a gateway.',
    'Names that begin with "." or "_" are left out, as Hadoop does, unless the pattern begins so too.',
    'A file is written under a hidden name and renamed once the run has succeeded; files of an aborted run are removed. What a killed run leaves begins with a dot, and no tool of Hadoop reads it.',
    'When a connection breaks while a file is read, reading goes on where it broke. A file that changes meanwhile is an error.',
    'An answer of 307 is followed by hand. User and password go to the given addresses only, never to other hosts, and never from https to http.',
    'SequenceFiles (`fileFormat: seq`) are read when their values are Text or BytesWritable, by one channel each. RCFile is not read, and Kerberos is not spoken: use a delegation token, or a gateway with another log-in.',
  ],
});

async function openStorage(connection: HdfsConnection, context: ConnectorContext): Promise<Storage> {
  return hdfsStorage(new WebHdfs(await HdfsLink.open(connection, context)), context);
}
