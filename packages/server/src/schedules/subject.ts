import type { Scheduling } from '../jobs/scheduling.ts';
import { SchedulerLoop, type LoopNeeds } from '../scheduler/loop.ts';
import type { Ground, Subject } from '../subject.ts';
import { deploySchedule, requireNotNeeded, undeploySchedule } from './deployment.ts';
import { scheduleRouteSet } from './routes.ts';

export interface Schedules extends Subject {
  /** What the jobs tell of deployments. */
  readonly scheduling: Scheduling;
  /** To be called when a run has begun or ended on this server. Never throws. */
  onRunChanged(run: { readonly id: string; readonly instance_id: string | null }): Promise<void>;
  /** Instances have changed, or were made, that may begin at once. */
  wake(): void;
}

/** Schedules: previews, deployments, and the loop that makes instances and begins them. */
export function scheduleSubject(ground: Ground, needs: LoopNeeds): Schedules {
  const loop = new SchedulerLoop(ground, needs);
  return {
    routes: [scheduleRouteSet(ground)],
    start: async () => loop.start(),
    stop: () => loop.close(),
    scheduling: {
      deployed: (transaction, job, version) => deploySchedule(ground, transaction, job, version),
      undeployed: (transaction, job) => undeploySchedule(ground, transaction, job),
      renaming: (transaction, job) => requireNotNeeded(transaction, job),
    },
    onRunChanged: async ({ id, instance_id }) => {
      if (instance_id !== null) await loop.onRunChanged(id);
    },
    wake: () => loop.wake(),
  };
}
