import { fileErrors } from '../errors.ts';
import { hasWildcards } from '../glob.ts';
import type { StoredFile } from '../storage.ts';

/**
 * Paths of files below the folders that the patterns begin with; these are kept in the copy. Throws
 * `FILES_COPY_CLASH` when two files would have the same one, `FILES_BAD_COPY_PATH` for one that leads elsewhere.
 */
export function copyPaths(files: readonly StoredFile[], patterns: readonly string[]): ReadonlyMap<string, string> {
  const roots = patterns.map(rootOf);
  const paths = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const { path } of files) {
    const relative = checkCopyPath(relativePath(path, roots));
    const other = taken.get(relative);
    if (other !== undefined) throw fileErrors.copyClash({ path, other, relative });
    taken.set(relative, path);
    paths.set(path, relative);
  }
  return paths;
}

/** The folders before the first wildcard, with a slash at the end; all of a pattern without any. */
function rootOf(pattern: string): string {
  if (!hasWildcards(pattern)) return pattern.endsWith('/') ? pattern : `${pattern}/`;
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => hasWildcards(part));
  return parts
    .slice(0, first)
    .map((part) => `${part}/`)
    .join('');
}

function relativePath(path: string, roots: readonly string[]): string {
  const found = roots.filter((root) => path.startsWith(root)).sort((left, right) => right.length - left.length)[0];
  // A file that was named itself keeps its name.
  return found === undefined || found === '' ? (found === '' ? path : nameOf(path)) : path.slice(found.length);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path when it stays below the folder it is joined to. Names come from servers and archives: nobody vouches for them. */
export function checkCopyPath(path: string): string {
  const isBad = path.split('/').some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part));
  if (isBad) throw fileErrors.badCopyPath({ path });
  return path;
}
