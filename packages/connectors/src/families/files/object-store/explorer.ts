import {
  checkStep,
  parseOptions,
  type ConnectionCheck,
  type ConnectorContext,
  type Explorer,
  type TableDescription,
  type TableEntry,
} from '@sluice/core';
import { fileReaderFields, type FileReaderOptions } from '../fields.ts';
import { hasWildcards } from '../glob.ts';
import { formatOfName } from '../name-options.ts';
import { FileReader } from '../reader.ts';
import { listAll, type ObjectClient } from './client.ts';
import { findObjects } from './find-objects.ts';
import { isFolderMark, nameOf } from './keys.ts';
import { ObjectStorage } from './object-storage.ts';

const defaultLimit = 10_000;
const memoryBytes = 8 << 20;

/** Tests a connection, lists objects and tells their columns. */
export class ObjectExplorer implements Explorer {
  readonly #client: ObjectClient;
  readonly #context: ConnectorContext;

  constructor(client: ObjectClient, context: ConnectorContext) {
    this.#client = client;
    this.#context = context;
  }

  async test(): Promise<readonly ConnectionCheck[]> {
    const { signal } = this.#context;
    const connected = await this.#check('connect', async () => {
      await this.#client.list({ prefix: '', byFolder: true, limit: 1, signal });
      return `connected and logged in, ${this.#client.root} is there`;
    });
    if (!connected.ok) return [connected];
    const read = await this.#check('read', async () => {
      const { objects, next } = await this.#client.list({ prefix: '', byFolder: false, signal });
      return next === undefined
        ? `${objects.length} objects are visible`
        : `more than ${objects.length} objects are visible`;
    });
    return [connected, read];
  }

  /** `pattern` has wildcards or is a part of the name; `schema` is a folder. */
  async listTables({
    schema = '',
    pattern = '',
    limit = defaultLimit,
  }: Parameters<Explorer['listTables']>[0] = {}): Promise<readonly TableEntry[]> {
    const { signal } = this.#context;
    const prefix = schema === '' || schema.endsWith('/') ? schema : `${schema}/`;
    if (hasWildcards(pattern)) {
      const found = await findObjects(this.#client, prefix + pattern, signal);
      return found.slice(0, limit).map(({ path, size }) => entry(path, size ?? 0));
    }
    const entries: TableEntry[] = [];
    for await (const { objects } of listAll(this.#client, { prefix, byFolder: false, signal })) {
      for (const { key, size } of objects) {
        const isShown = !isFolderMark(key) && !nameOf(key).startsWith('.');
        if (isShown && key.toLowerCase().includes(pattern.toLowerCase())) entries.push(entry(key, size));
        if (entries.length >= limit) return entries;
      }
    }
    return entries;
  }

  /** Columns as a reader of this object would find them; the first line of CSV names them. */
  async describeTable(table: string): Promise<TableDescription> {
    const format = formatOfName(table, 'reader');
    const parameter = { ...format, path: [table], skipHeader: format['fileFormat'] === 'csv' };
    const { options } = parseOptions(fileReaderFields, parameter, 'table');
    const { signal } = this.#context;
    const storage = new ObjectStorage({ client: this.#client, signal, memoryBytes, partBytes: memoryBytes });
    // Not closed: the client is needed for the next question.
    const reader = await FileReader.open(storage, options as FileReaderOptions, this.#context);
    const schema = await reader.describe();
    const size = (await this.#client.head(table, signal))?.size ?? 0;
    return { ...entry(table, size), schema, primaryKey: [], uniqueKeys: [] };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  #check(step: string, action: () => Promise<string>): Promise<ConnectionCheck> {
    return checkStep(step, this.#context.clock, action);
  }
}

function entry(key: string, size: number): TableEntry {
  return { name: key, kind: 'file', estimatedBytes: size };
}
