import type { BatchSize, ColumnSpec, JobSetting, Schema } from '@sluice/core';
import { planConversion, typeName } from '@sluice/core';
import { runErrors } from '../errors.ts';
import { RateLimiter } from '../pipeline/rate-limiter.ts';
import { compileTransforms } from '../pipeline/transforms/index.ts';
import { inStep } from '../resolve/place-in-job.ts';
import type { Checkpoint, TaskOutcome } from './checkpoint.ts';
import type { Sides } from './open-sides.ts';
import { textOptionsOf } from './open-sides.ts';
import type { RunInProgress } from './run-job.ts';
import { orderNotes } from './order-note.ts';
import { writeJson } from './run-folder.ts';
import { settleDoubtful } from './settle-doubtful.ts';
import type { Task, TaskEnvironment } from './task.ts';

/** A run whose target is ready and whose splits are known. */
export interface PreparedRun {
  readonly tasks: readonly Task[];
  /** Of the whole run, with those finished before a resume. */
  readonly taskCount: number;
  readonly channels: number;
  readonly countBefore: number | undefined;
  readonly notes: readonly string[];
  /** Tasks in doubt after a crash that turned out to be committed. */
  readonly recovered: readonly TaskOutcome[];
  readonly environment: Omit<
    TaskEnvironment,
    'reader' | 'writer' | 'dirty' | 'stats' | 'checkpoint' | 'clock' | 'isRetrySafe'
  >;
}

/** Rows up to which the target is counted before and after a run without being asked to. */
export const autoCountLimit = 1_000_000;

/** Larger batches gain nothing for most targets, and cost cache and memory. */
const usualBatch: BatchSize = { rows: 4096, bytes: 1024 * 1024 };
const minBatchBytes = 64 * 1024;

export async function prepareRun(run: RunInProgress, sides: Sides, checkpoint: Checkpoint): Promise<PreparedRun> {
  const { request, resume, folder, log } = run;
  const { job } = request;
  const source = await inStep(job.reader, sides.reader.describe());
  const transforms = compileTransforms(job.transforms, source);
  const transformed = transforms.at(-1)?.schema ?? source;
  const prepared = resume?.plan.writeShared ?? request.replay?.writeShared;
  if (prepared === undefined) {
    // What cannot fit is found before the target is truncated or changed.
    const { wanted } = await inStep(job.writer, sides.writer.inspect(transformed));
    if (wanted !== undefined) checkConversions(transformed, wanted);
  }
  const target = await inStep(job.writer, sides.writer.prepare(transformed, prepared));
  checkConversions(transformed, target.wanted);
  const countBefore =
    resume === undefined && request.verify !== 'off'
      ? await sides.writer.countRows?.(countLimit(request.verify))
      : undefined;

  const recovered = await settleDoubtful(run, sides.writer, checkpoint);
  const finished = new Set([...(resume?.done.keys() ?? []), ...recovered.map((outcome) => outcome.taskId)]);
  const all = resume?.plan.splits.map((split, index): Task => ({ taskId: taskId(index), split }));
  const left = all?.filter((task) => !finished.has(task.taskId));
  const wantedOfReader = transforms.length === 0 ? target.wanted : source;
  const canWriteInParallel = sides.writerStep.connector.writer?.capabilities.canWriteInParallel ?? false;
  const wantedChannels = canWriteInParallel && target.takesOneTask !== true ? job.setting.concurrent : 1;
  const keep = left === undefined ? {} : { keep: left.map((task) => task.split) };
  const planning = sides.reader.plan({ channels: wantedChannels, wanted: wantedOfReader, ...keep });
  const plan = await inStep(job.reader, planning);
  const tasks = left ?? plan.splits.map((split, index): Task => ({ taskId: taskId(index), split }));
  if (resume === undefined) {
    writeJson(folder, 'plan.json', {
      readSchema: plan.schema,
      wanted: target.wanted,
      writeShared: target.shared,
      splits: plan.splits,
    });
  }
  const channels = Math.max(1, Math.min(wantedChannels, tasks.length));
  const conversion = { ...textOptionsOf(job), emptyAsNull: target.emptyAsNull ?? job.format === 'datax' };
  const passThrough = transforms.length === 0 && plan.rowFormat !== undefined && plan.rowFormat === target.rowFormat;
  const notes = [
    ...sides.issues.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`)),
    ...plan.notes,
    ...target.notes,
    ...(passThrough ? ['Source and target have the same columns: rows are handed over as they are.'] : []),
  ];
  const warnings = [...orderNotes(transformed, target.wanted), ...lossyNotes(transformed, target.wanted)];
  for (const note of notes) log.info('plan', { note });
  for (const note of warnings) log.warn('plan', { note });
  log.info('run planned', { splits: plan.splits.length, channels, columns: plan.schema.columns.length });
  return {
    tasks,
    taskCount: all?.length ?? tasks.length,
    channels,
    countBefore,
    notes: [...notes, ...warnings],
    recovered,
    environment: {
      readSchema: plan.schema,
      readShared: plan.shared,
      writeSchema: target.wanted,
      writeShared: target.shared,
      isRepeatable: target.isRepeatable ?? false,
      transforms: job.transforms,
      conversion,
      passThrough,
      ...batchLimits({ memoryBytes: request.memoryBytes, channels, setting: job.setting, wanted: target.batch }),
      ...limitOf(run, job.setting),
    },
  };
}

export function countLimit(verify: 'auto' | 'count' | 'off'): number {
  return verify === 'count' ? Number.MAX_SAFE_INTEGER : autoCountLimit;
}

/** Position-wise; every misfit is found before the first row moves. */
export function checkConversions(from: Schema, to: Schema): void {
  if (from.columns.length !== to.columns.length) {
    throw runErrors.columnCountDiffers({ reader: from.columns.length, writer: to.columns.length });
  }
  for (const [index, column] of from.columns.entries()) {
    const target = to.columns[index];
    if (target === undefined || planConversion(column.type, target.type).verdict !== 'impossible') continue;
    throw runErrors.conversionImpossible({
      column: column.name,
      from: typeName(column.type),
      to: typeName(target.type),
    });
  }
}

/** What the run changes on purpose: invariant 6 wants it said. */
function lossyNotes(from: Schema, to: Schema): string[] {
  return from.columns.flatMap(({ name, type }, index) => {
    const wanted = (to.columns[index] as ColumnSpec).type;
    const { verdict, note } = planConversion(type, wanted);
    if (verdict !== 'lossy') return [];
    return [`Column "${name}": ${typeName(type)} becomes ${typeName(wanted)}, ${note ?? 'which may change values'}.`];
  });
}

function taskId(index: number): string {
  return String(index).padStart(4, '0');
}

/** Invariant 7: a channel holds about sixteen batches in all its buffers together. */
function batchLimits(run: {
  readonly memoryBytes: number;
  readonly channels: number;
  readonly setting: JobSetting;
  readonly wanted: BatchSize | undefined;
}): { batchRows: number; batchBytes: number } {
  const { bytesPerSecond, recordsPerSecond } = run.setting;
  const { rows, bytes } = run.wanted ?? usualBatch;
  const share = Math.floor(run.memoryBytes / run.channels / 16);
  const steadyBytes = bytesPerSecond === undefined ? bytes : Math.floor(bytesPerSecond / 10);
  const steadyRows = recordsPerSecond === undefined ? rows : Math.max(1, Math.floor(recordsPerSecond / 10));
  return {
    batchBytes: Math.max(minBatchBytes, Math.min(bytes, share, steadyBytes)),
    batchRows: Math.min(rows, steadyRows),
  };
}

function limitOf(run: RunInProgress, { bytesPerSecond, recordsPerSecond }: JobSetting): Pick<TaskEnvironment, 'limit'> {
  if (bytesPerSecond === undefined && recordsPerSecond === undefined) return {};
  const { clock } = run.request;
  const byteLimiter = bytesPerSecond === undefined ? undefined : new RateLimiter(bytesPerSecond, clock);
  const rowLimiter = recordsPerSecond === undefined ? undefined : new RateLimiter(recordsPerSecond, clock);
  return {
    async limit(bytes, rows, signal) {
      await byteLimiter?.take(bytes, signal);
      await rowLimiter?.take(rows, signal);
    },
  };
}
