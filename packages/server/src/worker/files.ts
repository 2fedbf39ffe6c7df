import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Links that lead to nothing may lead to further ones, but not for ever. */
const mostLinks = 32;

/**
 * Tells whether a path, read as the operating system reads it, lies in one of the roots: symbolic links are followed,
 * also those that lead to files which do not exist yet. Relative paths begin in the first root. What is hidden is outside, unless a root lies within it.
 *
 * A link that is replaced between this look and the opening of the file is not noticed: whoever can do that has access
 * to the machine already.
 */
export function insideCheck(roots: readonly string[], hidden: readonly string[]): (path: string) => boolean {
  const real = roots.map((root) => realPath(resolve(root)) ?? resolve(root));
  const concealed = hidden.map((path) => realPath(resolve(path)) ?? resolve(path));
  const lies = (path: string | undefined): boolean => {
    if (path === undefined) return false;
    const root = real.find((each) => isWithin(path, each));
    return root !== undefined && !concealed.some((each) => isWithin(path, each) && !isWithin(root, each));
  };
  return (named) => {
    // `~` and URLs mean other places to some libraries than to the file system.
    if (named.includes('\0') || /^(~|file:)/i.test(named)) return false;
    const path = isAbsolute(named) ? named : `${roots[0] ?? '.'}/${named}`;
    // Libraries that tidy a path up before opening it read `a/../b` without looking what `a` is.
    return lies(realPath(path)) && lies(realPath(resolve(path)));
  };
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep));
}

/** Undefined when it cannot be told: no permission, links in a circle. */
function realPath(path: string, links = 0): string | undefined {
  if (links > mostLinks) return undefined;
  try {
    return realpathSync.native(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return undefined;
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const folder = realPath(parent, links);
  if (folder === undefined) return undefined;
  const own = join(folder, basename(path));
  const target = linkText(own);
  return target === undefined ? own : realPath(resolve(folder, target), links + 1);
}

/** Of a link that leads to nothing. */
function linkText(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
