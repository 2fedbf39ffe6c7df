import { posix } from 'node:path';
import { hdfsErrors } from './errors.ts';

export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/**
 * A path from the root without doubled slashes and dots. Takes `hdfs://host:port/path` too, as published jobs have it; the
 * cluster is the one of the connection.
 */
export function absolutePath(path: string): string {
  const bare = path.replace(/^(hdfs|webhdfs|swebhdfs):\/\/[^/]*/i, '');
  if (!bare.startsWith('/')) throw hdfsErrors.relativePath({ path });
  const clean = posix.normalize(bare);
  return clean === '/' ? clean : clean.replace(/\/$/, '');
}

/** The path as part of a URL. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
