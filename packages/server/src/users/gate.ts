import type { FastifyRequest } from 'fastify';
import type { Permission, Role } from '../contract/access.ts';
import { httpErrors } from '../http/errors.ts';
import type { Caller } from '../http/call.ts';
import type { Gate } from '../http/ports.ts';
import type { Ground } from '../subject.ts';
import { sessionCookie, userOfSession } from './sessions.ts';
import { findToken } from './tokens.ts';
import type { UserRow } from './users.ts';

interface KnownCaller extends Caller {
  /** Of a token that is limited to one project. */
  readonly onlyProjectId?: string;
  /** Of a limited token. */
  readonly onlyPermissions?: readonly Permission[];
}

/** Knows callers by session cookie or bearer token, and their projects. */
export function createGate({ store, clock, settings }: Ground): Gate {
  const { database } = store;
  return {
    async callerOf(request) {
      const secret = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (secret !== undefined) {
        const found = await findToken(database, secret, clock.now());
        if (found === undefined) throw httpErrors.notSignedIn();
        const { token, user } = found;
        return {
          ...callerOf(user, request),
          tokenId: token.id,
          ...(token.project_id === null ? {} : { onlyProjectId: token.project_id }),
          ...(token.permissions === null ? {} : { onlyPermissions: JSON.parse(token.permissions) as Permission[] }),
        } satisfies KnownCaller;
      }
      const cookie = request.cookies[sessionCookie];
      const user = cookie === undefined ? undefined : await userOfSession(database, cookie, clock.now());
      if (user === undefined) return undefined;
      refuseForeign(request, settings.publicUrl);
      return callerOf(user, request);
    },

    async projectOf(caller: KnownCaller, name) {
      const project = await database
        .selectFrom('projects')
        .leftJoin('members', (join) =>
          join.onRef('members.project_id', '=', 'projects.id').on('members.user_id', '=', caller.userId),
        )
        .select(['projects.id', 'projects.name', 'members.role'])
        .where('projects.name_key', '=', name.toLowerCase())
        .executeTakeFirst();
      if (project === undefined) return undefined;
      if (caller.onlyProjectId !== undefined && caller.onlyProjectId !== project.id) return undefined;
      const role = project.role ?? (caller.isAdministrator ? 'administrator' : null);
      return role === null ? undefined : { id: project.id, name: project.name, role: role as Role };
    },

    allows(caller: KnownCaller, { access }) {
      if (caller.onlyPermissions === undefined && caller.onlyProjectId === undefined) return true;
      if (access === 'signedIn' || access === 'public') return true;
      if (access === 'installation') return false;
      return caller.onlyPermissions === undefined || caller.onlyPermissions.includes(access);
    },
  };
}

function callerOf(user: UserRow, request: FastifyRequest): Caller {
  return { userId: user.id, name: user.name, isAdministrator: user.is_administrator === 1, address: request.ip };
}

/** Browsers send cookies along with requests that other sites make; those are told by their origin. */
function refuseForeign({ method, headers, host, protocol }: FastifyRequest, publicUrl: string | undefined): void {
  if (method === 'GET' || headers.origin === undefined) return;
  const own = [`${protocol}://${host}`, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])];
  if (!own.includes(headers.origin)) throw httpErrors.foreignOrigin();
}
