import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ThreadHost } from '../backends/threads.ts';
import { isIdempotent } from './open-sides.ts';
import type { Sides } from './open-sides.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunInProgress } from './run-job.ts';

/** Cores from which on threads are used without being asked for; servers on the same machine need some too. */
const coresForThreads = 4;
const coresWithoutServers = 2;
/** Less is read before a thread has begun. */
const minBytesForThreads = 32 << 20;

/** What threads need to run the tasks, or undefined when the channels stay in this thread. */
export function threadHostOf(
  run: RunInProgress,
  parts: {
    readonly sides: Sides;
    readonly prepared: PreparedRun;
    readonly dirtyCount: SharedArrayBuffer;
    readonly stats: SharedArrayBuffer;
  },
): ThreadHost | undefined {
  const { request, folder, log } = run;
  const { sides, prepared } = parts;
  const { threads, job } = request;
  if (threads === undefined || request.replay !== undefined || request.sample !== undefined) return undefined;
  if (sides.readerStep.connector.reader?.capabilities.canDistribute !== true) return undefined;
  if (threads.when === 'auto' && !threadsPay(sides, prepared)) return undefined;
  const { readSchema, readShared, writeSchema, writeShared, conversion, batchRows, batchBytes, passThrough, limit } =
    prepared.environment;
  return {
    limit,
    log,
    signal: request.kill,
    setup: {
      job,
      registryUrl: threads.registryUrl,
      environment: { ...request.environment },
      dataSources: [...request.dataSources.values()],
      runId: folder.runId,
      memoryBytes: Math.floor(request.memoryBytes / prepared.channels),
      temporaryFolder: join(folder.path, 'tmp'),
      dirtyFolder: folder.dirty,
      checkpointFile: folder.checkpoint,
      maxDirtyRecords: job.setting.maxDirtyRecords,
      dirtyCount: parts.dirtyCount,
      stats: parts.stats,
      hasLimit: limit !== undefined,
      isRetrySafe: isIdempotent(sides.writerStep),
      isRepeatable: prepared.environment.isRepeatable,
      readSchema,
      readShared,
      writeSchema,
      writeShared,
      conversion,
      batchRows,
      batchBytes,
      passThrough,
    },
  };
}

function threadsPay({ readerStep, writerStep }: Sides, { channels, tasks }: PreparedRun): boolean {
  if (channels < 2) return false;
  const { isBlocking, isLocal } = readerStep.connector.reader?.capabilities ?? {};
  const bytes = tasks.reduce((sum, { split }) => sum + (split.estimatedBytes ?? Infinity), 0);
  const isAllOurs = isLocal === true && writerStep.connector.writer?.capabilities.isLocal === true;
  const needsNoServer = isBlocking === true || (isAllOurs && bytes >= minBytesForThreads);
  return availableParallelism() >= (needsNoServer ? coresWithoutServers : coresForThreads);
}
