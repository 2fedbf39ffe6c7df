/** Folders of jobs, which exist by being named. */
export interface Folder {
  /** `sales/daily` */
  readonly path: string;
  /** `daily` */
  readonly name: string;
  /** Jobs in it and below. */
  readonly count: number;
  readonly children: readonly Folder[];
}

/** The tree of the folders of all jobs, by name. */
export function foldersOf(paths: readonly string[]): readonly Folder[] {
  const counts = new Map<string, number>();
  for (const path of paths) for (const above of pathsAbove(path)) counts.set(above, (counts.get(above) ?? 0) + 1);
  return childrenOf('', counts);
}

function pathsAbove(path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function childrenOf(parent: string, counts: ReadonlyMap<string, number>): readonly Folder[] {
  const prefix = parent === '' ? '' : `${parent}/`;
  return [...counts]
    .filter(([path]) => path.startsWith(prefix) && path !== parent && !path.slice(prefix.length).includes('/'))
    .map(([path, count]) => ({ path, name: path.slice(prefix.length), count, children: childrenOf(path, counts) }))
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** In the folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
