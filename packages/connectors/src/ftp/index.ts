import { defineConnector, type JsonValue } from '@sluice/core';
import { fileWriterFields } from '../families/files/fields.ts';
import { FileReader } from '../families/files/reader.ts';
import { FileWriter } from '../families/files/writer.ts';
import { connectionFields } from './connection.ts';
import { readerFields } from './fields.ts';
import { RemoteStorage } from './remote-storage.ts';
import { remoteUrls } from './urls.ts';

export default defineConnector({
  name: 'ftp',
  title: 'FTP, FTPS and SFTP',
  summary: 'Files of all formats on FTP servers, with or without TLS, and on SSH servers.',
  aliases: ['sftp', 'ftps'],
  drivers: { 'basic-ftp': '^6', ssh2: '^1.17' },
  connection: connectionFields,
  urls: remoteUrls,
  reader: {
    fields: readerFields,
    capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true },
    template: { path: ['/in/*.csv'], fileFormat: 'csv', skipHeader: true, column: ['*'] } satisfies Record<
      string,
      JsonValue
    >,
    open: async (options, context) =>
      FileReader.open(new RemoteStorage(options, context, options.maxTraversalLevel), options, context),
  },
  writer: {
    fields: fileWriterFields,
    capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true },
    template: {
      path: '/out',
      fileName: 'orders',
      fileFormat: 'csv',
      writeMode: 'truncate',
      header: true,
    } satisfies Record<string, JsonValue>,
    open: async (options, context) => FileWriter.open(new RemoteStorage(options, context), options, context),
  },
  explore: async (connection, context) => new (await import('./explorer.ts')).RemoteExplorer(connection, context),
  provenOn: ['OpenSSH 9.2', 'vsftpd 3.0.3', 'pyftpdlib 1.5.7', 'rclone 1.60 (SFTP)'],
  notes: [
    'An SFTP server must be known: its key is compared with `hostKey`, or with `knownHosts` (by default `~/.ssh/known_hosts`). An unknown key is refused with its fingerprint; `trustAnyHostKey` takes any.',
    'FTPS checks the certificate of the server against `ssl.ca` or the authorities of the system; `ssl.mode` `require` only encrypts. `ftp` encrypts nothing.',
    'Files are read by several channels: one split per file, and large uncompressed UTF-8 files in parts. After a lost connection reading goes on where it was, when the file still has the same size and time.',
    'Written files stay hidden (`.name.sluice-tmp`, `.name.sluice-sealed`) until the run has succeeded; then they are renamed into place. Servers that do not list hidden files are refused before the first row. With several channels `singleFileOutput` joins the parts through this machine.',
    'Links to files are followed, links to folders only when a path names them.',
    'FTP has one transfer per connection. When `maxConnections` are in use, or the server takes no more, tasks wait for each other.',
  ],
});
