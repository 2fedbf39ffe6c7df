import type { Socket } from 'node:net';
import type { Batch } from '@sluice/core';
import type { Connection, Submittable } from 'pg';
import { errors } from './errors.ts';
import { MessageBuffer } from './message-buffer.ts';
import { startReadingInPlace, stopReadingInPlace } from './reading-socket.ts';
import type { DecodeState, RowDecoder } from './row-decoder.ts';

const codes = { copyData: 0x64, copyOut: 0x48, notice: 0x4e, parameterStatus: 0x53, notification: 0x41 } as const;
/** First bytes of a binary COPY. */
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

export interface FillLimits {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Reads the answer to one `COPY … TO STDOUT (FORMAT binary)` off the driver's socket and decodes it where it lies.
 *
 * It takes the place of the driver's parser as long as rows come, and gives the rest of the conversation back: the end,
 * errors, notices.
 */
export class CopyOut implements Submittable {
  readonly #sql: string;
  readonly #decode: RowDecoder;
  readonly #messages = new MessageBuffer();
  readonly #state: DecodeState = { position: 0, bytesLeft: 0, isUnexpected: false, late: [] };
  readonly #settled = Promise.withResolvers<void>();
  #stream: Socket | undefined;
  #driverListener: ((chunk: Buffer) => void) | undefined;
  #wanted:
    { readonly batch: Batch; readonly limits: FillLimits; resolve(): void; reject(error: unknown): void } | undefined;
  #failure: unknown;
  #isDiscarding = false;
  #isDone = false;

  constructor(sql: string, decode: RowDecoder) {
    this.#sql = sql;
    this.#decode = decode;
    this.#settled.promise.catch(() => {}); // the failure is also thrown by fill
  }

  /** Settles when the server is ready for the next statement. */
  get finished(): Promise<void> {
    return this.#settled.promise;
  }

  /** Row and column, one after the other, of the timestamps of the last batch that are too late to be kept. */
  get late(): readonly number[] {
    return this.#state.late;
  }

  /** Fills the batch up to the limits; an empty batch means the end. Throws what the server or the driver reported. */
  async fill(batch: Batch, limits: FillLimits): Promise<void> {
    this.#state.bytesLeft = limits.bytes;
    this.#state.late.length = 0;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isDone || this.#decodeInto(batch, limits)) return;
    // The last of the conversation may have been handled meanwhile.
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isDone) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wanted = { batch, limits, resolve, reject };
    this.#stream?.resume();
    await promise;
  }

  /** Ends a pending `fill` with this error. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#wanted?.reject(this.#failure);
    this.#wanted = undefined;
  }

  /** Drops everything that still comes, so that the server's last word can be heard. */
  discard(): void {
    this.#isDiscarding = true;
    try {
      // What has arrived lies in the buffer that the socket reads into next.
      this.#walk();
    } catch (error) {
      this.fail(error);
    }
    this.#stream?.resume();
  }

  // What the driver calls.

  submit(connection: Connection): void {
    this.#stream = connection.stream as unknown as Socket;
    const [listener] = this.#stream.listeners('data') as ((chunk: Buffer) => void)[];
    this.#driverListener = listener as (chunk: Buffer) => void;
    this.#stream.off('data', this.#driverListener);
    this.#stream.on('data', this.#onData);
    startReadingInPlace(this.#stream);
    connection.query(this.#sql);
  }

  handleError(error: Error): void {
    this.#giveBack();
    this.fail(error);
    this.#isDone = true;
    this.#settled.reject(error);
  }

  handleReadyForQuery(): void {
    this.#isDone = true;
    this.#settled.resolve();
    this.#wanted?.resolve();
    this.#wanted = undefined;
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}

  readonly #onData = (chunk: Buffer): void => {
    this.#messages.push(chunk);
    const wanted = this.#wanted;
    if (wanted === undefined && !this.#isDiscarding) {
      this.#stream?.pause();
      return;
    }
    try {
      if (wanted === undefined) this.#walk();
      else if (this.#decodeInto(wanted.batch, wanted.limits)) {
        this.#wanted = undefined;
        if (this.#driverListener !== undefined) this.#stream?.pause();
        wanted.resolve();
      }
    } catch (error) {
      this.fail(error);
    }
  };

  /** True when the batch is full; false when more must come. */
  #decodeInto(batch: Batch, limits: FillLimits): boolean {
    const state = this.#state;
    for (;;) {
      const { bytes, end } = this.#messages;
      state.position = this.#messages.position;
      state.isUnexpected = false;
      this.#decode(bytes, end, batch, limits.rows, state);
      this.#messages.position = state.position;
      if (state.isUnexpected) {
        if (!this.#handleOther()) return false;
      } else if (this.#messages.hasWhole()) return true;
      else if (!this.#messages.next()) return batch.rowCount >= limits.rows;
    }
  }

  /** While discarding: steps over rows to the end. */
  #walk(): void {
    do {
      while (this.#messages.hasWhole()) {
        if (this.#messages.code === codes.copyData) this.#messages.skip();
        else if (!this.#handleOther()) return;
      }
    } while (this.#messages.next());
  }

  /** Handles the message at hand, which is no row. False when the rows are over and the driver has taken over. */
  #handleOther(): boolean {
    const messages = this.#messages;
    switch (messages.code) {
      case codes.copyData:
        if (messages.dropHeader(signature)) return true;
        if (!messages.isTrailer) throw errors.protocol({ reason: 'rows of another shape' });
        messages.skip();
        return true;
      case codes.copyOut:
        messages.skip();
        return true;
      case codes.notice:
      case codes.parameterStatus:
      case codes.notification:
        this.#driverListener?.(messages.take());
        return true;
      default:
        this.#giveBack();
        return false;
    }
  }

  /** Lets the driver's parser go on, beginning with what has arrived. */
  #giveBack(): void {
    const listener = this.#driverListener;
    const stream = this.#stream;
    if (listener === undefined || stream === undefined) return;
    this.#driverListener = undefined;
    stream.off('data', this.#onData);
    stopReadingInPlace(stream);
    stream.on('data', listener);
    const rest = this.#messages.takeRest();
    if (rest.length > 0) listener(rest);
    stream.resume();
  }
}
