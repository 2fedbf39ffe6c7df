import type { Dirent } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat, access, constants, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileErrors } from '../families/files/errors.ts';
import { matchesLevels, parseGlobs, type Glob } from '../families/files/glob.ts';
import { isStaged, sealedPath, stagedSuffixes, unsealedName } from '../families/files/staged-names.ts';
import { byPath, type ByteRange, type PassOver, type Storage, type StoredFile } from '../families/files/storage.ts';
import { walkTree, type Tree, type TreeEntry } from '../families/files/walk-tree.ts';
import { joinFiles } from './join-files.ts';
import { isMissing, readError, writeError } from './local-errors.ts';
import { LocalStagedFile } from './local-staging.ts';

const chunkBytes = 256 * 1024;

/** Files of the machine Sluice runs on. */
export const localStorage: Storage = {
  isStream: false,

  async find(pattern, signal, passOver = () => undefined) {
    const named = await lookUp(pattern);
    if (named !== undefined && !named.isFolder) return [named.file];
    if (named !== undefined) return walk({ root: pattern, levels: [] }, signal, passOver);
    const found = new Map<string, StoredFile>();
    for (const glob of parseGlobs(pattern)) {
      for (const file of await findOne(glob, signal, passOver)) found.set(file.path, file);
    }
    return [...found.values()].sort(byPath);
  },

  async stat(path) {
    const found = await lookUp(path);
    return found === undefined || found.isFolder ? undefined : found.file;
  },

  read,

  join: (folder, name) => join(folder, name),

  async prepareFolder(folder) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw writeError(folder, error);
    }
  },

  async list(folder, prefix) {
    return listFolder(folder, (name) => !name.startsWith('.') && name.startsWith(prefix));
  },

  create: (path) => LocalStagedFile.create(path),

  async sealed(folder, prefix) {
    const files = await listFolder(folder, (name) => isStaged(name, prefix, [stagedSuffixes.sealed]));
    return files.map((file) => {
      const name = unsealedName(basename(file.path));
      return { ...file, path: join(folder, name) };
    });
  },

  async publish(path, as = path) {
    try {
      await rename(sealedPath(path), as);
      await syncFolder(dirname(as));
    } catch (error) {
      if (isMissing(error)) throw fileErrors.stagedLost({ path }, error);
      throw writeError(path, error);
    }
  },

  async concatenate(parts, path) {
    const [first, ...others] = parts;
    if (first === undefined) return;
    try {
      if (others.length > 0) return await joinFiles(parts, path);
      await rename(sealedPath(first.path), sealedPath(path));
    } catch (error) {
      if (isMissing(error)) throw fileErrors.stagedLost({ path }, error);
      throw writeError(path, error);
    }
  },

  async remove(path) {
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw writeError(path, error);
    }
  },

  async discard(folder, prefix, which) {
    const suffixes = which.sealed ? [stagedSuffixes.started, stagedSuffixes.sealed] : [stagedSuffixes.started];
    for (const file of await listFolder(folder, (name) => isStaged(name, prefix, suffixes))) {
      await rm(file.path, { force: true });
    }
  },
};

interface Found {
  readonly file: StoredFile;
  readonly isFolder: boolean;
}

/** Follows symbolic links: only for paths that were named. */
async function lookUp(path: string): Promise<Found | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return { file: stored(path, found), isFolder: found.isDirectory() };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw readError(path, error);
  }
}

function stored(
  path: string,
  found: { readonly size: bigint; readonly mtimeNs: bigint; isFile(): boolean },
): StoredFile {
  if (!found.isFile()) return { path, version: '' };
  return { path, size: Number(found.size), version: `${found.size}-${found.mtimeNs}` };
}

async function findOne(glob: Glob, signal: AbortSignal, passOver: PassOver): Promise<readonly StoredFile[]> {
  const root = glob.root === '' ? '.' : glob.root;
  const found = await lookUp(root);
  if (found === undefined) return [];
  if (found.isFolder) return walk(glob, signal, passOver);
  return glob.levels.length === 0 ? [found.file] : [];
}

/** Regular files below `root` whose names match, and all files of folders that do. Symbolic links are not followed. */
async function walk(glob: Glob, signal: AbortSignal, passOver: PassOver): Promise<readonly StoredFile[]> {
  const root = glob.root === '' ? '.' : glob.root;
  const tree: Tree<TreeEntry> = {
    list: async (names) => (await entriesOf(join(root, ...names))).map(entryOf),
    isHidden: (name) => name.startsWith('.'),
    matches: (names) => matchesLevels(glob.levels, names),
  };
  const files: StoredFile[] = [];
  for (const { names, entry } of await walkTree(tree, glob.levels, signal)) {
    const path = join(root, ...names);
    if (entry.kind === 'link') passOver(path);
    if (entry.kind !== 'file') continue;
    files.push(stored(path, await lstat(path, { bigint: true })));
  }
  return files.sort(byPath);
}

function entryOf(entry: Dirent): TreeEntry {
  const kinds = [
    ['folder', entry.isDirectory()],
    ['file', entry.isFile()],
    ['link', entry.isSymbolicLink()],
  ] as const;
  return { name: entry.name, kind: kinds.find(([, isIt]) => isIt)?.[0] ?? 'other' };
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw readError(folder, error);
  }
}

async function listFolder(folder: string, accepts: (name: string) => boolean): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile() && accepts(entry.name)) files.push(stored(path, await lstat(path, { bigint: true })));
    }
  } catch (error) {
    if (!isMissing(error)) throw readError(folder, error);
  }
  return files.sort(byPath);
}

/** Reads one chunk ahead into two buffers used in turn. */
async function* read(file: StoredFile, range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(file.path, 'r');
  } catch (error) {
    if (isMissing(error)) throw fileErrors.changed({ path: file.path, how: 'vanished' }, error);
    throw readError(file.path, error);
  }
  let ahead: Promise<number> | undefined;
  try {
    await checkVersion(handle, file);
    const end = range.end ?? file.size ?? Infinity;
    let position = range.start;
    // Small files need no buffers for large ones.
    const sizes = [0, chunkBytes].map((before) => Math.max(0, Math.min(chunkBytes, end - position - before)));
    const buffers = sizes.map((size) => Buffer.allocUnsafeSlow(size)) as [Buffer, Buffer];
    let turn = 0;
    const next = (into: Buffer): Promise<number> => {
      const length = Math.min(chunkBytes, end - position);
      return length <= 0
        ? Promise.resolve(0)
        : handle.read(into, 0, length, file.size === undefined ? null : position).then((done) => done.bytesRead);
    };
    ahead = next(buffers[0]);
    for (;;) {
      const length = await ahead;
      if (length === 0) break;
      const chunk = buffers[turn as 0 | 1].subarray(0, length);
      position += length;
      turn ^= 1;
      ahead = next(buffers[turn as 0 | 1]);
      ahead.catch(() => undefined);
      signal.throwIfAborted();
      yield chunk;
    }
    if (position < end && end !== Infinity) throw fileErrors.changed({ path: file.path });
    // What was written into it meanwhile may be half of a change.
    await checkVersion(handle, file);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw readError(file.path, error);
  } finally {
    await ahead?.catch(() => undefined);
    await handle.close();
  }
}

async function checkVersion(handle: FileHandle, file: StoredFile): Promise<void> {
  const now = await handle.stat({ bigint: true });
  if (now.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
  if (file.size !== undefined && stored(file.path, now).version !== file.version) {
    throw fileErrors.changed({ path: file.path });
  }
}

/** Makes a rename durable. Some file systems refuse it; the rename itself stands. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(resolve(folder), 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Nothing to add: the file is published.
  }
}
