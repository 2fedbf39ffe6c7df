import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { dirtyFiles, readDirty, runFolder, type DirtyRecord } from '@sluice/engine';
import { newId } from '../store/ids.ts';
import { runServiceErrors } from './errors.ts';
import type { RunRow } from './queue.ts';

export interface DirtyFilter {
  readonly after: number;
  readonly limit: number;
  readonly column?: string | undefined;
  readonly code?: string | undefined;
}

/** Files of a run's dirty records. Throws `RUNS_NO_DIRTY_RECORDS`. */
export function dirtyFilesOf(stateFolder: string, { engine_run }: RunRow): readonly string[] {
  const files = engine_run === null ? [] : dirtyFiles(runFolder(stateFolder, engine_run));
  if (files.length === 0) throw runServiceErrors.noDirtyRecords();
  return files;
}

/** A page of dirty records, and how many there are of each kind. */
export async function listDirty(stateFolder: string, run: RunRow, filter: DirtyFilter) {
  const items: { number: number; record: Record<string, JsonValue> }[] = [];
  const counts = new Map<string, { column?: string; code: string; count: number }>();
  let total = 0;
  if (run.engine_run === null) return { total, counts: [], items };
  for await (const record of readDirty(dirtyFiles(runFolder(stateFolder, run.engine_run)))) {
    total++;
    count(counts, record);
    if (total <= filter.after || items.length >= filter.limit) continue;
    if (filter.column !== undefined && record.column !== filter.column) continue;
    if (filter.code !== undefined && record.code !== filter.code) continue;
    items.push({ number: total, record: record as unknown as Record<string, JsonValue> });
  }
  return { total, counts: [...counts.values()], items };
}

function count(counts: Map<string, { column?: string; code: string; count: number }>, record: DirtyRecord): void {
  const { column, code } = record;
  const key = `${column ?? ''}\0${code}`;
  const entry = counts.get(key) ?? { ...(column === undefined ? {} : { column }), code, count: 0 };
  entry.count++;
  counts.set(key, entry);
}

/** Keeps repaired records for a replay; answers the file. */
export function storeRepaired(stateFolder: string, records: readonly unknown[], now: number): string {
  const folder = join(stateFolder, 'replays');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${newId(now)}.ndjson`);
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600, flag: 'wx' });
  return file;
}
