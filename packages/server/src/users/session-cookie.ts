import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Ground } from '../subject.ts';
import { openSession, sessionCookie } from './sessions.ts';
import type { UserRow } from './users.ts';

/** What a browser is answered. */
export interface HttpExchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Signs the browser in. */
export async function giveSession(ground: Ground, http: HttpExchange, user: UserRow): Promise<void> {
  const secret = await openSession(ground.store.database, user, ground.clock.now());
  void http.reply.setCookie(sessionCookie, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(ground, http),
  });
}

/** Cookies go over TLS only where there is TLS. */
export function isSecure({ settings }: Ground, { request }: HttpExchange): boolean {
  return request.protocol === 'https' || settings.publicUrl?.startsWith('https:') === true;
}
