import { fileErrors } from '../families/files/errors.ts';
import { hasWildcards, parseGlobs, type Glob } from '../families/files/glob.ts';
import { byPath, type StoredFile } from '../families/files/storage.ts';
import { errors } from './errors.ts';
import type { Target } from './link.ts';
import type { LinkPool } from './link-pool.ts';
import { folderOf, nameOf } from './remote-path.ts';
import { walk, type Found } from './walk.ts';

export interface FindRequest {
  readonly pool: LinkPool;
  readonly maxTraversalLevel: number;
  readonly signal: AbortSignal;
}

/** Questions about single files that are asked over several links at once. */
const mostAsked = 4;

/** Files that a pattern stands for, sorted by path. A path that exists is taken literally. */
export async function findFiles(pattern: string, request: FindRequest): Promise<readonly StoredFile[]> {
  const { pool, signal } = request;
  const named = pattern === '' ? undefined : await pool.run(signal, (link) => link.stat(pattern));
  if (named?.kind === 'file') return [storedFile(pattern, named)];
  const isFolder = named?.kind === 'folder' || pattern === '';
  if (!isFolder && !hasWildcards(pattern)) {
    await explainMissing(pattern, request);
    return [];
  }
  const globs: readonly Glob[] = isFolder ? [{ root: pattern, levels: [] }] : parseGlobs(pattern);
  const found = new Map<string, Found>();
  for (const glob of globs) {
    for (const each of await findOne(glob, request)) found.set(each.path, each);
  }
  return (await describeAll([...found.values()], request)).toSorted(byPath);
}

async function findOne(glob: Glob, request: FindRequest): Promise<readonly Found[]> {
  const { pool, maxTraversalLevel, signal } = request;
  const stat = (path: string): Promise<Target | undefined> => pool.run(signal, (link) => link.stat(path));
  if (glob.levels.length === 0) {
    // An alternative without wildcards.
    const target = await stat(glob.root);
    if (target?.kind === 'file')
      return [{ path: glob.root, entry: { ...target, kind: 'file', name: nameOf(glob.root) } }];
    if (target?.kind !== 'folder') return [];
  }
  return walk(glob, {
    async list(folder) {
      const entries = await pool.run(signal, (link) => link.list(folder));
      if (entries === undefined) await explainMissing(folder, request);
      return entries;
    },
    identityOf: async (folder) => (await stat(folder))?.identity,
    maxTraversalLevel,
    signal,
  });
}

/** A file that its folder lists, or a folder that cannot be looked into, is not merely absent. */
async function explainMissing(path: string, request: FindRequest): Promise<void> {
  const { pool, signal } = request;
  const folder = folderOf(path);
  if (folder === path || path === '') return;
  const entries = await pool.run(signal, (link) => link.list(folder));
  const entry = entries?.find(({ name }) => name === nameOf(path));
  if (entry !== undefined) {
    const problem = entry.kind === 'link' ? 'it is a link that leads nowhere' : 'the server does not let us at it';
    throw fileErrors.unreadable({ path, problem });
  }
  if (entries === undefined) await explainMissing(folder, request);
}

/** Versions where listings had none, and what links lead to. */
async function describeAll(all: readonly Found[], { pool, signal }: FindRequest): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  const queue = [...all].values();
  const work = async (): Promise<void> => {
    for (const { path, entry } of queue) {
      checkDecoded(path);
      const file = await describe({ path, entry }, pool, signal);
      if (file !== undefined) files.push(file);
    }
  };
  await Promise.all(Array.from({ length: mostAsked }, work));
  return files;
}

async function describe({ path, entry }: Found, pool: LinkPool, signal: AbortSignal): Promise<StoredFile | undefined> {
  if (entry.kind === 'link') {
    const target = await pool.run(signal, (link) => link.stat(path));
    return target?.kind === 'file' ? storedFile(path, target) : undefined;
  }
  const version = entry.version ?? (await pool.run(signal, (link) => link.versionOf(path, entry.size)));
  return storedFile(path, { ...entry, version });
}

/** Bytes that are no character in the expected encoding cannot be sent back as they were. */
function checkDecoded(path: string): void {
  if (!path.includes('\uFFFD')) return;
  const problem = `the name ${JSON.stringify(nameOf(path))} is not in the expected encoding`;
  throw errors.badListing({ folder: folderOf(path), problem });
}

export function storedFile(path: string, found: { readonly size?: number; readonly version: string }): StoredFile {
  return { path, version: found.version, ...(found.size === undefined ? {} : { size: found.size }) };
}
