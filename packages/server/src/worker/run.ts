import { registry } from '@sluice/connectors';
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

/** Runs a job to its end, in this process. */
export async function run(work: RunWork, context: PerformContext): Promise<RunReport> {
  const { job, dataSources, fingerprint } = readWorkJob(work.job);
  const log = eventLog(context);
  return runJob({
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
    ...(work.resume === undefined ? {} : { resumeRunId: work.resume }),
    ...(work.replay === undefined ? {} : { replay: replayOf(work) }),
  });
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
