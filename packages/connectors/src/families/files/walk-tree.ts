import type { Glob } from './glob.ts';

/** Something in a folder. */
export interface TreeEntry {
  readonly name: string;
  /** Only folders lead on. Links to folders are none, so that a tree never leads out of itself or into a circle. */
  readonly kind: string;
  /** The same for all names of one folder, where the storage tells. */
  readonly identity?: string;
}

/** A tree of folders. They are given by the names that lead to them from its root. */
export interface Tree<E extends TreeEntry> {
  list(names: readonly string[]): Promise<readonly E[]>;
  /** Names that are found only when a pattern asks for them. */
  isHidden(name: string): boolean;
  matches(names: readonly string[]): boolean;
  /** Asked when the folders in it have one. */
  identityOfRoot?(): Promise<string | undefined>;
}

/** `names` leads to it from the root. */
export interface FoundEntry<E> {
  readonly names: readonly string[];
  readonly entry: E;
}

/** Everything but folders whose names match, and all below folders that do. All below the root without levels. */
export async function walkTree<E extends TreeEntry>(
  tree: Tree<E>,
  levels: Glob['levels'],
  signal: AbortSignal,
): Promise<readonly FoundEntry<E>[]> {
  const found: FoundEntry<E>[] = [];
  const isDeep = levels.includes('**');
  const visit = async (names: readonly string[], above: readonly string[], isInside: boolean): Promise<void> => {
    signal.throwIfAborted();
    const entries = await tree.list(names);
    const own = names.length === 0 && entries.some(isKnownFolder) ? await tree.identityOfRoot?.() : undefined;
    const line = own === undefined ? above : [own];
    for (const entry of entries) {
      const path = [...names, entry.name];
      const isHidden = tree.isHidden(entry.name);
      const matches = isInside ? !isHidden : tree.matches(path);
      if (entry.kind !== 'folder') {
        if (matches) found.push({ names: path, entry });
        continue;
      }
      const leadsOn = isDeep || path.length < levels.length;
      // Storages that hide links show a folder within itself.
      const isCircle = entry.identity !== undefined && line.includes(entry.identity);
      if (!isCircle && (matches || (leadsOn && !isHidden)))
        await visit(path, entry.identity === undefined ? line : [...line, entry.identity], matches);
    }
  };
  await visit([], [], levels.length === 0);
  return found;
}

function isKnownFolder({ kind, identity }: TreeEntry): boolean {
  return kind === 'folder' && identity !== undefined;
}
