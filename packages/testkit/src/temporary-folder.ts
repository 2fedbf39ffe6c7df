import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { joinedRun } from './services/run.ts';

/**
 * An empty folder that goes away by itself: with the test when made in a test, with the suite when made in its body,
 * with the run otherwise.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(joinedRun()?.dataFolder ?? tmpdir(), 'sluice-test-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  for (const atTheEnd of [onTestFinished, afterAll]) {
    try {
      atTheEnd(remove);
      return folder;
    } catch {
      // Not inside a test, or not inside a suite.
    }
  }
  process.once('exit', remove);
  return folder;
}
