import type { ConnectionCheck, ConnectorContext, Explorer, TableDescription, TableEntry } from '@sluice/core';
import { checkStep, parseOptions } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { fileReaderFields } from '../families/files/fields.ts';
import { parseGlobs, matchesLevels } from '../families/files/glob.ts';
import { parameterOfPath } from '../families/files/name-options.ts';
import { FileReader } from '../families/files/reader.ts';
import { addressOf, type FtpConnection } from './connection.ts';
import { joinPath } from './remote-path.ts';
import { RemoteStorage } from './remote-storage.ts';

const defaultLimit = 10_000;

/** Tests a server and shows the files of its base folder. */
export class RemoteExplorer implements Explorer {
  readonly #connection: FtpConnection;
  readonly #context: ConnectorContext;
  readonly #storage: RemoteStorage;

  constructor(connection: FtpConnection, context: ConnectorContext) {
    this.#connection = connection;
    this.#context = context;
    this.#storage = new RemoteStorage(connection, context);
  }

  async test(): Promise<readonly ConnectionCheck[]> {
    const { label } = addressOf(this.#connection);
    const connected = await this.#check('connect', async () => {
      await this.#storage.stat('');
      return `logged in at ${label}`;
    });
    if (!connected.ok) return [connected];
    const read = await this.#check('read', async () => {
      const entries = await this.#entries('');
      return `${entries.length} names in ${this.#connection.baseDirectory ?? 'the folder after login'}`;
    });
    return [connected, read];
  }

  /** Files of a folder; `schema` names it, by default it is the base folder. A pattern with slashes looks further. */
  async listTables(filter: Parameters<Explorer['listTables']>[0] = {}): Promise<readonly TableEntry[]> {
    const { schema: folder = '', pattern = '*', limit = defaultLimit } = filter;
    const found = pattern.includes('/')
      ? await this.#storage.find(joinPath(folder, pattern), this.#context.signal)
      : await this.#matching(folder, pattern);
    return found
      .toSorted((left, right) => (left.path < right.path ? -1 : 1))
      .slice(0, limit)
      .map(({ path, size }) => ({ name: path, kind: 'file', ...(size === undefined ? {} : { estimatedBytes: size }) }));
  }

  async describeTable(table: string): Promise<TableDescription> {
    const found = await this.#storage.stat(table);
    if (found === undefined) throw fileErrors.noFile({ pattern: table });
    const { options } = parseOptions(fileReaderFields, parameterOfPath(table, 'reader'), 'table');
    if (options === undefined) throw fileErrors.noFile({ pattern: table });
    // Not closed: the connections are needed for the next question.
    const reader = await FileReader.open(this.#storage, options, this.#context);
    const schema = await reader.describe();
    const size = found.size === undefined ? {} : { estimatedBytes: found.size };
    return { name: table, kind: 'file', schema, primaryKey: [], uniqueKeys: [], ...size };
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  async #matching(folder: string, pattern: string) {
    const globs = parseGlobs(pattern);
    const entries = await this.#entries(folder);
    return entries
      .filter(({ kind, name }) => kind === 'file' && globs.some(({ root, levels }) => isMatch(root, levels, name)))
      .map(({ name, size }) => ({ path: joinPath(folder, name), size }));
  }

  async #entries(folder: string) {
    const entries = await this.#storage.look(folder);
    if (entries === undefined) throw fileErrors.unreadable({ path: folder, problem: 'there is no such folder' });
    return entries;
  }

  #check(step: string, action: () => Promise<string>): Promise<ConnectionCheck> {
    return checkStep(step, this.#context.clock, action);
  }
}

function isMatch(root: string, levels: Parameters<typeof matchesLevels>[0], name: string): boolean {
  return levels.length === 0 ? root === name : matchesLevels(levels, [name]);
}
