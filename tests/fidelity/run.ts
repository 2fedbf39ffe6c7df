/** Whole jobs, run in this process: plan, prepare, tasks, conversion, dirty store, commit. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '@sluice/connectors';
import type { Job, Parameter } from '@sluice/core';
import { ConnectorLookup, explainJob, runJob, systemClock, type JobPlan, type RunReport } from '@sluice/engine';
import { silentLogger, temporaryFolder } from '@sluice/testkit';

export interface Side {
  readonly connector: string;
  readonly parameter: Parameter;
}

/** Why a row was refused. */
export interface Refusal {
  readonly stage: string;
  readonly code: string;
  readonly reason: string;
}

export interface Transfer {
  readonly report: RunReport;
  /** By the `id` of the row. */
  readonly refusals: ReadonlyMap<string, Refusal>;
}

/** Runs a job that may refuse any number of rows. Throws when it fails. */
export async function transfer(reader: Side, writer: Side): Promise<Transfer> {
  const report = await runJob({ ...requestOf(reader, writer), stateFolder: temporaryFolder() });
  if (report.error !== undefined) throw new Error(`${report.error.code}: ${report.error.message}`);
  return { report, refusals: refusalsIn(report.dirtyFolder) };
}

/** What `sluice plan` would say. */
export async function plan(reader: Side, writer: Side): Promise<JobPlan> {
  return explainJob(requestOf(reader, writer));
}

function requestOf(reader: Side, writer: Side) {
  const job: Job = {
    format: 'script-2.0',
    reader: { name: 'Reader', ...reader, path: 'steps[0].parameter' },
    writer: { name: 'Writer', ...writer, path: 'steps[1].parameter' },
    transforms: [],
    setting: { concurrent: 1, isDistributed: false, canFailOver: false, lenientDates: false, timeZone: 'UTC' },
    source: {},
  };
  return {
    job,
    jobName: 'fidelity',
    fingerprint: 'fidelity',
    origin: { variables: {} },
    connectors: new ConnectorLookup(registry),
    dataSources: new Map(),
    environment: {},
    log: silentLogger,
    clock: systemClock,
    memoryBytes: 64 * 1024 * 1024,
    verify: 'off' as const,
    signal: new AbortController().signal,
    drain: new AbortController().signal,
    kill: new AbortController().signal,
    output: async () => undefined,
    input: async function* () {},
  };
}

function refusalsIn(folder: string | undefined): ReadonlyMap<string, Refusal> {
  const refusals = new Map<string, Refusal>();
  if (folder === undefined || !existsSync(folder)) return refusals;
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), 'utf8').trim().split('\n')) {
      const record = JSON.parse(line) as Refusal & { values?: { id?: unknown }; raw?: string };
      // The id is the first field of a line that could not be read.
      const id = record.values?.id ?? /\d+/.exec(record.raw ?? '')?.[0];
      refusals.set(String(id), record);
    }
  }
  return refusals;
}
