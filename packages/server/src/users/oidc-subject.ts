import { oidcRoutes } from '../contract/oidc.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { peopleErrors } from './errors.ts';
import { OidcProvider, type PendingSignIn } from './oidc-provider.ts';
import { userOfIdentity } from './oidc-users.ts';
import { giveSession, isSecure } from './session-cookie.ts';

const cookie = 'sluice_oidc';
const purpose = 'oidc sign-in';
const path = '/api/oidc';
/** So long a sign-in may take. */
const pendingMs = 10 * 60_000;

interface Pending extends PendingSignIn {
  readonly until: number;
}

/** Sign-in with OpenID Connect: code flow with PKCE; state and nonce wait, encrypted, in the browser. */
export function oidcSubject(ground: Ground): Subject {
  const { keyring, clock, log } = ground;
  const provider = new OidcProvider(ground.settings);
  const routes = routeSet('oidc', oidcRoutes, {
    async begin({ query, http }) {
      const { url, pending } = await provider.begin(query.to);
      const kept: Pending = { ...pending, until: clock.now() + pendingMs };
      const secure = isSecure(ground, http);
      const value = keyring.encrypt(JSON.stringify(kept), purpose);
      void http.reply
        .setCookie(cookie, value, { path, httpOnly: true, sameSite: 'lax', secure, maxAge: pendingMs / 1000 })
        .redirect(url.href, 303);
    },
    async callback(call) {
      const { http } = call;
      const { request, reply } = http;
      const pending = pendingOf(request.cookies[cookie]);
      const { search } = new URL(request.url, 'http://server');
      const user = await userOfIdentity(ground, await provider.finish(search, pending));
      call.note({ target: `user ${user.name}` });
      await giveSession(ground, http, user);
      log.info('signed in with OpenID Connect', { user: user.name, address: request.ip });
      void reply.clearCookie(cookie, { path }).redirect(pending.to, 303);
    },
  });

  function pendingOf(value: string | undefined): Pending {
    if (value === undefined) throw peopleErrors.oidcExpired();
    let pending: Pending;
    try {
      pending = JSON.parse(keyring.decrypt(value, purpose)) as Pending;
    } catch (error) {
      throw peopleErrors.oidcExpired(undefined, error);
    }
    if (pending.until < clock.now()) throw peopleErrors.oidcExpired();
    return pending;
  }

  return { routes: [routes] };
}
