import { objectErrors } from './errors.ts';

/** A path of a job as key or folder: without a slash at the start, which stands for the bucket, or at the end. */
export function cleanPath(path: string): string {
  return path.replace(/^\//, '').replace(/\/+$/, '');
}

/** What the keys in a folder begin with. */
export function folderPrefix(folder: string): string {
  return folder === '' ? '' : `${folder}/`;
}

export function folderOf(key: string): string {
  const slash = key.lastIndexOf('/');
  return slash < 0 ? '' : key.slice(0, slash);
}

export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Throws `OBJECT_STORE_BAD_KEY` for keys that URLs cannot carry. */
export function checkKey(key: string): string {
  const isBad =
    key === '' || key.split('/').some((part) => part === '.' || part === '..') || Buffer.byteLength(key) > 1024;
  if (isBad) throw objectErrors.badKey({ key });
  return key;
}

/** Keys made by tools that show folders: they hold nothing. */
export function isFolderMark(key: string): boolean {
  return key.endsWith('/');
}
