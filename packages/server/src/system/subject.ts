import { sql } from 'kysely';
import { systemRoutes } from '../contract/system.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { version } from '../version.ts';

export interface SystemNeeds {
  /** False until the first administrator was made. */
  isSetUp(): Promise<boolean>;
}

export function systemSubject({ store, settings }: Ground, { isSetUp }: SystemNeeds): Subject {
  return {
    routes: [
      routeSet('system', systemRoutes, {
        health: async () => ({ status: 'ok' as const }),
        async ready() {
          await sql`select 1`.execute(store.database);
          return { status: 'ready' as const };
        },
        about: async () => ({ version, isSetUp: await isSetUp(), hasOidc: settings.oidcIssuer !== undefined }),
      }),
    ],
  };
}
