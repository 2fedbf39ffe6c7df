/** A storage in memory, near or far, for tests of readers and writers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileErrors } from './errors.ts';
import type { Storage, StoredFile } from './storage.ts';

export interface TestStorage extends Storage {
  /** Visible files. */
  readonly files: Map<string, Uint8Array>;
  /** Reads so far. */
  readonly reads: string[];
  /** The most of them that were under way at the same time. */
  readonly mostAtOnce: () => number;
}

export interface TestStorageOptions {
  /** Before the first byte of each read. */
  readonly latencyMs?: number;
  readonly parallelReads?: number;
}

/** Only what readers ask for. */
export function testStorage({ latencyMs = 0, parallelReads }: TestStorageOptions = {}): TestStorage {
  const files = new Map<string, Uint8Array>();
  const reads: string[] = [];
  let underWay = 0;
  let most = 0;
  const stored = (path: string): StoredFile => ({ path, size: files.get(path)?.length ?? 0, version: '1' });
  const refuse = (): never => {
    throw new Error('this storage is only read');
  };
  return {
    files,
    reads,
    mostAtOnce: () => most,
    isStream: false,
    ...(parallelReads === undefined ? {} : { parallelReads }),
    find: async (pattern) => [...files.keys()].filter((path) => path.startsWith(pattern)).map(stored),
    stat: async (path) => (files.has(path) ? stored(path) : undefined),
    async *read(file, { start, end }, signal) {
      reads.push(file.path);
      most = Math.max(most, ++underWay);
      await sleep(latencyMs, undefined, { signal }).finally(() => underWay--);
      const bytes = files.get(file.path);
      if (bytes === undefined || bytes.length !== file.size) throw fileErrors.changed({ path: file.path });
      if (bytes.length > start) yield bytes.slice(start, end);
    },
    join: (folder, name) => `${folder}/${name}`,
    prepareFolder: refuse,
    list: refuse,
    create: refuse,
    sealed: refuse,
    publish: refuse,
    concatenate: refuse,
    remove: refuse,
    discard: refuse,
  };
}
