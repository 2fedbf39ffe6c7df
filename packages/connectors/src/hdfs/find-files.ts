import { matchesLevels, parseGlobs, type Glob } from '../families/files/glob.ts';
import { byPath, type StoredFile } from '../families/files/storage.ts';
import { walkTree, type Tree } from '../families/files/walk-tree.ts';
import { versionOf, type FileStatus } from './file-status.ts';
import { joinPath } from './paths.ts';
import { readError } from './remote-errors.ts';
import type { WebHdfs } from './webhdfs.ts';

/** The file of this path, the files below this folder, or what the pattern matches. Sorted by path. */
export async function findFiles(client: WebHdfs, pattern: string, signal: AbortSignal): Promise<readonly StoredFile[]> {
  const named = await statusOf(client, pattern, signal);
  if (named !== undefined) return below(client, { root: pattern, levels: [] }, named, signal);
  const found = new Map<string, StoredFile>();
  for (const glob of parseGlobs(pattern)) {
    const root = await statusOf(client, glob.root, signal);
    if (root === undefined) continue;
    for (const file of await below(client, glob, root, signal)) found.set(file.path, file);
  }
  return [...found.values()].sort(byPath);
}

export function storedFile(path: string, status: FileStatus): StoredFile {
  return { path, size: status.size, version: versionOf(status) };
}

async function statusOf(client: WebHdfs, path: string, signal: AbortSignal): Promise<FileStatus | undefined> {
  try {
    return await client.status(path, signal);
  } catch (error) {
    throw readError(path, error);
  }
}

async function below(
  client: WebHdfs,
  glob: Glob,
  root: FileStatus,
  signal: AbortSignal,
): Promise<readonly StoredFile[]> {
  if (root.kind === 'folder') return walk(client, glob, signal);
  return root.kind === 'file' && glob.levels.length === 0 ? [storedFile(glob.root, root)] : [];
}

/** Files below `root` whose names match, and all files of folders that do. Links are not followed. */
async function walk(client: WebHdfs, { root, levels }: Glob, signal: AbortSignal): Promise<readonly StoredFile[]> {
  const pathOf = (names: readonly string[]): string => names.reduce(joinPath, root);
  const tree: Tree<FileStatus> = {
    list: (names) => entriesOf(client, pathOf(names), signal),
    isHidden: isHiddenName,
    matches: (names) =>
      matchesLevels(levels, names) && (!isHiddenName(names.at(-1) ?? '') || isAskedFor(levels, names)),
  };
  const found = await walkTree(tree, levels, signal);
  const files = found.filter(({ entry }) => entry.kind === 'file');
  return files.map(({ names, entry }) => storedFile(pathOf(names), entry)).sort(byPath);
}

/** Hadoop leaves out what begins with a dot or an underscore: `_SUCCESS`, `_temporary`. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_');
}

/** The last part of the pattern begins with an underscore or a dot itself. */
function isAskedFor(levels: Glob['levels'], path: readonly string[]): boolean {
  const level = levels[path.length - 1] ?? levels.at(-1);
  return level !== undefined && level !== '**' && (level.matchesHidden || level.test.source.startsWith('^_'));
}

async function entriesOf(client: WebHdfs, folder: string, signal: AbortSignal): Promise<readonly FileStatus[]> {
  const entries: FileStatus[] = [];
  try {
    for await (const page of client.list(folder, signal)) entries.push(...page);
  } catch (error) {
    signal.throwIfAborted();
    throw readError(folder, error);
  }
  return entries;
}
