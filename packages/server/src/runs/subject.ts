import { join } from 'node:path';
import type { Ground, Subject } from '../subject.ts';
import { Dispatcher, type DispatchNeeds } from './dispatcher.ts';
import { countIn } from './queue.ts';
import { runRouteSet } from './routes.ts';

export interface Runs extends Subject {
  /** How busy a group is. */
  load(groupId: string): Promise<{ readonly usedSlots: number; readonly queued: number }>;
  /** Runs were put into the queue. */
  wake(): void;
}

/** Runs: the queue, who works on it, and everything that is known about each of them. */
export function runSubject(ground: Ground, needs: Omit<DispatchNeeds, 'stateFolder'>): Runs {
  const stateFolder = join(ground.settings.dataFolder, 'state');
  const dispatcher = new Dispatcher(ground, { ...needs, stateFolder });
  return {
    routes: [runRouteSet(ground, stateFolder, () => dispatcher.wake())],
    start: async () => dispatcher.start(),
    stop: () => dispatcher.close(),
    wake: () => dispatcher.wake(),
    async load(groupId) {
      const [usedSlots, queued] = await Promise.all([
        countIn(ground.store.database, groupId, 'running'),
        countIn(ground.store.database, groupId, 'queued'),
      ]);
      return { usedSlots, queued };
    },
  };
}
