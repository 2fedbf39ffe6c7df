import { posix } from 'node:path';

/** The path as the server knows it; relative ones begin at `home`. */
export function absolutePath(home: string, path: string): string {
  if (path.startsWith('/')) return path;
  const relative = path === '' || path === '.' ? '' : path;
  return relative === '' ? home : joinPath(home, relative);
}

/** Path of `name` inside `folder`, which may be empty for the base folder. */
export function joinPath(folder: string, name: string): string {
  if (folder === '') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The folder of a path: empty for a relative path without one. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' && !path.startsWith('.') ? '' : folder;
}

export function nameOf(path: string): string {
  return posix.basename(path);
}
