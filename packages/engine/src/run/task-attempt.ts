import type { Batch, CommitReport, JsonValue, TaskWriter } from '@sluice/core';
import { asSluiceError, taskErrors } from '@sluice/core';
import { runErrors } from '../errors.ts';
import type { DirtyAttempt } from '../pipeline/dirty-store.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { compilePipeline } from '../pipeline/pipeline.ts';
import { addStats, newStats } from '../pipeline/stats.ts';
import type { Stats } from '../pipeline/stats.ts';
import { compileTransforms } from '../pipeline/transforms/index.ts';
import type { TaskOutcome } from './checkpoint.ts';
import { refusedRecord, unreadRecord } from './dirty-records.ts';
import type { Attempt, Task, TaskEnvironment } from './task.ts';

const firstQuestionPauseMs = 500;
const lastQuestionPauseMs = 4_000;

/**
 * One attempt at one task: reads the split, passes it through the pipeline, writes it, commits it. Ends in exactly one
 * of commit and abort (invariant 3).
 */
export class TaskAttempt {
  readonly #task: Task;
  readonly #attempt: Attempt;
  readonly #environment: TaskEnvironment;
  readonly #stats: Stats = newStats();
  readonly #dirty: DirtyAttempt;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #startedAt: number;

  constructor(task: Task, attempt: Attempt, environment: TaskEnvironment) {
    this.#task = task;
    this.#attempt = attempt;
    this.#environment = environment;
    this.#dirty = environment.dirty.openAttempt(task.taskId);
    this.#signal = AbortSignal.any([attempt.signal, this.#stop.signal]);
    this.#startedAt = environment.clock.monotonic();
  }

  async run(): Promise<TaskOutcome> {
    let report: CommitReport;
    let writer: TaskWriter | undefined;
    try {
      writer = await this.#openWriter();
      await this.#transfer(writer);
      report = await this.#commit(writer);
    } catch (error) {
      this.#stop.abort(taskErrors.cancelled());
      await writer?.abort();
      throw this.#undo(error);
    }
    return this.#conclude(report);
  }

  #openWriter(): Promise<TaskWriter> {
    const { writer, writeSchema, writeShared } = this.#environment;
    return writer.openTask({
      taskId: this.#task.taskId,
      attempt: this.#attempt.number,
      schema: writeSchema,
      shared: writeShared,
      isolate: this.#attempt.isolate,
      signal: this.#signal,
    });
  }

  async #transfer(writer: TaskWriter): Promise<void> {
    const { reader, readSchema, readShared, batchRows, batchBytes } = this.#environment;
    const passThrough = this.#environment.passThrough && !this.#attempt.isolate;
    const { split } = this.#task;
    const pipeline = this.#openPipeline();
    const limits = { batchRows, batchBytes, signal: this.#signal };
    const request = { schema: readSchema, shared: readShared, split, passThrough, ...limits };
    const batches = reader.read(request)[Symbol.asyncIterator]();
    let ahead = nextOf(batches);
    try {
      for (;;) {
        const next = await this.#timed('waitReaderMs', ahead);
        if (next.done === true) return;
        await this.#waitForLimit(next.value);
        ahead = nextOf(batches);
        await this.#pass(next.value, pipeline, writer);
        this.#signal.throwIfAborted();
      }
    } catch (error) {
      this.#stop.abort(taskErrors.cancelled());
      await ahead.catch(() => undefined);
      await batches.return?.().catch(() => undefined);
      throw error;
    }
  }

  /** Transforms and conversion keep buffers, so no two tasks share them. */
  #openPipeline(): Pipeline {
    const { readSchema, writeSchema, transforms, conversion } = this.#environment;
    return compilePipeline(readSchema, compileTransforms(transforms, readSchema), writeSchema, conversion);
  }

  async #waitForLimit(batch: Batch): Promise<void> {
    const { limit } = this.#environment;
    if (limit === undefined) return;
    await this.#timed('waitLimiterMs', limit(batch.byteLength, rowsOf(batch), this.#signal));
  }

  /** One batch from reader to writer. */
  async #pass(read: Batch, pipeline: Pipeline, writer: TaskWriter): Promise<void> {
    this.#count('rowsRead', rowsOf(read));
    this.#count('bytesRead', read.byteLength);
    for (const row of read.rejected) this.#dirty.add(unreadRecord(this.#task, read, row));
    const { batch, rejections, filtered } = pipeline.process(read);
    for (const refusal of rejections) this.#dirty.add(refusedRecord(this.#task, refusal.stage, refusal.batch, refusal));
    this.#count('rowsFiltered', filtered);
    if (batch.rowCount === 0) return;
    const refused = await this.#timed('waitWriterMs', writer.write(batch));
    this.#count('rowsSent', batch.rowCount - refused.length);
    this.#count('bytesSent', batch.byteLength);
    for (const rejection of refused) this.#dirty.add(refusedRecord(this.#task, 'writer', batch, rejection));
  }

  async #commit(writer: TaskWriter): Promise<CommitReport> {
    const token = await writer.commitToken?.();
    if (token !== undefined || this.#isForOnce) {
      await this.#environment.checkpoint.committing(this.#outcome({ rowsWritten: this.#stats.rowsSent }), token);
    }
    try {
      return await writer.commit();
    } catch (error) {
      return this.#settleDoubt(error, token);
    }
  }

  /** Its rows would come twice if they were written after a commit that nobody heard of. */
  get #isForOnce(): boolean {
    const { isRetrySafe, isRepeatable } = this.#environment;
    return isRetrySafe && !isRepeatable && this.#stats.rowsSent > 0;
  }

  /** A commit that failed: was it done all the same? */
  async #settleDoubt(error: unknown, token: JsonValue | undefined): Promise<CommitReport> {
    const { writer, checkpoint, isRepeatable } = this.#environment;
    const { code, retryable, kind } = asSluiceError(error);
    const { taskId } = this.#task;
    if (!retryable || code === taskErrors.needsIsolation.code) {
      // The target has refused it; after a cancel it may have been done.
      if (this.#isForOnce && token === undefined && kind !== 'cancelled') await checkpoint.givenUp(taskId);
      throw error;
    }
    if (token === undefined && isRepeatable) throw error;
    if (token === undefined || writer.committed === undefined) throw runErrors.commitInDoubt({ task: taskId }, error);
    if (await this.#isCommitted(token)) return { rowsWritten: this.#stats.rowsSent };
    await checkpoint.givenUp(taskId);
    throw error;
  }

  /** Asks the target, which may need a while to come back. Before it has answered, a retry could duplicate rows. */
  async #isCommitted(token: JsonValue): Promise<boolean> {
    const { writer, clock } = this.#environment;
    for (let pauseMs = firstQuestionPauseMs; ; pauseMs *= 2) {
      try {
        return (await writer.committed?.(token)) ?? false;
      } catch (error) {
        if (!asSluiceError(error).retryable) throw error;
        if (pauseMs > lastQuestionPauseMs) throw runErrors.commitUnknown({ task: this.#task.taskId }, error);
        await clock.sleep(pauseMs);
      }
    }
  }

  /** After the commit: nothing can be taken back any more. */
  async #conclude(report: CommitReport): Promise<TaskOutcome> {
    const { stats, checkpoint } = this.#environment;
    this.#dirty.keep();
    const outcome = this.#outcome(report);
    await checkpoint.done(outcome);
    stats.rowsWritten += report.rowsWritten;
    stats.rowsSkipped += report.rowsSkipped ?? 0;
    reconcile(outcome);
    return outcome;
  }

  #outcome(commit: CommitReport): TaskOutcome {
    return {
      taskId: this.#task.taskId,
      label: this.#task.split.label,
      attempts: this.#attempt.number,
      isolated: this.#attempt.isolate,
      seconds: (this.#environment.clock.monotonic() - this.#startedAt) / 1000,
      dirty: this.#dirty.count,
      stats: this.#stats,
      commit,
    };
  }

  /** Takes the counts of an aborted attempt back. Answers the error to throw. */
  #undo(error: unknown): unknown {
    const { stats, isRetrySafe } = this.#environment;
    const { retryable } = asSluiceError(error);
    if (retryable) this.#dirty.discard();
    else this.#dirty.keepAsFailed();
    const { waitReaderMs, waitWriterMs, waitLimiterMs } = this.#stats;
    addStats(stats, this.#stats, -1);
    addStats(stats, { ...newStats(), waitReaderMs, waitWriterMs, waitLimiterMs });
    if (!retryable || isRetrySafe || this.#stats.rowsSent === 0) return error;
    return runErrors.unsafeRetry({ task: this.#task.taskId }, error);
  }

  #count(name: keyof Stats, amount: number): void {
    this.#stats[name] += amount;
    this.#environment.stats[name] += amount;
  }

  async #timed<Result>(name: keyof Stats, work: Promise<Result>): Promise<Result> {
    const { clock } = this.#environment;
    const since = clock.monotonic();
    const result = await work;
    this.#count(name, clock.monotonic() - since);
    return result;
  }
}

/** Asks for the next batch; a failure waits in the promise until somebody looks. */
function nextOf(batches: AsyncIterator<Batch>): Promise<IteratorResult<Batch>> {
  const next = batches.next();
  next.catch(() => undefined);
  return next;
}

function rowsOf(batch: Batch): number {
  return batch.rowCount + batch.rejected.length;
}

/** Invariant 2. */
function reconcile({ taskId, stats, commit, dirty }: TaskOutcome): void {
  const { rowsRead: read, rowsFiltered: filtered } = stats;
  const { rowsWritten: written, rowsSkipped: skipped = 0 } = commit;
  if (read === written + skipped + dirty + filtered) return;
  throw runErrors.doesNotReconcile({ task: taskId, read, written, skipped, dirty, filtered });
}
