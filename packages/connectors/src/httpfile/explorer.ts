import {
  checkStep,
  parseOptions,
  type ConnectionCheck,
  type ConnectorContext,
  type Explorer,
  type TableDescription,
} from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { formatOfName } from '../families/files/name-options.ts';
import { FileReader } from '../families/files/reader.ts';
import { httpfileErrors } from './errors.ts';
import type { HttpfileConnection } from './connection.ts';
import { readerFields } from './fields.ts';
import { httpClientOf, openHttpFiles } from './open.ts';
import { targetOf } from './targets.ts';

/** Looks at a web server. It lists nothing: HTTP knows no folders. */
export class HttpfileExplorer implements Explorer {
  readonly #connection: HttpfileConnection;
  readonly #context: ConnectorContext;

  constructor(connection: HttpfileConnection, context: ConnectorContext) {
    this.#connection = connection;
    this.#context = context;
  }

  /** Without a prefix there is nothing to connect to. */
  async test(): Promise<readonly ConnectionCheck[]> {
    const { clock, signal } = this.#context;
    const connect = await checkStep('connect', clock, () => this.#connect(signal));
    return [connect];
  }

  async #connect(signal: AbortSignal): Promise<string> {
    const { urlPrefix = '' } = this.#connection;
    if (urlPrefix === '') return 'there is no URL prefix to try';
    const http = await httpClientOf(this.#connection);
    try {
      const { url, headers, label } = targetOf('', this.#connection);
      const response = await http.send({ method: 'GET', url, headers, signal });
      response.discard();
      // A prefix need not be a page itself.
      if (response.status === 401) throw httpfileErrors.loginRefused({ url: label, answer: response.label });
      return `the server answers ${response.label}`;
    } finally {
      http.close();
    }
  }

  async listTables(): Promise<readonly []> {
    return [];
  }

  /** @param table a file name as in a job, whose format its end tells. */
  async describeTable(table: string): Promise<TableDescription> {
    const given = { fileName: [table], ...formatOfName(table.replace(/\?.*$/s, ''), 'reader') };
    const { options } = parseOptions(readerFields, given, 'reader.parameter');
    if (options === undefined) throw fileErrors.unreadable({ path: table, problem: 'its format is not known' });
    const { storage, path } = await openHttpFiles({ ...this.#connection, ...options }, this.#context);
    const reader = await FileReader.open(storage, { ...options, path }, this.#context);
    try {
      const schema = await reader.describe();
      return { name: table, kind: 'file', schema, primaryKey: [], uniqueKeys: [] };
    } finally {
      await reader.close();
    }
  }

  async close(): Promise<void> {}
}
