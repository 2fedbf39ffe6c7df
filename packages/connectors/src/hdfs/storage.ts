import { posix } from 'node:path';
import type { ConnectorContext } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { byPath, type Storage, type StoredFile } from '../families/files/storage.ts';
import { findFiles, storedFile } from './find-files.ts';
import { joinFiles } from './join-files.ts';
import { isStaged, sealedPath, stagedSuffixes, unsealedName } from '../families/files/staged-names.ts';
import { absolutePath, joinPath } from './paths.ts';
import { readFile } from './read-file.ts';
import { RemoteException, readError, writeError } from './remote-errors.ts';
import { HdfsStagedFile } from './staged-file.ts';
import type { WebHdfs } from './webhdfs.ts';

/** How long a cancelled run tries to remove what it has begun. */
const cleaningMs = 4_000;

/** Files of an HDFS. */
export function hdfsStorage(client: WebHdfs, context: ConnectorContext): Storage {
  const { signal } = context;
  return {
    isStream: false,
    parallelReads: 4,
    find: (pattern, stop) => findFiles(client, absolutePath(pattern), stop),
    stat: (path) => statFile(client, absolutePath(path)),
    read: (file, range, stop) => readFile(client, file, { range, signal: stop, clock: context.clock }),
    join: (folder, name) => joinPath(absolutePath(folder), name),

    async prepareFolder(folder) {
      const path = absolutePath(folder);
      try {
        await client.makeFolder(path);
        await client.checkAccess(path, '-wx');
      } catch (error) {
        throw writeError(path, error);
      }
    },

    list: (folder, prefix) =>
      listFolder(client, absolutePath(folder), (name) => !name.startsWith('.') && name.startsWith(prefix)),

    create: (path) => HdfsStagedFile.create(client, path, signal),

    async sealed(folder, prefix) {
      const path = absolutePath(folder);
      const files = await listFolder(client, path, (name) => isStaged(name, prefix, [stagedSuffixes.sealed]));
      return files.map((file) => ({ ...file, path: joinPath(path, unsealedName(posix.basename(file.path))) })).sort(byPath); // prettier-ignore
    },

    async publish(path, as = path) {
      const hasMoved = await client.rename(sealedPath(path), as).catch((error: unknown) => {
        throw writeError(path, error);
      });
      if (!hasMoved) throw fileErrors.stagedLost({ path });
    },

    concatenate: (parts, path) => joinFiles(client, { parts, path, signal, clock: context.clock }),

    async remove(path) {
      try {
        await client.remove(path);
      } catch (error) {
        throw writeError(path, error);
      }
    },

    async discard(folder, prefix, which) {
      const suffixes = which.sealed ? [stagedSuffixes.started, stagedSuffixes.sealed] : [stagedSuffixes.started];
      const path = absolutePath(folder);
      // A cancelled run does not wait for a cluster that is in trouble.
      const limit = signal.aborted ? AbortSignal.timeout(cleaningMs) : undefined;
      for (const file of await listFolder(client, path, (name) => isStaged(name, prefix, suffixes), limit)) {
        await client.remove(file.path, limit).catch((error: unknown) => {
          throw writeError(file.path, error);
        });
      }
    },

    close: async () => client.close(),
  };
}

async function statFile(client: WebHdfs, path: string): Promise<StoredFile | undefined> {
  try {
    const status = await client.status(path);
    return status?.kind === 'file' ? storedFile(path, status) : undefined;
  } catch (error) {
    throw readError(path, error);
  }
}

/** Files directly in a folder whose names are accepted. Empty when there is no folder. */
async function listFolder(
  client: WebHdfs,
  folder: string,
  accepts: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  try {
    for await (const page of client.list(folder, signal)) {
      for (const entry of page) {
        if (entry.kind === 'file' && accepts(entry.name)) files.push(storedFile(joinPath(folder, entry.name), entry));
      }
    }
  } catch (error) {
    if (!(error instanceof RemoteException && error.isMissing)) throw readError(folder, error);
  }
  return files.sort(byPath);
}
