import type { Ground, Subject } from '../subject.ts';
import { createLink, dropSetUpLinks } from './links.ts';
import { peopleRouteSet } from './routes.ts';
import { expire } from './sessions.ts';
import { isSetUp } from './sign-in.ts';

const expireEveryMs = 10 * 60_000;

/** Users, sessions, API tokens. Until there is a user, each start prints a one-time link for the first one. */
export function peopleSubject(ground: Ground, print: (line: string) => void = console.log): Subject {
  const { store, clock, log } = ground;
  let timer: NodeJS.Timeout | undefined;
  return {
    routes: [peopleRouteSet(ground)],
    async start() {
      timer = setInterval(() => {
        expire(store.database, clock.now()).catch((error: unknown) =>
          log.warn('sessions not expired', { error: String(error) }),
        );
      }, expireEveryMs).unref();
      if (await isSetUp(store)) return;
      await dropSetUpLinks(store.database);
      const code = await createLink(store.database, null, clock.now());
      const address = ground.settings.publicUrl ?? `http://${ground.settings.host}:${ground.settings.port}`;
      print(`Open ${address}/set-up#${code} to make the first administrator. The link works once, for a day.`);
    },
    async stop() {
      clearInterval(timer);
    },
  };
}
