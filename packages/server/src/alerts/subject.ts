import { asSluiceError } from '@sluice/core';
import type { InstanceRow } from '../instances/rows.ts';
import type { RunRow } from '../runs/queue.ts';
import type { Ground, Subject } from '../subject.ts';
import { hostCheck } from '../worker/hosts.ts';
import { Inbox } from './inbox.ts';
import { look } from './look.ts';
import { Outbox } from './outbox.ts';
import { alertRouteSet } from './routes.ts';
import { runColumns } from './seen.ts';
import { endedInstances, endedRuns } from './watch.ts';

/** How late an alert about a deadline or a long run may be. */
const lookEveryMs = 60_000;

export interface Alerts extends Subject {
  /** To be told after a change of an instance is committed. Neither waits nor throws. */
  onInstanceChanged(changed: { readonly after: InstanceRow }): void;
  /** To be told when a run has ended. Neither waits nor throws. */
  onRunFinished(run: Pick<RunRow, 'id'>): void;
  /** Looks at everything and sends what is due; what the timers do, for tests. */
  tick(): Promise<void>;
}

/** Alerts: channels, rules, and the messages that follow from them. */
export function alertSubject(ground: Ground): Alerts {
  const { store, settings, log } = ground;
  const permits = hostCheck({ allowed: settings.allowedHosts, denied: settings.deniedHosts });
  const outbox = new Outbox(ground, permits);
  const instances = new Inbox<InstanceRow>(ground, async (rows) => {
    if (await endedInstances(ground, rows)) outbox.wake();
  });
  const runs = new Inbox<string>(ground, async (ids) => {
    // As they are now: whoever tells may have read them before their end.
    const rows = await store.database.selectFrom('runs').select(runColumns).where('id', 'in', ids).execute();
    if (await endedRuns(ground, rows)) outbox.wake();
  });
  let looking: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const lookNow = (): Promise<void> => {
    looking = looking
      .then(() => look(ground))
      .then(() => outbox.wake())
      .catch((error: unknown) => log.error('look of the alerts failed', { error: asSluiceError(error).message }));
    return looking;
  };

  return {
    routes: [alertRouteSet(ground, permits, () => outbox.wake())],
    onInstanceChanged: ({ after }) => instances.put(after),
    onRunFinished: ({ id }) => runs.put(id),
    async tick() {
      await Promise.all([instances.settle(), runs.settle()]);
      await lookNow();
      await outbox.settle();
    },
    async start() {
      outbox.start();
      timer = setInterval(() => void lookNow(), lookEveryMs);
      timer.unref();
      void lookNow();
    },
    async stop() {
      clearInterval(timer);
      await Promise.all([instances.settle(), runs.settle(), looking]);
      await outbox.close();
    },
  };
}
