import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '@sluice/connectors';
import type { JsonValue } from '@sluice/core';
import {
  ConnectorLookup,
  dirtyFiles,
  openRunFolder,
  readDirty,
  removeTrial,
  runJob,
  systemClock,
  type RunReport,
} from '@sluice/engine';
import { secretEnvironment } from './environment.ts';
import { ownAccess } from './limits.ts';
import { eventLog, type PerformContext } from './perform.ts';
import { readWorkJob } from './read-job.ts';
import type { TestRunWork, Work } from './work.ts';

const shownDirty = 20;

/** What became of a sample of rows. */
export interface TestRunResult {
  readonly report: RunReport;
  /** The first dirty records. */
  readonly dirty: readonly JsonValue[];
}

/** Runs a job with a few rows into a place of its own, in this process. Nothing of it is kept. */
export async function testRun(work: TestRunWork, context: PerformContext): Promise<TestRunResult> {
  const { job, dataSources, fingerprint } = readWorkJob(work.job);
  const stateFolder = mkdtempSync(join(tmpdir(), 'sluice-'));
  try {
    const report = await runJob({
      // One channel reads the first rows; more would read ahead for nothing.
      job: { ...job, setting: { ...job.setting, concurrent: 1 } },
      jobName: work.job.name,
      fingerprint,
      runId: work.runId,
      origin: { variables: {} },
      stateFolder,
      connectors: new ConnectorLookup(registry),
      dataSources,
      environment: secretEnvironment(process.env),
      ...ownAccess(),
      log: eventLog(context),
      clock: systemClock,
      memoryBytes: work.memoryBytes,
      verify: 'auto',
      drain: context.drain,
      kill: context.kill,
      output: async () => undefined,
      input: async function* () {},
      sample: { rows: work.rows },
    });
    return { report, dirty: await firstDirty(stateFolder, report.runId) };
  } finally {
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

/** Removes what a test run left at its target. */
export async function removeTestRun(
  work: Extract<Work, { readonly kind: 'removeTrial' }>,
  context: PerformContext,
): Promise<void> {
  const { job, dataSources } = readWorkJob(work.job);
  await removeTrial({
    job,
    runId: work.runId,
    connectors: new ConnectorLookup(registry),
    dataSources,
    environment: secretEnvironment(process.env),
    ...ownAccess(),
    log: eventLog(context),
    signal: context.kill,
  });
}

async function firstDirty(stateFolder: string, runId: string): Promise<readonly JsonValue[]> {
  const records: JsonValue[] = [];
  for await (const record of readDirty(dirtyFiles(openRunFolder(stateFolder, runId)))) {
    records.push(record as unknown as JsonValue);
    if (records.length === shownDirty) break;
  }
  return records;
}
