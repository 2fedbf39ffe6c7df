import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ConnectorContext,
  Issue,
  Job,
  JsonValue,
  Logger,
  Reader,
  Schema,
  TextOptions,
  Writer,
} from '@sluice/core';
import { dirtyReader } from '../dirty/dirty-reader.ts';
import { inStep } from '../resolve/place-in-job.ts';
import type { ResolveContext, ResolvedStep } from '../resolve/resolve-step.ts';
import { resolveStep } from '../resolve/resolve-step.ts';
import { sampleReader } from './sample-reader.ts';
import { TrialTarget, type Sample } from './trial-target.ts';

/** Both ends of a job, resolved and opened. */
export interface Sides {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly readerStep: ResolvedStep;
  readonly writerStep: ResolvedStep;
  readonly issues: readonly Issue[];
  /** Of a test run. */
  readonly trial?: TrialTarget;
  /** Also removes the place of a test run. */
  close(): Promise<void>;
}

export type SidesContext = Pick<ConnectorContext, 'clock' | 'output' | 'input' | 'runId' | 'signal'> & {
  readonly memoryBytes: number;
  readonly temporaryFolder: string;
  readonly log: Logger;
  /** Read these dirty records instead of the job's source. */
  readonly replay?: Replay;
  /** Read a few rows, and write them elsewhere. */
  readonly sample?: Sample;
};

/** Dirty records of an earlier run, to be written again by the same job. */
export interface Replay {
  readonly files: readonly string[];
  /** What the reader of that run delivered. */
  readonly schema: Schema;
  /** `shared` of the writer's `prepare` in that run: the target is prepared, pre-SQL must not run again. */
  readonly writeShared: JsonValue;
}

/** Resolves and opens both sides. When one fails the other is closed. */
export async function openSides(job: Job, resolve: ResolveContext, context: SidesContext): Promise<Sides> {
  const readerStep = await resolveStep(job.reader, 'reader', resolve);
  const writerStep = await resolveStep(job.writer, 'writer', resolve);
  mkdirSync(context.temporaryFolder, { recursive: true, mode: 0o700 });
  const sideContext = (side: 'reader' | 'writer'): ConnectorContext => contextOf(side, { job, resolve, context });
  const opened =
    context.replay === undefined
      ? await inStep(job.reader, readerStep.connector.reader!.open(readerStep.options as never, sideContext('reader')))
      : dirtyReader(context.replay.files, context.replay.schema);
  const reader = context.sample === undefined ? opened : sampleReader(opened, context.sample.rows);
  let writer: Writer;
  let trial: TrialTarget | undefined;
  try {
    if (context.sample !== undefined) trial = await TrialTarget.open(writerStep, sideContext('writer'));
    const options = trial?.options ?? writerStep.options;
    writer = await inStep(job.writer, writerStep.connector.writer!.open(options as never, sideContext('writer')));
  } catch (error) {
    await reader.close();
    await trial?.remove();
    throw error;
  }
  return {
    reader,
    writer,
    readerStep,
    writerStep,
    issues: [...readerStep.issues, ...writerStep.issues],
    ...(trial === undefined ? {} : { trial }),
    async close() {
      await Promise.allSettled([reader.close(), writer.close()]);
      await trial?.remove();
      rmSync(context.temporaryFolder, { recursive: true, force: true });
    },
  };
}

/** What a connector gets that is opened for one side of a job. */
export function contextOf(
  side: 'reader' | 'writer',
  { job, resolve, context }: { readonly job: Job; readonly resolve: ResolveContext; readonly context: SidesContext },
): ConnectorContext {
  return {
    ...context,
    ...textOptionsOf(job),
    ...(resolve.access === undefined ? {} : { access: resolve.access }),
    memoryBytes: Math.floor(context.memoryBytes / 2),
    temporaryFolder: join(context.temporaryFolder, side),
  };
}

/** How texts become values in this job, where a connector does not say otherwise. */
export function textOptionsOf(job: Job): TextOptions {
  return {
    timeZone: job.setting.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    lenientDates: job.setting.lenientDates,
  };
}

/** Repeating a task leaves no duplicates at the target (invariant 5). */
export function isIdempotent(step: ResolvedStep): boolean {
  const capabilities = step.connector.writer?.capabilities;
  return capabilities?.isTransactional === true || capabilities?.isIdempotent?.(step.options as never) === true;
}
