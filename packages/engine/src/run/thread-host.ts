import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ThreadHost } from '../backends/threads.ts';
import { isIdempotent } from './open-sides.ts';
import type { Sides } from './open-sides.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunInProgress } from './run-job.ts';

/** Cores from which on threads are used without being asked for. */
const coresForThreads = 4;
const coresForBlocking = 2;

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
  const { canDistribute, isBlocking } = sides.readerStep.connector.reader?.capabilities ?? {};
  if (canDistribute !== true) return undefined;
  const coresNeeded = isBlocking === true ? coresForBlocking : coresForThreads;
  const pays = prepared.channels > 1 && availableParallelism() >= coresNeeded;
  if (threads.when === 'auto' && !pays) return undefined;
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
