/** The HTTP contract: everything a client needs to know, nothing of the server's inside. */
import { systemRoutes } from './system.ts';

export * from './access.ts';
export * from './client.ts';
export * from './parts.ts';
export * from './route.ts';
export { systemRoutes };

/** THE list of routes, by subject. */
export const contract = {
  system: systemRoutes,
} as const;
