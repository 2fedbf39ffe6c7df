/** What the commands of `sluice server` do besides serving; each works beside running servers, too. */
import { join } from 'node:path';
import { loadKeyring } from '../secrets/keyring.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store/database.ts';
import { openStore } from '../store/open.ts';
import { backUp, type BackupSummary } from './backup.ts';
import { operationErrors } from './errors.ts';
import { restore, type RestoreOptions, type RestoreReport } from './restore.ts';
import { addKey, reencrypt } from './rotate-key.ts';

export interface BackupReport extends BackupSummary {
  /** Paths that have to be kept besides. */
  readonly notIncluded: readonly string[];
}

export async function backUpServer(settings: Settings, file: string): Promise<BackupReport> {
  const summary = await withStore(settings, (store) => backUp(store, file, Date.now()));
  const key = settings.key === undefined ? [keyFileOf(settings)] : [];
  return { ...summary, notIncluded: [...key, join(settings.dataFolder, 'state')] };
}

export function restoreServer(
  settings: Settings,
  file: string,
  { replace }: Pick<RestoreOptions, 'replace'>,
): Promise<RestoreReport> {
  const stateFolder = join(settings.dataFolder, 'state');
  return withStore(settings, (store) => restore(store, file, { replace, stateFolder, now: Date.now() }));
}

/** @param keepKey only encrypts with the key that is the first already. */
export async function rotateServerKey(settings: Settings, keepKey: boolean): Promise<{ readonly reencrypted: number }> {
  if (!keepKey) {
    if (settings.key !== undefined) throw operationErrors.keyIsText();
    loadKeyring({ file: keyFileOf(settings) });
    addKey(keyFileOf(settings));
  }
  const keyring = loadKeyring({ file: keyFileOf(settings), text: settings.key });
  return withStore(settings, async (store) => {
    let reencrypted = 0;
    // Once more for what servers wrote before they noticed the new key.
    for (let pass = 0; pass < 2; pass++) reencrypted += await reencrypt(store, keyring);
    return { reencrypted };
  });
}

export function keyFileOf({ keyFile, dataFolder }: Settings): string {
  return keyFile ?? join(dataFolder, 'secret.key');
}

export function storeUrlOf({ databaseUrl, dataFolder }: Settings): string {
  return databaseUrl ?? `sqlite:${join(dataFolder, 'store.sqlite')}`;
}

async function withStore<Result>(settings: Settings, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(storeUrlOf(settings));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
