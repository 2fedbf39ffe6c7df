import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DirtyRecord } from '../pipeline/dirty-store.ts';
import type { RunFolder } from '../run/run-folder.ts';

/**
 * Files of dirty records of a run. A task that ended the run keeps its records in `<task>.failed.ndjson`; they are
 * left out once a resume has finished the task.
 */
export function dirtyFiles(folder: RunFolder): string[] {
  if (!existsSync(folder.dirty)) return [];
  const names = readdirSync(folder.dirty)
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
  const isSuperseded = (name: string): boolean =>
    name.endsWith('.failed.ndjson') && names.includes(name.replace('.failed', ''));
  return names.filter((name) => !isSuperseded(name)).map((name) => join(folder.dirty, name));
}

/** Streams dirty records from NDJSON files. */
export async function* readDirty(files: readonly string[]): AsyncGenerator<DirtyRecord> {
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      if (line.trim() !== '') yield JSON.parse(line) as DirtyRecord;
    }
  }
}
