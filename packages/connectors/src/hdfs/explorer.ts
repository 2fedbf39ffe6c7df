import {
  checkStep,
  type ConnectionCheck,
  type ConnectorContext,
  type Explorer,
  type TableDescription,
  type TableEntry,
} from '@sluice/core';
import { parseOptions } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { formatOfName } from '../families/files/name-options.ts';
import { FileReader } from '../families/files/reader.ts';
import { addressesOf } from './addresses.ts';
import type { HdfsConnection } from './connection.ts';
import { readerFields } from './fields.ts';
import { isHiddenName } from './find-files.ts';
import { HdfsLink } from './link.ts';
import { absolutePath, joinPath } from './paths.ts';
import { readError } from './remote-errors.ts';
import { hdfsStorage } from './storage.ts';
import { WebHdfs } from './webhdfs.ts';

const defaultLimit = 10_000;

/** Looks around in an HDFS: files are its tables, folders its schemas. */
export class HdfsExplorer implements Explorer {
  readonly #connection: HdfsConnection;
  readonly #context: ConnectorContext;
  #client: WebHdfs | undefined;

  constructor(connection: HdfsConnection, context: ConnectorContext) {
    this.#connection = connection;
    this.#context = context;
  }

  async test(): Promise<readonly ConnectionCheck[]> {
    const steps: ConnectionCheck[] = [];
    const tries: Readonly<Record<string, () => Promise<string>>> = {
      resolve: async () => {
        const { urls, isGuessed } = addressesOf(this.#connection);
        return `${isGuessed ? 'guessed from defaultFS: ' : ''}${urls.map((url) => url.origin).join(', ')}`;
      },
      connect: async () => {
        await (await this.#open()).status('/', this.#context.signal);
        return 'a name node answers';
      },
      read: async () => {
        const names: string[] = [];
        for await (const page of (await this.#open()).list('/', this.#context.signal)) names.push(...page.map((entry) => entry.name)); // prettier-ignore
        return `${names.length} entries in /`;
      },
    };
    for (const [step, action] of Object.entries(tries)) {
      steps.push(await this.#check(step, action));
      if (steps.at(-1)?.ok === false) break;
    }
    return steps;
  }

  /** Files directly in the folder `schema`, by default the root. `*` in the pattern stands for any text. */
  async listTables(filter: Parameters<Explorer['listTables']>[0] = {}): Promise<readonly TableEntry[]> {
    const { schema = '/', pattern, limit = defaultLimit } = filter;
    const folder = absolutePath(schema);
    const accepts = pattern === undefined ? () => true : testOf(pattern);
    const entries: TableEntry[] = [];
    try {
      for await (const page of (await this.#open()).list(folder, this.#context.signal)) {
        for (const { name, kind, size } of page) {
          if (kind !== 'file' || isHiddenName(name) || !accepts(name)) continue;
          if (entries.push({ name: joinPath(folder, name), kind: 'file', estimatedBytes: size }) === limit)
            return entries;
        }
      }
    } catch (error) {
      throw readError(folder, error);
    }
    return entries;
  }

  /** @param table path of a file, whose format its name tells. */
  async describeTable(table: string): Promise<TableDescription> {
    const storage = hdfsStorage(await this.#open(), this.#context);
    const file = await storage.stat(table);
    if (file === undefined) throw fileErrors.noFile({ pattern: table });
    const given = { path: [file.path], ...formatOfName(file.path, 'reader') };
    const { options } = parseOptions(readerFields, given, 'reader.parameter');
    if (options === undefined) throw fileErrors.unreadable({ path: table, problem: 'its format is not known' });
    // Not closed: the client is needed for the next question.
    const reader = await FileReader.open(storage, options, this.#context);
    const schema = await reader.describe();
    const bytes = file.size === undefined ? {} : { estimatedBytes: file.size };
    return { name: file.path, kind: 'file', ...bytes, schema, primaryKey: [], uniqueKeys: [] };
  }

  async close(): Promise<void> {
    this.#client?.close();
    this.#client = undefined;
  }

  #check(step: string, action: () => Promise<string>): Promise<ConnectionCheck> {
    return checkStep(step, this.#context.clock, () =>
      action().catch((error: unknown) => {
        throw error instanceof Error ? readError('/', error) : error;
      }),
    );
  }

  async #open(): Promise<WebHdfs> {
    this.#client ??= new WebHdfs(await HdfsLink.open(this.#connection, this.#context));
    return this.#client;
  }
}

function testOf(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`));
  const test = new RegExp(`^${parts.join('.*')}$`, 'su');
  return (name) => test.test(name);
}
