import { z } from 'zod';
import { defineRoutes } from './route.ts';

/** Sign-in at an OpenID Connect provider; a browser goes there and comes back. */
export const oidcRoutes = defineRoutes({
  begin: {
    method: 'GET',
    path: '/api/oidc/begin',
    summary: 'Sends the browser to the OpenID Connect provider of this installation.',
    access: 'public',
    query: z.object({
      to: z
        .string()
        .max(500)
        .regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'a path of this server')
        .default('/')
        .meta({ description: 'Where to go after the sign-in.' }),
    }),
    stream: 'redirect',
  },
  callback: {
    method: 'GET',
    path: '/api/oidc/callback',
    summary: 'Where the provider sends the browser back to; answers with a session cookie.',
    access: 'public',
    query: z.looseObject({}),
    stream: 'redirect',
    isSignIn: true,
  },
});
