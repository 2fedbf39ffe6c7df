import { z } from 'zod';
import { defineRoutes } from './route.ts';

export const systemRoutes = defineRoutes({
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'The process is alive.',
    access: 'public',
    reply: z.object({ status: z.literal('ok') }),
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    summary: 'The process can serve: its store answers.',
    access: 'public',
    reply: z.object({ status: z.literal('ready') }),
  },
  about: {
    method: 'GET',
    path: '/api/about',
    summary: 'Version and features of this server.',
    access: 'public',
    reply: z.object({
      version: z.string(),
      /** False until the first administrator was made. */
      isSetUp: z.boolean(),
      /** People may sign in with OpenID Connect, at /api/oidc/begin. */
      hasOidc: z.boolean(),
    }),
  },
});
