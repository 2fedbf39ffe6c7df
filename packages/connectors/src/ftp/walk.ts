import { fileErrors } from '../families/files/errors.ts';
import { matchesLevels, type Glob } from '../families/files/glob.ts';
import { walkTree, type Tree } from '../families/files/walk-tree.ts';
import { errors } from './errors.ts';
import type { Entry } from './link.ts';
import { joinPath } from './remote-path.ts';

export interface WalkRequest {
  /** Undefined when there is no such folder. */
  readonly list: (folder: string) => Promise<readonly Entry[] | undefined>;
  /** Tells folders apart where the server does. */
  readonly identityOf: (folder: string) => Promise<string | undefined>;
  /** Folders below the root of the pattern. */
  readonly maxTraversalLevel: number;
  readonly signal: AbortSignal;
}

export interface Found {
  readonly path: string;
  readonly entry: Entry;
}

/**
 * Files below the root of a pattern whose names match, and all files of folders that do. Links to files are among
 * them, to be looked at by the caller; links to folders are not followed.
 */
export async function walk({ root, levels }: Glob, request: WalkRequest): Promise<readonly Found[]> {
  const pathOf = (names: readonly string[]): string => names.reduce(joinPath, root);
  const tree: Tree<Entry> = {
    async list(names) {
      const folder = pathOf(names);
      const { maxTraversalLevel } = request;
      if (names.length > maxTraversalLevel) throw errors.tooDeep({ folder, maxTraversalLevel });
      return entriesOf(folder, names.length > 0, request);
    },
    isHidden: (name) => name.startsWith('.'),
    matches: (names) => matchesLevels(levels, names),
    identityOfRoot: () => request.identityOf(root),
  };
  const found = await walkTree(tree, levels, request.signal);
  return found.flatMap(({ names, entry }) => (entry.kind === 'other' ? [] : [{ path: pathOf(names), entry }]));
}

async function entriesOf(folder: string, isListed: boolean, { list }: WalkRequest): Promise<readonly Entry[]> {
  const entries = await list(folder);
  // A folder that was listed a moment ago is not left out in silence.
  if (entries === undefined && isListed) throw fileErrors.unreadable({ path: folder, problem: 'it cannot be opened' });
  return entries ?? [];
}
