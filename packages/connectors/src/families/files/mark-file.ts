import type { ConnectorContext } from '@sluice/core';
import { fileErrors } from './errors.ts';
import type { Storage } from './storage.ts';

export interface MarkOptions {
  /** A file whose being there says that the others are complete. */
  readonly markDoneFileName?: string | undefined;
  /** How often it is looked for, a minute apart. */
  readonly maxRetryTime: number;
}

const pauseMs = 60_000;

/** Waits until the mark is there. Throws `FILES_NO_MARK` when it does not come in time. */
export async function waitForMark(storage: Storage, options: MarkOptions, context: ConnectorContext): Promise<void> {
  const { markDoneFileName: path, maxRetryTime } = options;
  if (path === undefined || path === '') return;
  for (let tries = 1; (await storage.stat(path)) === undefined; tries++) {
    if (tries > maxRetryTime) throw fileErrors.noMark({ path, minutes: maxRetryTime });
    context.log.info('waiting for the mark that files are complete', { path, tries });
    await context.clock.sleep(pauseMs, context.signal);
  }
}

/** Files that say that all others are complete. */
export function marksOf(
  storage: Storage,
  options: { readonly path: string; readonly successFile: boolean; readonly markDoneFileName?: string | undefined },
): readonly string[] {
  const { path, successFile, markDoneFileName } = options;
  const isNamed = markDoneFileName !== undefined && markDoneFileName !== '';
  return [...(successFile ? [storage.join(path, '_SUCCESS')] : []), ...(isNamed ? [markDoneFileName] : [])];
}

/** Writes an empty file that says that the others are complete. */
export async function writeMark(storage: Storage, path: string): Promise<void> {
  const mark = await storage.create(path);
  await mark.seal();
  await storage.publish(path);
}
