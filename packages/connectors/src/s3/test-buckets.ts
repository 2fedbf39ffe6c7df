/** Buckets on a real server, and the vendor's client as another hand. */
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { parseOptions, type Parameter } from '@sluice/core';
import { service, testContext, type Server } from '@sluice/testkit';
import { onTestFinished } from 'vitest';
import type { ConnectorContext } from '@sluice/core';
import type { ObjectClient } from '../families/files/object-store/client.ts';
import { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { openS3 } from './client.ts';
import { s3Connection } from './fields.ts';

export interface Bucket {
  readonly server: Server;
  readonly connection: Parameter;
  put(key: string, body: string | Uint8Array): Promise<void>;
  get(key: string): Promise<Buffer>;
  /** Of all objects, hidden ones too. */
  keys(): Promise<readonly string[]>;
  abort(key: string, upload: string): Promise<void>;
  /** Of uploads that are open. */
  uploads(): Promise<readonly string[]>;
}

/** A new empty bucket on the server that the tests share. */
export async function newBucket(shared?: Server): Promise<Bucket> {
  const server = await (shared ?? (await service('versitygw'))).newDatabase();
  const { host, port, user, password, database, certificate } = server;
  const endpoint = `${certificate === undefined ? 'http' : 'https'}://${host}:${port}`;
  const connection = { endpoint, bucket: database, accessKeyId: user, secretAccessKey: password };
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: user, secretAccessKey: password },
  });
  const Bucket = database;
  return {
    server,
    connection,
    put: async (Key, body) => void (await client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }))),
    get: async (Key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    keys: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
    abort: async (Key, UploadId) =>
      void (await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))),
    uploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      return Uploads.map(({ Key = '' }) => Key);
    },
  };
}

/** Our client for a connection. */
export async function clientFor(
  connection: Parameter,
  { tries = 2, ...context }: Partial<ConnectorContext> & { readonly tries?: number } = {},
): Promise<ObjectClient> {
  const { options, issues } = parseOptions(s3Connection, connection, 'connection');
  if (options === undefined) throw new Error(issues.map(({ message }) => message).join(' '));
  const client = await openS3(options, { context: testContext(context), tries });
  onTestFinished(() => client.close());
  return client;
}

export interface StorageSettings {
  readonly memoryBytes?: number;
  readonly joinTo?: string;
  readonly tries?: number;
  readonly signal?: AbortSignal;
}

/** Our storage over it. */
export async function storageFor(connection: Parameter, settings: StorageSettings = {}): Promise<ObjectStorage> {
  const signal = settings.signal ?? new AbortController().signal;
  const client = await clientFor(connection, { signal, tries: settings.tries ?? 2 });
  const { memoryBytes = 32 << 20, joinTo } = settings;
  const target = joinTo === undefined ? {} : { joinTo };
  return new ObjectStorage({ client, signal, memoryBytes, partBytes: 5 << 20, ...target });
}
