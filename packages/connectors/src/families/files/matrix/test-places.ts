/** Every storage with the server that it is tried on. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector, Parameter } from '@sluice/core';
import { service, temporaryFolder, type ServiceName } from '@sluice/testkit';
import { newContainer } from '../../../azureblob/test-containers.ts';
import azureblob from '../../../azureblob/index.ts';
import { placeOn } from '../../../ftp/test-servers.ts';
import ftp from '../../../ftp/index.ts';
import { connectionOf, folderOf } from '../../../hdfs/test-cluster.ts';
import hdfs from '../../../hdfs/index.ts';
import { startFileServer, type ServedFile } from '../../../httpfile/test-server.ts';
import httpfile from '../../../httpfile/index.ts';
import { account, startOss } from '../../../oss/test-oss-server.ts';
import oss from '../../../oss/index.ts';
import { newBucket } from '../../../s3/test-buckets.ts';
import s3 from '../../../s3/index.ts';
import txtfile from '../../../txtfile/index.ts';
import type { TriedPlace } from '../test-formats.ts';

/** A place for rows, and for copies of files as they are. */
export interface Place extends TriedPlace {
  readonly copies: {
    readonly writer: TriedPlace['writer'];
    /** Parameters of a reader of all of them. */
    reading(): Promise<Parameter>;
  };
}

export interface StartedStorage {
  /** Who was at the other end, with its version. */
  readonly server: string;
  newPlace(): Promise<Place>;
  stop(): Promise<void>;
}

export interface StorageOnServer {
  readonly title: string;
  readonly connector: Connector;
  readonly service?: ServiceName;
  start(): Promise<StartedStorage>;
}

export const storages: readonly StorageOnServer[] = [
  {
    title: 'local',
    connector: txtfile,
    start: async () => started('the disk of the machine', async () => folderPlace(txtfile, {}, temporaryFolder())),
  },
  onFtp('FTP', 'vsftpd', 'vsftpd'),
  onFtp('FTPS', 'pyftpdlib', 'pyftpdlib', { exclusive: true, tls: true }),
  onFtp('SFTP', 'openssh', 'OpenSSH'),
  {
    title: 'S3',
    connector: s3,
    service: 'versitygw',
    async start() {
      const { version } = await service('versitygw');
      return started(`versitygw ${version}`, async () => objectPlace(s3, (await newBucket()).connection));
    },
  },
  {
    title: 'OSS',
    connector: oss,
    start: async () =>
      started('a server of our own that checks signatures V1 and V4', async () =>
        objectPlace(oss, { ...account, endpoint: (await startOss()).endpoint }),
      ),
  },
  {
    title: 'Azure Blob',
    connector: azureblob,
    service: 'azurite',
    async start() {
      const { version } = await service('azurite');
      return started(`Azurite ${version}`, async () => objectPlace(azureblob, (await newContainer()).connection));
    },
  },
  {
    title: 'HDFS',
    connector: hdfs,
    service: 'hdfs',
    async start() {
      const server = await (await service('hdfs')).newDatabase();
      const newFolder = (): string => `${folderOf(server)}/${randomBytes(4).toString('hex')}`;
      return started(`Hadoop ${server.version}`, async () => folderPlace(hdfs, connectionOf(server), newFolder()));
    },
  },
  {
    title: 'HTTP',
    connector: httpfile,
    start: async () => started('a web server of our own with ranges and ETags', servedPlace),
  },
];

function started(server: string, newPlace: () => Promise<Place>, stop = async () => {}): StartedStorage {
  return { server, newPlace, stop };
}

function onFtp(
  title: string,
  name: ServiceName,
  product: string,
  options: { readonly exclusive?: true; readonly tls?: true } = {},
): StorageOnServer {
  return {
    title,
    connector: ftp,
    service: name,
    async start() {
      const server = await service(name, options);
      const newPlace = async (): Promise<Place> => {
        const { parameter, remote } = placeOn(name, await server.newDatabase());
        return folderPlace(ftp, parameter, remote);
      };
      const stop = async (): Promise<void> => (options.exclusive === true ? server.stop() : undefined);
      // `9.2p1` of `9.2p1 Debian-2`
      return started(`${product} ${server.version.split(' ')[0]}`, newPlace, stop);
    },
  };
}

function folderPlace(connector: Connector, connection: Parameter, folder: string): Place {
  const copies = { ...connection, path: `${folder}/copies` };
  return {
    writer: { connector, parameter: { ...connection, path: folder, fileName: 'rows' } },
    reading: async () => ({ ...connection, path: `${folder}/rows*` }),
    copies: { writer: { connector, parameter: copies }, reading: async () => copies },
  };
}

function objectPlace(connector: Connector, connection: Parameter): Place {
  const copies = { ...connection, path: 'copies' };
  return {
    writer: { connector, parameter: { ...connection, object: 'out/rows' } },
    reading: async () => ({ ...connection, object: 'out/rows*' }),
    copies: { writer: { connector, parameter: copies }, reading: async () => copies },
  };
}

/** Files are written to the disk and served from there. */
async function servedPlace(): Promise<Place> {
  const folder = temporaryFolder();
  const copies = join(folder, 'copies');
  mkdirSync(copies);
  return {
    writer: { connector: txtfile, parameter: { path: folder, fileName: 'rows' } },
    reading: () => served(folder),
    copies: { writer: { connector: txtfile, parameter: { path: copies } }, reading: () => served(copies) },
  };
}

async function served(folder: string): Promise<Parameter> {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
  const files: Record<string, ServedFile> = {};
  for (const name of names) files[`/${name}`] = { content: readFileSync(join(folder, name)) };
  const { url } = await startFileServer(files);
  return { urlPrefix: url, fileName: names.map((name) => `/${name}`) };
}
