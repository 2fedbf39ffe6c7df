import { posix } from 'node:path';
import { hdfsErrors } from './errors.ts';

/** `.orders.csv.sluice-tmp` is being written, `.orders.csv.sluice-sealed` is complete and waits to be published. */
export const stagedSuffixes = { started: '.sluice-tmp', sealed: '.sluice-sealed' } as const;

export function startedPath(path: string): string {
  return hidden(path, stagedSuffixes.started);
}

export function sealedPath(path: string): string {
  return hidden(path, stagedSuffixes.sealed);
}

/** The name that a sealed file is meant for. */
export function unsealedName(name: string): string {
  return name.slice(1, -stagedSuffixes.sealed.length);
}

export function isStaged(name: string, prefix: string, suffixes: readonly string[]): boolean {
  return name.startsWith(`.${prefix}`) && suffixes.some((suffix) => name.endsWith(suffix));
}

function hidden(path: string, suffix: string): string {
  return joinPath(posix.dirname(path), `.${posix.basename(path)}${suffix}`);
}

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
