import type { Socket } from 'node:net';
import type { Batch } from '@sluice/core';
import type { Connection, Submittable } from 'pg';
import type { EncodeState, RowEncoder, RowSizer } from './row-encoder.ts';

/** Size of a buffer on its way to the server. */
const bufferBytes = 256 * 1024;
/** Code and length of the CopyData message around the rows of a buffer. */
const headBytes = 5;
const copyData = 0x64;

const signature = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** The message that every COPY begins with. */
const header = Buffer.concat([Buffer.from([copyData, 0, 0, 0, 4 + signature.length]), signature]);
/** A field count of -1, and CopyDone. */
const ending = Buffer.from([copyData, 0, 0, 0, 6, 0xff, 0xff, 0x63, 0, 0, 0, 4]);

/** Buffers that go round between the encoder and the socket: one fills while others are on their way. */
export class SendBuffers {
  readonly #idle: EncodeState[] = [];
  #made = 0;
  #waiting: ((state: EncodeState) => void) | undefined;

  /** An empty buffer with room for `size` bytes; waits for the socket when all are on their way. */
  async take(size: number): Promise<EncodeState> {
    if (size > bufferBytes) return createState(size);
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#made < 3) {
      this.#made++;
      return createState(bufferBytes);
    }
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  give(state: EncodeState): void {
    if (state.bytes.length !== bufferBytes) return; // made for one large row
    state.position = 0;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#idle.push(state);
    else waiting(state);
  }
}

function createState(size: number): EncodeState {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, size), position: 0 };
}

export interface RowCodec {
  readonly encode: RowEncoder;
  readonly sizeOf: RowSizer;
}

/**
 * One `COPY … FROM STDIN (FORMAT binary)`, alone or with statements around it, or several in one query: rows are encoded
 * into buffers of their own and sent as they fill. `isEager` sends them without waiting for the server to ask, which
 * saves round trips; when the server does not come to a COPY at all, it drops them.
 */
export class CopyIn implements Submittable {
  readonly #sql: string;
  readonly #codec: RowCodec;
  readonly #buffers: SendBuffers;
  readonly #started = Promise.withResolvers<void>();
  readonly #settled = Promise.withResolvers<number>();
  #stream: Socket | undefined;
  #filling: EncodeState | undefined;
  /** Where in the buffer that fills the message of the rows begins. */
  #messageStart = 0;
  #failure: unknown;
  readonly #isEager: boolean;
  #changedRows = 0;
  readonly #released: number[] = [];

  constructor(sql: string, codec: RowCodec, buffers: SendBuffers, isEager = false) {
    this.#sql = sql;
    this.#isEager = isEager;
    this.#codec = codec;
    this.#buffers = buffers;
    this.#started.promise.catch(() => {});
    this.#settled.promise.catch(() => {});
  }

  /** Settles when the server is ready for the next statement: with the rows that the last COPY or INSERT stored. */
  get finished(): Promise<number> {
    return this.#settled.promise;
  }

  /** Rows stored up to each savepoint that was released, as `finished` counts them; complete also after a failure. */
  get released(): readonly number[] {
    return this.#released;
  }

  /** Encodes the rows (see `RowEncoder`) and sends what fills a buffer. The batch may be reused afterwards. */
  async append(batch: Batch, rows: Int32Array | undefined, from: number, to: number): Promise<void> {
    await this.#started.promise;
    let index = from;
    while (index < to) {
      const state = this.#filling ?? (await this.#open(headBytes));
      if (this.#failure !== undefined) throw this.#failure;
      const next = this.#codec.encode(batch, rows, index, to, state);
      if (next === to) return;
      if (next === index && state.position === headBytes && this.#messageStart === 0) {
        this.#buffers.give(this.#release());
        await this.#open(headBytes + this.#codec.sizeOf(batch, rows === undefined ? index : (rows[index] as number)));
        continue;
      }
      index = next;
      this.#send();
      this.#uncork(); // the socket must drain before there is a buffer again
    }
  }

  /** The rows that follow belong to the next COPY of the query. */
  nextCopy(): void {
    const state = this.#filling;
    const between = Buffer.concat([ending, header]);
    if (state === undefined || state.position + between.length + headBytes > state.bytes.length) {
      if (state !== undefined) this.#send();
      this.#stream?.write(between);
      return;
    }
    this.#closeMessage(state);
    between.copy(state.bytes, state.position);
    this.#messageStart = state.position + between.length;
    state.position = this.#messageStart + headBytes;
  }

  /** Sends rows that are encoded already. They may be reused afterwards. */
  async appendEncoded(rows: Uint8Array): Promise<void> {
    await this.#started.promise;
    if (this.#failure !== undefined) throw this.#failure;
    const stream = this.#stream as Socket;
    const head = Buffer.alloc(headBytes, copyData);
    head.writeInt32BE(headBytes - 1 + rows.length, 1);
    stream.cork();
    stream.write(head);
    const isSent = new Promise<void>((resolve) => stream.write(rows, () => resolve()));
    stream.uncork();
    await isSent;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends the COPY; resolves as `finished` does, or throws what the server refused. */
  async end(): Promise<number> {
    await this.#started.promise;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#filling !== undefined) this.#send();
    this.#stream?.write(ending);
    this.#uncork();
    return this.#settled.promise;
  }

  async #open(size: number): Promise<EncodeState> {
    const state = await this.#buffers.take(size);
    state.position = headBytes;
    this.#filling = state;
    return state;
  }

  #release(): EncodeState {
    const state = this.#filling as EncodeState;
    this.#filling = undefined;
    return state;
  }

  #send(): void {
    const state = this.#release();
    this.#closeMessage(state);
    this.#messageStart = 0;
    if (state.position === 0) return this.#buffers.give(state);
    this.#stream?.write(state.bytes.subarray(0, state.position), () => this.#buffers.give(state));
  }

  /** Puts code and length before the rows; without rows there is no message. */
  #closeMessage(state: EncodeState): void {
    const start = this.#messageStart;
    if (state.position === start + headBytes) {
      state.position = start;
      return;
    }
    state.bytes[start] = copyData;
    state.view.setInt32(start + 1, state.position - start - 1);
  }

  #uncork(): void {
    if (this.#stream?.writableCorked) this.#stream.uncork();
  }

  // What the driver calls.

  submit(connection: Connection): void {
    this.#stream = connection.stream as unknown as Socket;
    // A small piece leaves in one system call, statement and end included.
    if (this.#isEager) this.#stream.cork();
    connection.query(this.#sql);
    if (this.#isEager) this.#start();
  }

  handleCopyInResponse(): void {
    if (!this.#isEager) this.#start();
  }

  #start(): void {
    this.#stream?.write(header);
    this.#started.resolve();
  }

  handleError(error: Error): void {
    this.#failure = error;
    this.#uncork();
    if (this.#filling !== undefined) this.#buffers.give(this.#release());
    this.#started.reject(error);
    this.#settled.reject(error);
  }

  handleCommandComplete(message: { readonly text?: string }): void {
    const match = /^(?:COPY|INSERT \d+) (\d+)/.exec(message.text ?? '');
    if (match !== null) this.#changedRows = Number(match[1]);
    if (message.text === 'RELEASE') this.#released.push(this.#changedRows);
  }

  handleReadyForQuery(): void {
    this.#settled.resolve(this.#changedRows);
  }

  handleRowDescription(): void {}
  handleCopyData(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}
