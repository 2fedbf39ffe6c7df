/** Paths into a job file, as text: `steps[0].parameter.column[2]`. Keys that are no plain word are quoted: `hbaseConfig["hbase.rpc"]`. */
const plainKey = /^[\p{L}_$*@][\p{L}\p{N}_$*@-]*$/u;

/** The path one level deeper. */
export function joinPath(path: string, part: string | number): string {
  if (typeof part === 'number') return `${path}[${part}]`;
  if (!plainKey.test(part)) return `${path}[${JSON.stringify(part)}]`;
  return path === '' ? part : `${path}.${part}`;
}

/** The path one level up; undefined for the root. */
export function parentPath(path: string): string | undefined {
  if (path === '') return undefined;
  if (!path.endsWith(']')) return path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const quoted = /\["(?:[^"\\]|\\.)*"\]$/.exec(path);
  return path.slice(0, quoted === null ? path.lastIndexOf('[') : quoted.index);
}
