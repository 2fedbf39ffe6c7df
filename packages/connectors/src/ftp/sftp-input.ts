import type { ByteRange } from '../families/files/storage.ts';
import { abortable } from './abortable.ts';
import type { Input } from './link.ts';
import { readError } from './sftp-errors.ts';
import type { Done, SftpSession } from './sftp-session.ts';
import { versionOf } from './version.ts';

/** One request. Servers refuse longer ones than 32 KiB at worst by answering less. */
const chunkBytes = 64 * 1024;
/** Requests on their way at once, so that neither the distance nor the server's disk sets the pace: 2 MiB. */
const mostRequests = 32;

interface Request {
  readonly buffer: Buffer;
  readonly position: number;
  readonly length: number;
  /** Bytes that arrived; none at the end of the file. */
  readonly filled: Promise<number>;
}

/** A file read with many requests in flight; memory is bounded by them. */
export class SftpInput implements Input {
  readonly size: number | undefined;
  readonly version: string;
  readonly #session: SftpSession;
  readonly #handle: Buffer;
  readonly #path: string;

  /** @param path of the file as in messages, `at` as the server knows it. */
  static async open(session: SftpSession, path: string, at: string): Promise<SftpInput> {
    const handle = await session.call<Buffer>((sftp, done) => sftp.open(at, 'r', done));
    try {
      const { size, mtime } = await session.call<{ size: number; mtime: number }>((sftp, done) =>
        sftp.fstat(handle, done),
      );
      return new SftpInput(session, handle, { path, size, mtime });
    } catch (error) {
      closeHandle(session, handle).catch(() => undefined);
      throw error;
    }
  }

  private constructor(
    session: SftpSession,
    handle: Buffer,
    file: { readonly path: string; readonly size: number; readonly mtime: number },
  ) {
    this.#session = session;
    this.#handle = handle;
    this.#path = file.path;
    this.size = file.size;
    this.version = versionOf(file.size, file.mtime);
  }

  async *read({ start, end = Infinity }: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const pending: Request[] = [];
    const spare: Buffer[] = [];
    let position = start;
    let width = 2;
    for (;;) {
      while (pending.length < width && position < end) {
        const length = Math.min(chunkBytes, end - position);
        const buffer = (length === chunkBytes ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(length);
        pending.push(this.#ask(buffer, position, length));
        position += length;
      }
      const next = pending.shift();
      if (next === undefined) return;
      const filled = await abortable(next.filled, signal).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        throw readError(this.#path, error);
      });
      this.#session.garbage.add(filled);
      if (filled > 0) yield next.buffer.subarray(0, filled);
      if (filled < next.length) return;
      if (filled === chunkBytes) spare.push(next.buffer);
      // A few bytes from the head of a file cost little; a long read soon has all requests on their way.
      width = Math.min(mostRequests, width * 2);
    }
  }

  async close(): Promise<void> {
    // Unanswered when the connection is dead or the server stuck; nobody needs to wait for it.
    closeHandle(this.#session, this.#handle).catch(() => undefined);
  }

  #ask(buffer: Buffer, position: number, length: number): Request {
    const filled = this.#fill(buffer, position, length);
    filled.catch(() => undefined);
    return { buffer, position, length, filled };
  }

  /** Asks again where the server answers with less than asked for. */
  async #fill(buffer: Buffer, position: number, length: number): Promise<number> {
    let filled = 0;
    while (filled < length) {
      const from = filled;
      const got = await this.#session.call<number>((sftp, done: Done<number>) =>
        sftp.read(this.#handle, buffer, from, length - from, position + from, done as never),
      );
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }
}

function closeHandle(session: SftpSession, handle: Buffer): Promise<void> {
  return session.call((sftp, done) => sftp.close(handle, done as never));
}
