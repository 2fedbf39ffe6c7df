import type { Clock } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { StoredFile } from '../families/files/storage.ts';
import { readFile } from './read-file.ts';
import { sealedPath } from '../families/files/staged-names.ts';
import { RemoteException, writeError } from './remote-errors.ts';
import { HdfsStagedFile } from './staged-file.ts';
import type { WebHdfs } from './webhdfs.ts';

export interface JoinRequest {
  /** Sealed files, by the path they are meant for, in order. */
  readonly parts: readonly StoredFile[];
  readonly path: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * Makes one sealed file of several. Their blocks are put together without being copied where HDFS can do that;
 * not with erasure coding, encryption zones or a comma in a path, and then the bytes are copied.
 */
export async function joinFiles(client: WebHdfs, request: JoinRequest): Promise<void> {
  const [first, ...others] = withContent(request.parts);
  if (first === undefined) return;
  const { path } = request;
  try {
    if (!(await canJoinBlocks(client, first, others))) return await copyAll(client, [first, ...others], request);
    // Should this be the last thing that happens, the first part holds everything, and a second call goes on from there.
    if (!(await client.rename(sealedPath(first.path), sealedPath(path)))) throw fileErrors.stagedLost({ path });
    await removeAll(client, request.parts);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** HDFS joins no empty files. Of nothing but empty ones the first is the result. */
function withContent(parts: readonly StoredFile[]): readonly StoredFile[] {
  const full = parts.filter((part) => part.size !== 0);
  return full.length === 0 ? parts.slice(0, 1) : full;
}

/** Joins; false when HDFS cannot do it and nothing has happened. */
async function canJoinBlocks(client: WebHdfs, first: StoredFile, others: readonly StoredFile[]): Promise<boolean> {
  if (others.length === 0) return true;
  if (others.some((part) => part.path.includes(','))) return false;
  const size = others.reduce((sum, part) => sum + (part.size ?? 0), first.size ?? 0);
  try {
    await client.concatenate(sealedPath(first.path), others.map((part) => sealedPath(part.path))); // prettier-ignore
  } catch (error) {
    const now = await client.status(sealedPath(first.path));
    // The answer got lost, or it was refused before anything happened.
    if (now?.size === size) return true;
    if (error instanceof RemoteException && now?.size === first.size) return false;
    throw error;
  }
  return true;
}

async function copyAll(client: WebHdfs, parts: readonly StoredFile[], request: JoinRequest): Promise<void> {
  const target = await HdfsStagedFile.create(client, request.path, request.signal);
  try {
    for (const part of parts) {
      const path = sealedPath(part.path);
      for await (const chunk of readFile(client, { ...part, path }, { ...request, range: { start: 0 } }))
        await target.write(chunk);
    }
    await target.seal();
  } catch (error) {
    await target.abort();
    throw error;
  }
  await removeAll(client, request.parts);
}

async function removeAll(client: WebHdfs, parts: readonly StoredFile[]): Promise<void> {
  for (const part of parts) await client.remove(sealedPath(part.path));
}
