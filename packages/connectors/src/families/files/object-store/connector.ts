import type { Connector, ConnectorContext, Fields, JsonValue, Options } from '@sluice/core';
import { FileReader } from '../reader.ts';
import { FileWriter } from '../writer.ts';
import type { ObjectClient } from './client.ts';
import { ObjectExplorer } from './explorer.ts';
import {
  objectReaderFields,
  objectWriterFields,
  type ObjectReaderOptions,
  type ObjectWriterOptions,
} from './fields.ts';
import { ObjectStorage } from './object-storage.ts';
import { namingOf, writerTarget, type Naming } from './target.ts';
import { openTrial, removeTrial } from './trial.ts';
import { objectUrls, type UrlNames } from './urls.ts';

/** What one object store says about itself; the family makes a connector of it. */
export interface ObjectStoreDefinition<C extends Fields, W extends Fields> {
  /** `stepType` of script 2.0. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  /** Client libraries by npm name and range. */
  readonly drivers?: Readonly<Record<string, string>>;
  readonly connection: C;
  /** Options of the writer of this store alone. */
  readonly writerFields: W;
  readonly urls: { readonly scheme: string } & UrlNames;
  /** Asks nothing of the store yet. */
  readonly open: (options: Options<C> & Partial<Options<W>>, request: OpenRequest) => Promise<ObjectClient>;
  readonly provenOn: readonly string[];
  readonly notes: readonly string[];
}

export interface OpenRequest {
  readonly context: ConnectorContext;
  /** How often a request is made in all. */
  readonly tries: number;
}

/** An engine without a limit in mind gives a lot; more than this on the way makes nothing faster. */
const mostMemoryBytes = 24 << 20;

/** A connector with both sides and explorer for one object store. */
export function objectStoreConnector<C extends Fields, W extends Fields>(
  definition: ObjectStoreDefinition<C, W>,
): Connector {
  const { name, title, summary, aliases, drivers, connection, writerFields, urls, provenOn, notes } = definition;
  const open = definition.open as unknown as (options: object, request: OpenRequest) => Promise<ObjectClient>;
  const openStore = async (options: ObjectWriterOptions, context: ConnectorContext) => {
    const client = await open(options, { context, tries: options.maxRetries + 1 });
    return { client, storage: storageOf(client, context, { partSize: options.partSize }) };
  };
  return {
    name,
    title,
    summary,
    ...(aliases === undefined ? {} : { aliases }),
    ...(drivers === undefined ? {} : { drivers }),
    connection,
    urls: objectUrls(urls.scheme, urls),
    reader: {
      fields: objectReaderFields,
      capabilities: { canSplit: true, hasSnapshot: false, canDistribute: true },
      template: readerTemplate,
      open: async (options: ObjectReaderOptions, context: ConnectorContext) => {
        const client = await open(options, { context, tries: options.maxRetries + 1 });
        const storage = storageOf(client, context, { partSize: 8 });
        return FileReader.open(storage, options, context);
      },
    },
    writer: {
      fields: { ...objectWriterFields, ...writerFields },
      capabilities: { isTransactional: true, canConfirmCommit: true, canWriteInParallel: true },
      template: writerTemplate,
      open: async (options: ObjectWriterOptions, context: ConnectorContext) => {
        const target = writerTarget(options);
        const client = await open(options, { context, tries: options.maxRetries + 1 });
        const storage = storageOf(client, context, { partSize: options.partSize, ...namingOf(target) });
        return FileWriter.open(storage, target, context);
      },
      openTrial: (options: ObjectWriterOptions, context: ConnectorContext) =>
        openTrial(options, context, (own) => openStore(options, own)),
      removeTrial: (options: ObjectWriterOptions, context: ConnectorContext) =>
        removeTrial(options, context, (own) => openStore(options, own)),
    },
    explore: async (options: Options<C>, context: ConnectorContext) =>
      new ObjectExplorer(await open(options, { context, tries: 1 }), context),
    provenOn,
    notes: [...notes, ...commonNotes],
  };
}

const readerTemplate: Readonly<Record<string, JsonValue>> = {
  object: ['in/*.csv'],
  fileFormat: 'csv',
  skipHeader: true,
  column: ['*'],
};

const writerTemplate: Readonly<Record<string, JsonValue>> = {
  object: 'out/orders',
  fileFormat: 'csv',
  writeMode: 'truncate',
  header: true,
};

const commonNotes = [
  'Large objects are read in several requests at a time, small ones many at a time. A connection that breaks is taken up again at the byte where it broke; an object that was replaced meanwhile (ETag) stops the job.',
  'Nothing is visible before the run has succeeded. Up to then an object lies as an open upload with a hidden ticket (`.name.sluice-upload`) or, when it is small, as a hidden object (`.name.sluice-sealed`) beside its place; what a killed run leaves is removed by the next attempt at the same run. A rule of the bucket that aborts uploads after some days takes care of runs that nobody takes up again.',
];

function storageOf(
  client: ObjectClient,
  context: ConnectorContext,
  { partSize, ...naming }: { readonly partSize: number } & Naming,
): ObjectStorage {
  return new ObjectStorage({
    client,
    signal: context.signal,
    memoryBytes: Math.min(mostMemoryBytes, context.memoryBytes >> 1),
    partBytes: partSize * 1024 * 1024,
    ...naming,
  });
}
