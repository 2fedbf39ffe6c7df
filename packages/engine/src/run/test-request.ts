import type { Connector, Job } from '@sluice/core';
import { silentLogger, temporaryFolder } from '@sluice/testkit';
import { ConnectorLookup } from '../resolve/connectors.ts';
import { systemClock } from './clock.ts';
import type { RunRequest } from './request.ts';

/** A run of a job whose steps have the connector `memory`, in a folder of its own. */
export function testRequest(connector: Connector, job: Job, changes: Partial<RunRequest> = {}): RunRequest {
  return {
    job,
    jobName: 'test',
    fingerprint: 'f',
    origin: { variables: {} },
    connectors: new ConnectorLookup([{ name: 'memory', aliases: [], load: async () => connector }]),
    dataSources: new Map(),
    environment: {},
    stateFolder: temporaryFolder(),
    log: silentLogger,
    clock: systemClock,
    memoryBytes: 64 * 1024 * 1024,
    verify: 'auto',
    drain: new AbortController().signal,
    kill: new AbortController().signal,
    output: async () => undefined,
    input: async function* () {},
    ...changes,
  };
}
