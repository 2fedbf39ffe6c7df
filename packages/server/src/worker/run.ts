import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '@sluice/connectors';
import { SluiceError } from '@sluice/core';
import {
  ConnectorLookup,
  dirtyFiles,
  openRunFolder,
  readJson,
  runErrors,
  runJob,
  systemClock,
  type Replay,
  type RunReport,
  type RunRequest,
  type StoredPlan,
} from '@sluice/engine';
import { secretEnvironment } from './environment.ts';
import { ownAccess } from './limits.ts';
import { eventLog, type PerformContext } from './perform.ts';
import { readWorkJob } from './read-job.ts';
import type { RunWork } from './work.ts';

const threadRegistry = new URL(
  import.meta.url.endsWith('.ts') ? './thread-registry.ts' : './thread-registry.js',
  import.meta.url,
).href;
/** Often enough for a live page. */
const progressEveryMs = 500;
/** Longer than a worker takes to end once its server is gone. */
const waitForOtherMs = 10_000;
const lookAgainMs = 100;

/** Runs a job to its end, in this process. */
export async function run(work: RunWork, context: PerformContext): Promise<RunReport> {
  const { job, dataSources, fingerprint } = readWorkJob(work.job);
  const log = eventLog(context);
  return runWhenFree({
    job,
    jobName: work.job.name,
    fingerprint,
    // The server itself keeps what a resume needs.
    origin: { variables: {} },
    stateFolder: work.stateFolder,
    connectors: new ConnectorLookup(registry),
    dataSources,
    environment: secretEnvironment(process.env),
    ...ownAccess(),
    log: {
      ...log,
      info(message, fields) {
        const runId = fields?.['runId'];
        if (message === 'run started' && typeof runId === 'string')
          context.onEvent({ kind: 'started', runId, processId: process.pid });
        log.info(message, fields);
      },
    },
    clock: systemClock,
    memoryBytes: work.memoryBytes,
    verify: 'auto',
    threads: { registryUrl: threadRegistry, when: 'auto' },
    drain: context.drain,
    kill: context.kill,
    // A server has no standard input and output of its own to give.
    output: async () => undefined,
    input: async function* () {},
    onProgress: (progress) => context.onEvent({ kind: 'progress', progress }),
    progressEveryMs,
    runId: work.engineRun,
    ...(work.replay === undefined ? {} : { replay: replayOf(work) }),
  });
}

/**
 * The process of a server that died ends by itself within seconds. Until then its run is not touched: two at a time
 * would write twice.
 */
async function runWhenFree(request: RunRequest): Promise<RunReport> {
  const until = performance.now() + waitForOtherMs;
  for (;;) {
    try {
      return await runJob(request);
    } catch (error) {
      const isBusy = error instanceof SluiceError && error.code === runErrors.inProgress.code;
      if (!isBusy || request.kill.aborted || performance.now() > until) throw error;
      await sleep(lookAgainMs);
    }
  }
}

/** The dirty records of an earlier run of the same job. */
function replayOf({ stateFolder, replay }: RunWork): Replay {
  const runId = replay?.runId ?? '';
  const folder = openRunFolder(stateFolder, runId);
  const plan = readJson(folder, 'plan.json') as StoredPlan | undefined;
  if (plan === undefined) throw runErrors.notFound({ runId });
  const files = replay?.file === undefined ? dirtyFiles(folder) : [replay.file];
  return { files, schema: plan.readSchema, writeShared: plan.writeShared };
}
