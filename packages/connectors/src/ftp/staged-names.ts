import { folderOf, joinPath, nameOf } from './remote-path.ts';

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
  return joinPath(folderOf(path), `.${nameOf(path)}${suffix}`);
}
