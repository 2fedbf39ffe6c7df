/** How long the largest backfill is made, and how long others wait for the store meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@sluice/engine';
import { createBackfill } from '../../packages/server/src/backfills/create.ts';
import type { Figure } from './figures.ts';
import { projectId } from './fill.ts';
import { openGround } from './scheduling.ts';

/** 200 chains of ten jobs, 100 dates. */
const chains = 200;
const range = { from: '2025-01-01', to: '2025-04-10' };
const askEveryMs = 20;

export async function measureBackfill(store: string, databaseUrl: string): Promise<readonly Figure[]> {
  const ground = await openGround(databaseUrl, systemClock);
  const waits: number[] = [];
  const over = new AbortController();
  const others = (async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      await sleep(askEveryMs);
      await ground.store.database.selectFrom('projects').select('id').limit(1).execute();
      waits.push(performance.now() - begun - askEveryMs);
    }
  })();
  const begun = performance.now();
  const jobs = Array.from({ length: chains }, (_, index) => `job_${index * 10}`);
  const options = { order: 'ascending', groups: 1, descendants: 'all', ignoreTimes: true } as const;
  const fields = { ...options, jobs, ranges: [range], chosen: [], dryRun: [] };
  const { total } = await createBackfill(ground, { projectId, userId: 'user-1' }, fields);
  const seconds = (performance.now() - begun) / 1_000;
  over.abort();
  await others;
  await ground.store.close();
  const longest = waits.toSorted((left, right) => left - right).slice(-5);
  return [
    { store, what: `a backfill of ${total} instances made`, unit: 's', values: [seconds] },
    { store, what: 'the longest waits of others meanwhile', unit: 'ms', values: longest },
  ];
}
