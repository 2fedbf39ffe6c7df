/** A whole server with a user of every role, for tests of all routes at once. */
import { temporaryFolder } from '@sluice/testkit';
import { compose, type House } from '../compose.ts';
import { roles, type Role } from '../contract/access.ts';
import type { RouteSpec } from '../contract/route.ts';
import { startServer, type RunningServer } from '../server.ts';
import { readSettings } from '../settings.ts';
import { openSession, sessionCookie } from '../users/sessions.ts';
import { insertUser } from '../users/users.ts';

export type Visitor = Role | 'stranger' | 'outsider' | 'installation';
/** `stranger` has no login, `outsider` belongs to another project, `installation` administrates everything. */
export const visitors: readonly Visitor[] = [...roles, 'stranger', 'outsider', 'installation'];

export interface NamedRoute {
  /** `jobs.create` */
  readonly name: string;
  readonly spec: RouteSpec;
}

export interface TestHouse {
  readonly server: RunningServer;
  readonly routes: readonly NamedRoute[];
  headersOf(visitor: Visitor): Readonly<Record<string, string>>;
  /** Sends a request as somebody; a body is JSON. */
  send(visitor: Visitor, method: string, path: string, body?: unknown): Promise<Response>;
}

/** Projects `p`, of every role, and `q`, of the outsider. */
export async function startTestHouse(databaseUrl = ':memory:'): Promise<TestHouse> {
  let house: House | undefined;
  const settings = readSettings(
    {},
    {
      port: 0,
      logLevel: 'error',
      dataFolder: temporaryFolder(),
      databaseUrl,
      requestsPerMinute: 1_000_000,
    },
  );
  const server = await startServer(settings, (ground) => (house = compose(ground)));
  const { database } = server.ground.store;
  for (const name of ['p', 'q'])
    await database
      .insertInto('projects')
      .values({
        id: `project-${name}`,
        name,
        name_key: name,
        title: '',
        description: '',
        time_zone: 'UTC',
        is_scheduling: 0,
        created_at: 1,
        version: 1,
      })
      .execute();
  const cookies = new Map<Visitor, string>();
  for (const visitor of visitors) {
    if (visitor === 'stranger') continue;
    const isAdministrator = visitor === 'installation';
    const user = await insertUser(
      database,
      { name: visitor, displayName: '', password: null, isAdministrator },
      Date.now(),
    );
    cookies.set(visitor, await openSession(database, user, Date.now()));
    const member = visitor === 'outsider' ? { project: 'q', role: 'owner' } : { project: 'p', role: visitor };
    if (!isAdministrator)
      await database
        .insertInto('members')
        .values({ project_id: `project-${member.project}`, user_id: user.id, role: member.role })
        .execute();
  }
  const headersOf = (visitor: Visitor): Readonly<Record<string, string>> => {
    const cookie = cookies.get(visitor);
    return cookie === undefined ? {} : { cookie: `${sessionCookie}=${cookie}` };
  };
  return {
    server,
    headersOf,
    routes: (house?.subjects ?? []).flatMap(({ routes }) =>
      routes.flatMap(({ name, group }) =>
        Object.entries(group).map(([key, spec]) => ({ name: `${name}.${key}`, spec })),
      ),
    ),
    send: (visitor, method, path, body) =>
      fetch(`${server.url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...headersOf(visitor),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}
