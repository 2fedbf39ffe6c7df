import type { z } from 'zod';
import type { Role } from '../contract/access.ts';
import { peopleRoutes } from '../contract/people.ts';
import type { Call, Caller } from '../http/call.ts';
import { httpErrors } from '../http/errors.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import { createLink } from './links.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { giveSession } from './session-cookie.ts';
import { closeSession, sessionCookie } from './sessions.ts';
import { changePassword, redeemPasswordLink, setUp, signIn } from './sign-in.ts';
import { createToken, deleteToken, listTokens, tokenOf } from './tokens.ts';
import { changeUser, deleteUser, findUser, insertUser, userOf, type UserRow } from './users.ts';

type Me = z.output<typeof peopleRoutes.me.reply>;

export function peopleRouteSet(ground: Ground): RouteSet {
  const { store, clock, settings } = ground;
  const { database } = store;
  const linkTo = (page: string, code: string): string => `${settings.publicUrl ?? ''}/${page}#${code}`;

  const startSession = async ({ http }: Pick<Call<never>, 'http'>, user: UserRow): Promise<Me> => {
    await giveSession(ground, http, user);
    return describe(ground, user);
  };

  return routeSet('people', peopleRoutes, {
    async setUp(call) {
      const user = await setUp(store, call.body, clock.now());
      call.note({ target: `user ${user.name}`, after: userOf(user) });
      return startSession(call, user);
    },
    async login(call) {
      call.note({ target: `user ${call.body.name}` });
      const user = await signIn(store, { ...call.body, address: call.http.request.ip }, clock.now());
      return startSession(call, user);
    },
    async logout(call) {
      const { http, caller } = call;
      call.note({ target: `user ${caller.name}` });
      const secret = http.request.cookies[sessionCookie];
      if (secret !== undefined) await closeSession(database, secret);
      void http.reply.clearCookie(sessionCookie, { path: '/' });
    },
    me: async ({ caller }) => describe(ground, await findUser(database, caller.userId)),
    async changePassword(call) {
      const { caller, body, http } = call;
      call.note({ target: `user ${caller.name}` });
      refuseToken(caller);
      const user = await findUser(database, caller.userId);
      await changePassword(store, user, body, http.request.cookies[sessionCookie]);
    },
    async redeemLink(call) {
      const user = await redeemPasswordLink(store, call.body.code, call.body.password, clock.now());
      call.note({ target: `user ${user.name}` });
    },
    async listTokens({ caller }) {
      const names = new Map((await projectsOf(ground, caller.userId)).map(({ id, name }) => [id, name]));
      const rows = await listTokens(database, caller.userId);
      return { items: rows.map((row) => tokenOf(row, names.get(row.project_id ?? ''))) };
    },
    async createToken(call) {
      const { caller, body } = call;
      refuseToken(caller);
      const project = (await projectsOf(ground, caller.userId)).find(({ name }) => name === body.project);
      if (body.project !== undefined && project === undefined)
        throw httpErrors.notFound({ what: 'project', name: body.project });
      const { row, secret } = await createToken(
        database,
        caller.userId,
        { name: body.name, projectId: project?.id ?? null, permissions: body.permissions, days: body.days },
        clock.now(),
      );
      const token = tokenOf(row, project?.name);
      call.note({ target: `token ${row.prefix}`, after: token });
      return { token, secret };
    },
    async deleteToken(call) {
      const row = await deleteToken(database, call.caller.userId, call.params.token);
      call.note({ target: `token ${row.prefix}`, before: tokenOf(row, undefined) });
    },
    async listUsers({ query }) {
      const after = query.cursor === undefined ? '' : String(decodeCursor(query.cursor)[0]);
      const rows = await database
        .selectFrom('users')
        .selectAll()
        .where('name_key', '>', after)
        .$if(query.search !== undefined, (select) =>
          select.where('name_key', 'like', `%${(query.search ?? '').toLowerCase().replaceAll(/[%_\\]/g, '')}%`),
        )
        .orderBy('name_key')
        .limit(query.limit + 1)
        .execute();
      const items = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? items.at(-1) : undefined;
      return { items: items.map(userOf), ...(last === undefined ? {} : { nextCursor: encodeCursor([last.name_key]) }) };
    },
    async createUser(call) {
      const { password, ...user } = call.body;
      if (password !== undefined) checkPassword(password, user.name);
      const hash = password === undefined ? null : await hashPassword(password);
      const row = await insertUser(database, { ...user, password: hash }, clock.now());
      call.note({ target: `user ${row.name}`, after: userOf(row) });
      if (password !== undefined) return { user: userOf(row) };
      return { user: userOf(row), passwordLink: linkTo('password', await createLink(database, row.id, clock.now())) };
    },
    getUser: async ({ params }) => userOf(await findUser(database, params.user)),
    async updateUser(call) {
      const before = userOf(await findUser(database, call.params.user));
      const after = userOf(await changeUser(store, call.params.user, call.body, call.ifMatch));
      call.note({ target: `user ${after.name}`, before, after });
      return after;
    },
    async createPasswordLink(call) {
      const user = await findUser(database, call.params.user);
      call.note({ target: `user ${user.name}` });
      return { link: linkTo('password', await createLink(database, user.id, clock.now())) };
    },
    async deleteUser(call) {
      const user = await deleteUser(store, call.params.user);
      call.note({ target: `user ${user.name}`, before: userOf(user) });
    },
  });
}

/** A stolen token must not become a login or a wider token. */
function refuseToken({ tokenId }: Caller): void {
  if (tokenId !== undefined) throw httpErrors.forbidden({ needs: 'a session; API tokens cannot do it' });
}

async function describe(ground: Ground, user: UserRow): Promise<Me> {
  const projects = await projectsOf(ground, user.id);
  return {
    user: userOf(user),
    projects: projects.map(({ name, title, role }) => ({ name, title, role: role as Role })),
  };
}

function projectsOf({ store }: Ground, userId: string) {
  return store.database
    .selectFrom('members')
    .innerJoin('projects', 'projects.id', 'members.project_id')
    .select(['projects.id', 'projects.name', 'projects.title', 'members.role'])
    .where('members.user_id', '=', userId)
    .orderBy('projects.name_key')
    .execute();
}
