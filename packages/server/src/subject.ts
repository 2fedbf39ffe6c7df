import type { Clock, Logger } from '@sluice/core';
import type { Handlers } from './http/call.ts';
import type { RouteGroup } from './contract/route.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Keyring } from './secrets/keyring.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/database.ts';

/** What every subject may use. */
export interface Ground {
  readonly settings: Settings;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Of this server process; holder of leases. */
  readonly serverId: string;
}

/** Routes with their handlers. */
export interface RouteSet {
  readonly name: string;
  readonly group: RouteGroup;
  readonly handlers: Handlers<RouteGroup>;
}

/** Keeps handlers and routes together, with their types checked against each other. */
export function routeSet<Group extends RouteGroup>(name: string, group: Group, handlers: Handlers<Group>): RouteSet {
  return { name, group, handlers: handlers as unknown as Handlers<RouteGroup> };
}

/** A part of the server: its routes, and what it does by itself. */
export interface Subject {
  readonly routes: readonly RouteSet[];
  /** Begins background work; called once the server listens. */
  start?(): Promise<void>;
  /** Ends it; called before the store closes. */
  stop?(): Promise<void>;
}
