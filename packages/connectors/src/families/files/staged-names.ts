/** Names of files that are not published yet, where a storage has nothing better than hidden files beside the target. */

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

/** True for the staged form of a name that begins with `prefix`. */
export function isStaged(name: string, prefix: string, suffixes: readonly string[]): boolean {
  return name.startsWith(`.${prefix}`) && suffixes.some((suffix) => name.endsWith(suffix));
}

function hidden(path: string, suffix: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return `${folder}.${path.slice(folder.length)}${suffix}`;
}
