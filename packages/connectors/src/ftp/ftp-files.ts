import { fileErrors } from '../families/files/errors.ts';
import type { ByteRange } from '../families/files/storage.ts';
import type { FtpControl } from './ftp-control.ts';
import { isUnknownCommand, readError, writeError } from './ftp-replies.ts';
import { FtpTransfer } from './ftp-transfer.ts';
import type { Output } from './link.ts';

interface Source {
  /** For messages. */
  readonly path: string;
  /** The command. */
  readonly line: string;
  readonly size: number | undefined;
}

/** Bytes of a file. A part that ends before the file does is cut off, which costs the server a broken transfer. */
export async function* download(
  control: FtpControl,
  source: Source,
  range: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { end = Infinity } = range;
  if (range.start >= end) return;
  const isTail = end >= (source.size ?? Infinity);
  let running: FtpTransfer | undefined;
  const stop = (): void => {
    running?.socket.destroy();
    control.close();
  };
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    const { transfer, position: start } = await startAt(control, source.line, range.start);
    running = transfer;
    let position = start;
    for await (const chunk of transfer.chunks()) {
      signal.throwIfAborted();
      const from = Math.max(0, range.start - position);
      const to = Math.min(chunk.length, end - position);
      position += chunk.length;
      if (to > from) yield chunk.subarray(from, to);
      if (position > end && isTail) throw fileErrors.changed({ path: source.path });
      if (position >= end && !isTail) return;
    }
    await transfer.confirmed();
    running = undefined;
  } catch (error) {
    signal.throwIfAborted();
    throw readError(source.path, error);
  } finally {
    signal.removeEventListener('abort', stop);
    await running?.cancel();
  }
}

/** Servers that cannot begin in the middle begin at the start. */
async function startAt(control: FtpControl, line: string, position: number) {
  try {
    return { transfer: await FtpTransfer.start(control, line, position), position };
  } catch (error) {
    if (position === 0 || !isUnknownCommand(error)) throw error;
    return { transfer: await FtpTransfer.start(control, line), position: 0 };
  }
}

export function upload(transfer: FtpTransfer, path: string): Output {
  return {
    async write(bytes) {
      try {
        await transfer.send(bytes);
      } catch (error) {
        throw writeError(path, error);
      }
    },
    async end() {
      try {
        await transfer.sendEnd();
        await transfer.confirmed();
      } catch (error) {
        throw writeError(path, error);
      }
    },
    abort: () => transfer.cancel(),
  };
}
