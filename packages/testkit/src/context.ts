import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, ConnectorContext, Logger } from '@sluice/core';
import { temporaryFolder } from './temporary-folder.ts';

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

/** A context as the engine would give it: real clock, UTC, 64 MiB, no input, output dropped. */
export function testContext(overrides: Partial<ConnectorContext> = {}): ConnectorContext {
  return {
    log: silentLogger,
    signal: new AbortController().signal,
    clock: systemClock,
    runId: 'test',
    timeZone: 'UTC',
    lenientDates: false,
    memoryBytes: 64 * 1024 * 1024,
    temporaryFolder: overrides.temporaryFolder ?? temporaryFolder(),
    output: async () => {},
    input: async function* () {},
    ...overrides,
  };
}
