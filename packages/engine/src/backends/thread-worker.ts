/** Runs the tasks of one channel in a thread of its own; the other side is threads.ts. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Access, Logger } from '@sluice/core';
import { DirtyStore } from '../pipeline/dirty-store.ts';
import { sharedStats } from '../pipeline/shared-stats.ts';
import type { ConnectorEntry } from '../resolve/connectors.ts';
import { ConnectorLookup } from '../resolve/connectors.ts';
import { Checkpoint } from '../run/checkpoint.ts';
import { systemClock } from '../run/clock.ts';
import type { Sides } from '../run/open-sides.ts';
import { openSides } from '../run/open-sides.ts';
import { runTask } from '../run/retry.ts';
import type { Task, TaskEnvironment } from '../run/task.ts';
import type { LogLevel } from '../run/run-log.ts';
import type { ThreadMessage, ThreadRequest, ThreadSetup } from './thread-messages.ts';
import { serializeError } from './thread-messages.ts';

const setup = workerData as ThreadSetup;
const port = parentPort as NonNullable<typeof parentPort>;
const kill = new AbortController();
const waiting: (() => void)[] = [];
let sides: Promise<Sides> | undefined;

const post = (message: ThreadMessage): void => port.postMessage(message);
const logAt =
  (level: LogLevel): Logger['info'] =>
  (message, fields) =>
    post({ kind: 'log', level, message, ...(fields === undefined ? {} : { fields }) });
const log: Logger = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
const checkpoint = new Checkpoint(setup.checkpointFile);
const dirty = new DirtyStore(setup.dirtyFolder, setup.maxDirtyRecords, setup.dirtyCount);
const stats = sharedStats(setup.stats, setup.lane);

port.on('message', (request: ThreadRequest) => {
  switch (request.kind) {
    case 'task':
      return void run(request.task);
    case 'taken':
      return waiting.shift()?.();
    case 'kill':
      return kill.abort(new Error('stopped on request'));
    case 'close':
      return void close();
  }
});

async function run(task: Task): Promise<void> {
  try {
    sides ??= open();
    const outcome = await runTask(task, kill.signal, environmentOf(await sides), log);
    post({ kind: 'done', outcome });
  } catch (error) {
    post({ kind: 'failed', error: serializeError(error) });
  }
}

async function open(): Promise<Sides> {
  const { registry, access } = (await import(setup.registryUrl)) as {
    readonly registry: readonly ConnectorEntry[];
    readonly access?: Access;
  };
  const resolve = {
    connectors: new ConnectorLookup(registry),
    dataSources: new Map(setup.dataSources.map((dataSource) => [dataSource.name, dataSource])),
    environment: setup.environment,
    ...(access === undefined ? {} : { access }),
  };
  return openSides(setup.job, resolve, {
    clock: systemClock,
    runId: setup.runId,
    signal: kill.signal,
    memoryBytes: setup.memoryBytes,
    temporaryFolder: join(setup.temporaryFolder, `lane-${setup.lane}`),
    log,
    output: (bytes) =>
      new Promise((done, fail) => process.stdout.write(bytes, (error) => (error ? fail(error) : done()))),
    input: () => process.stdin,
  });
}

function environmentOf({ reader, writer }: Sides): TaskEnvironment {
  const { readSchema, writeSchema } = setup;
  return {
    reader,
    writer,
    readSchema,
    readShared: setup.readShared,
    writeSchema,
    writeShared: setup.writeShared,
    transforms: setup.job.transforms,
    conversion: setup.conversion,
    batchRows: setup.batchRows,
    batchBytes: setup.batchBytes,
    passThrough: setup.passThrough,
    ...(setup.hasLimit ? { limit: askLimit } : {}),
    dirty,
    stats,
    checkpoint,
    clock: systemClock,
    isRetrySafe: setup.isRetrySafe,
    isRepeatable: setup.isRepeatable,
  };
}

function askLimit(bytes: number, rows: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    waiting.push(resolve);
    post({ kind: 'take', bytes, rows });
  });
}

async function close(): Promise<void> {
  await checkpoint.close();
  await (await sides?.catch(() => undefined))?.close();
  port.close();
}
