/** Folders of runs: logs and dirty records go when their own time is over, the rest with the run. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listRunIds, runFolder } from '@sluice/engine';

export async function removeRunFolder(stateFolder: string, engineRun: string): Promise<void> {
  await rm(runFolder(stateFolder, engineRun).path, { recursive: true, force: true });
}

export async function removeLog(stateFolder: string, engineRun: string): Promise<void> {
  await rm(runFolder(stateFolder, engineRun).log, { force: true });
}

export async function removeDirtyRecords(stateFolder: string, engineRun: string): Promise<void> {
  await rm(runFolder(stateFolder, engineRun).dirty, { recursive: true, force: true });
}

/** Folders of runs that began before a time and that nobody knows any more: attempts that were begun anew. */
export async function removeOrphans(
  stateFolder: string,
  begunBefore: number,
  isKnown: (engineRun: string) => boolean,
): Promise<number> {
  // Ids of the engine begin with the time: 20261121T035959.
  const limit = new Date(begunBefore).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const orphans = listRunIds(stateFolder).filter((id) => id < limit && !isKnown(id));
  for (const id of orphans) await removeRunFolder(stateFolder, id);
  return orphans.length;
}

/** Repaired records that were sent for a replay. */
export async function removeReplays(stateFolder: string, changedBefore: number): Promise<number> {
  const folder = join(stateFolder, 'replays');
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file);
    if (mtimeMs >= changedBefore) continue;
    await rm(file, { force: true });
    removed++;
  }
  return removed;
}
