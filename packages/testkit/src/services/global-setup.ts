import { skippedServices, startRun, stopRun } from './run.ts';

/** Vitest global set-up: servers that tests of this run start live until its end. */
export default async function setup(): Promise<() => Promise<void>> {
  const run = await startRun();
  return async () => {
    const skipped = skippedServices(run);
    await stopRun(run);
    for (const [name, reason] of skipped) console.log(`Tests that need ${name} were skipped: ${reason}`);
  };
}
