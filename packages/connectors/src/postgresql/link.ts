import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import type { Client, Submittable } from 'pg';
import type { SluiceError } from '@sluice/core';
import { type ErrorContext, translateError, translateUnless } from './server-errors.ts';

/** Where the server listens; a folder means a local socket. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What the driver knows beyond its published types. */
interface ClientInternals {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly stream: Socket };
}

/** How long a cancel request may take to reach the server. */
const cancelTimeoutMs = 2_000;
/** How long a polite goodbye may take. */
const endTimeoutMs = 1_000;

type Cell = string | null;

/** One connection to the server: statements, cancelling, closing. Errors come out translated. */
export class Link {
  readonly client: Client;
  readonly context: ErrorContext;
  readonly #address: Address;
  /** Set while the server owes an answer. */
  #isBusy = false;
  #isClosed = false;

  constructor(client: Client, address: Address, context: ErrorContext) {
    this.client = client;
    this.#address = address;
    this.context = context;
    client.on('end', () => (this.#isClosed = true));
  }

  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Ends the connection when the server owes an answer and says nothing for so long. */
  limitSilence(ms: number): void {
    const { stream } = this.#internals.connection;
    if (ms === 0) return;
    stream.setTimeout(ms, () => {
      if (this.#isBusy && !stream.isPaused())
        stream.destroy(new Error(`connection terminated, no sign of life for ${ms} ms`));
    });
  }

  /** Rows with cells as the server writes them. */
  async query(sql: string, parameters: readonly Cell[] = []): Promise<readonly (readonly Cell[])[]> {
    const { rows } = await this.run(sql, parameters);
    return rows;
  }

  /** The result of the last statement of `sql`. */
  async run(sql: string, parameters: readonly Cell[] = []): Promise<Result> {
    try {
      return await this.#ask(sql, parameters);
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** Rows that the last statement of `sql` changed. Throws the error as the driver has it. */
  async send(sql: string): Promise<number> {
    return (await this.#ask(sql, [])).rowCount ?? 0;
  }

  async #ask(sql: string, parameters: readonly Cell[]): Promise<Result> {
    this.#isBusy = true;
    try {
      const values = parameters.length === 0 ? {} : { values: [...parameters] };
      const answer: unknown = await this.client.query({
        text: sql,
        rowMode: 'array',
        types: asText,
        ...values,
      } as never);
      return (Array.isArray(answer) ? answer.at(-1) : answer) as Result;
    } finally {
      this.#isBusy = false;
    }
  }

  /** Hands the connection to a COPY until `finished` settles. */
  submit(copy: Submittable, finished: Promise<unknown>): void {
    this.#isBusy = true;
    const end = (): void => {
      this.#isBusy = false;
    };
    finished.then(end, end);
    this.client.query(copy);
  }

  translate(error: unknown, signal?: AbortSignal): SluiceError {
    return signal === undefined ? translateError(error, this.context) : translateUnless(signal, error, this.context);
  }

  /** Asks the server to cancel what this connection runs, over a connection of its own. Never throws. */
  async cancelStatement(): Promise<void> {
    const { processID, secretKey } = this.#internals;
    if (processID === null || secretKey === null || this.#isClosed) return;
    const message = Buffer.alloc(16);
    message.writeInt32BE(16, 0);
    message.writeInt32BE(80_877_102, 4); // CancelRequest, the only message that needs no login
    message.writeInt32BE(processID, 8);
    message.writeInt32BE(secretKey, 12);
    await new Promise<void>((resolve) => {
      const { host, port } = this.#address;
      const socket = createConnection(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
      socket.setTimeout(cancelTimeoutMs, () => socket.destroy());
      socket.on('connect', () => socket.write(message));
      socket.on('data', () => {});
      socket.on('error', () => {}); // the connection itself is destroyed in any case
      socket.on('close', () => resolve());
    });
  }

  /** Ends the connection. A running statement is cancelled at the server first. Never throws. */
  async close(options: { readonly cancel?: boolean } = {}): Promise<void> {
    if (this.#isClosed) return;
    const { stream } = this.#internals.connection;
    const ended = new Promise<void>((resolve) => this.client.once('end', resolve));
    if (options.cancel === true && this.#isBusy) {
      await this.cancelStatement();
      stream.destroy();
    } else {
      this.client.end().catch(() => stream.destroy());
    }
    const timer = setTimeout(() => stream.destroy(), endTimeoutMs);
    await ended;
    clearTimeout(timer);
  }

  get #internals(): ClientInternals {
    return this.client as unknown as ClientInternals;
  }
}

export interface Result {
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number | null;
  readonly fields: readonly ResultField[];
}

export interface ResultField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

const asText = { getTypeParser: () => (text: string) => text };
