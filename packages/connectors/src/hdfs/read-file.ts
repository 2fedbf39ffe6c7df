import { SluiceError, type Clock } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { ByteRange, StoredFile } from '../families/files/storage.ts';
import { versionOf } from './file-status.ts';
import { RemoteException, readError } from './remote-errors.ts';
import type { WebHdfs } from './webhdfs.ts';

/** Attempts at the same byte; one that brings bytes begins a new count. */
const mostAttempts = 5;
const firstPauseMs = 200;

export interface ReadRequest {
  readonly range: ByteRange;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Bytes of a file. A connection that breaks is replaced, and reading goes on at the byte where it broke. */
export async function* readFile(
  client: WebHdfs,
  file: StoredFile,
  { range, signal, clock }: ReadRequest,
): AsyncGenerator<Uint8Array> {
  const end = range.end ?? file.size ?? 0;
  let position = range.start;
  for (let attempt = 1; position < end; attempt++) {
    try {
      for await (const chunk of readFrom(client, file, { start: position, end }, signal)) {
        position += chunk.length;
        attempt = 1;
        yield chunk;
      }
      if (position < end) throw fileErrors.changed({ path: file.path });
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= mostAttempts || !mayPass(error)) throw readError(file.path, error);
      await clock.sleep(firstPauseMs * 2 ** (attempt - 1), signal);
    }
  }
}

async function* readFrom(
  client: WebHdfs,
  file: StoredFile,
  { start, end }: Required<ByteRange>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const status = await client.status(file.path, signal);
  if (status === undefined || versionOf(status) !== file.version) throw fileErrors.changed({ path: file.path });
  const response = await client.open(file.path, { offset: start, length: end - start }, signal);
  let left = end - start;
  for await (const chunk of response.body()) {
    // A server that does not know the length sends all up to the end.
    if (left <= 0) return;
    yield chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
  }
}

/** Lost connections, name nodes that change their roles, blocks whose data node is just going away. */
function mayPass(error: unknown): boolean {
  if (error instanceof SluiceError) return error.retryable;
  return (
    error instanceof RemoteException && (error.isStandby || error.isStarting || /BlockMissing/.test(error.exception))
  );
}
