import { fileErrors } from '../families/files/errors.ts';
import { matchesLevels, type Glob } from '../families/files/glob.ts';
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
 * them, to be looked at by the caller; links to folders are not followed, so a tree never leads out of itself or
 * into a circle.
 */
export async function walk(glob: Glob, request: WalkRequest): Promise<readonly Found[]> {
  const found: Found[] = [];
  const { levels, root } = glob;
  const isDeep = levels.includes('**');
  const visit = async (names: readonly string[], above: readonly string[], isInside: boolean): Promise<void> => {
    request.signal.throwIfAborted();
    const folder = names.reduce(joinPath, root);
    const { maxTraversalLevel } = request;
    if (names.length > maxTraversalLevel) throw errors.tooDeep({ folder, maxTraversalLevel });
    const entries = await entriesOf(folder, names.length > 0, request);
    const own = names.length === 0 && entries.some(isKnownFolder) ? await request.identityOf(folder) : undefined;
    const line = own === undefined ? above : [own];
    for (const entry of entries) {
      const path = [...names, entry.name];
      const isHidden = entry.name.startsWith('.');
      const matches = isInside ? !isHidden : matchesLevels(levels, path);
      if (entry.kind === 'folder') {
        const leadsOn = isDeep || path.length < levels.length;
        // Servers that hide links show a folder within itself.
        const isCircle = entry.identity !== undefined && line.includes(entry.identity);
        if (!isCircle && (matches || (leadsOn && !isHidden)))
          await visit(path, entry.identity === undefined ? line : [...line, entry.identity], matches);
      } else if (matches && entry.kind !== 'other') {
        found.push({ path: joinPath(folder, entry.name), entry });
      }
    }
  };
  await visit([], [], levels.length === 0);
  return found;
}

function isKnownFolder({ kind, identity }: Entry): boolean {
  return kind === 'folder' && identity !== undefined;
}

async function entriesOf(folder: string, isListed: boolean, { list }: WalkRequest): Promise<readonly Entry[]> {
  const entries = await list(folder);
  // A folder that was listed a moment ago is not left out in silence.
  if (entries === undefined && isListed) throw fileErrors.unreadable({ path: folder, problem: 'it cannot be opened' });
  return entries ?? [];
}
