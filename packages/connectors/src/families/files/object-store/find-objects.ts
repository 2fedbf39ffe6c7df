import { hasWildcards, matchesLevels, parseGlobs, type Glob } from '../glob.ts';
import { byPath, type StoredFile } from '../storage.ts';
import { listAll, type ObjectClient, type StoredObject } from './client.ts';
import { inParallel } from './in-parallel.ts';
import { cleanPath, folderPrefix, isFolderMark } from './keys.ts';

/** Listings under way at a time. */
const lanes = 16;

/**
 * Objects that a pattern stands for: an object of this name, all below a folder, or what the wildcards match. Folders
 * that lead nowhere are not listed.
 */
export async function findObjects(
  client: ObjectClient,
  pattern: string,
  signal: AbortSignal,
): Promise<readonly StoredFile[]> {
  const path = cleanPath(pattern);
  const named = await lookUp(client, path, signal).catch((error: unknown) => {
    // Who may list but not look at this name still gets what the wildcards match.
    if (hasWildcards(path)) return undefined;
    throw error;
  });
  if (named !== undefined) return [named];
  const found = new Map<string, StoredFile>();
  for (const glob of parseGlobs(path)) {
    // An alternative of braces may be a name.
    const file = glob.levels.length === 0 && glob.root !== path ? await lookUp(client, glob.root, signal) : undefined;
    const tree = new Tree(client, glob, beginnings(path, glob));
    for (const each of file === undefined ? await tree.walk(signal) : [file]) found.set(each.path, each);
  }
  return [...found.values()].sort(byPath);
}

async function lookUp(client: ObjectClient, key: string, signal: AbortSignal): Promise<StoredFile | undefined> {
  const found = key === '' ? undefined : await client.head(key, signal);
  return found === undefined ? undefined : storedFile(found);
}

export function storedFile({ key, size, version }: StoredObject): StoredFile {
  return { path: key, size, version };
}

/** What the names of each level begin with, so that a listing need not give the others. */
function beginnings(path: string, { root, levels }: Glob): readonly string[] {
  // An alternative of braces is not a part of the pattern as it is written.
  if (/[{\\]|\/\//.test(path)) return [];
  const parts = path.slice(root === '' ? 0 : root.length + 1).split('/');
  return levels.map((_, depth) => /^[^*?[]*/.exec(parts[depth] ?? '')?.[0] ?? '');
}

/** A folder that is still to be looked into: its names below the root, and whether all below it is wanted. */
interface Visit {
  readonly names: readonly string[];
  readonly isInside: boolean;
}

class Tree {
  readonly #client: ObjectClient;
  readonly #levels: Glob['levels'];
  readonly #beginnings: readonly string[];
  readonly #base: string;

  constructor(client: ObjectClient, { root, levels }: Glob, beginnings: readonly string[]) {
    this.#client = client;
    this.#levels = levels;
    this.#beginnings = beginnings;
    this.#base = folderPrefix(root);
  }

  async walk(signal: AbortSignal): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    let visits: readonly Visit[] = [{ names: [], isInside: this.#levels.length === 0 }];
    while (visits.length > 0) {
      const next = await inParallel(lanes, visits, (visit) => this.#look(visit, files, signal));
      visits = next.flat();
    }
    return files;
  }

  /** Adds the wanted objects of a folder to `files` and answers the folders in it that lead on. */
  async #look({ names, isInside }: Visit, files: StoredFile[], signal: AbortSignal): Promise<readonly Visit[]> {
    const folder = this.#base + names.map((name) => `${name}/`).join('');
    // Below `**` every folder leads on: one listing without folders.
    const isFlat = isInside || this.#levels.slice(0, names.length + 1).includes('**');
    const prefix = folder + (isInside ? '' : (this.#beginnings[names.length] ?? ''));
    const further: Visit[] = [];
    for await (const page of listAll(this.#client, { prefix, byFolder: !isFlat, signal })) {
      for (const object of page.objects) {
        const isWanted = isInside ? areShown(object.key.slice(folder.length).split('/')) : this.#matches(object.key);
        if (isWanted && !isFolderMark(object.key)) files.push(storedFile(object));
      }
      for (const found of page.folders) {
        const path = found.slice(this.#base.length, -1).split('/');
        const isMatch = matchesLevels(this.#levels, path);
        if (isMatch || (path.length < this.#levels.length && areShown(path.slice(-1))))
          further.push({ names: path, isInside: isMatch });
      }
    }
    return further;
  }

  /** Its name matches, or it lies below a folder whose name does. Hidden names count only where they are named. */
  #matches(key: string): boolean {
    const names = key.slice(this.#base.length).split('/');
    return names.some(
      (_, depth) => matchesLevels(this.#levels, names.slice(0, depth + 1)) && areShown(names.slice(depth + 1)),
    );
  }
}

function areShown(names: readonly string[]): boolean {
  return names.every((name) => !name.startsWith('.'));
}
