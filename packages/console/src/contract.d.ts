/** Made by build/contract-constants.ts. */
declare module 'virtual:contract' {
  import type * as server from '@sluice/server/contract';

  /** THE list of routes, for `api` and `addressOf`; without the schemas. */
  export const contract: typeof server.contract;
  export const permissions: typeof server.permissions;
  export const roles: typeof server.roles;
  export const weekdays: typeof server.weekdays;
  export const instanceStates: typeof server.instanceStates;
}
