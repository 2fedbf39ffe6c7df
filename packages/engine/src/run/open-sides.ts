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
import type { ResolveContext, ResolvedStep } from '../resolve/resolve-step.ts';
import { resolveStep } from '../resolve/resolve-step.ts';

/** Both ends of a job, resolved and opened. */
export interface Sides {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly readerStep: ResolvedStep;
  readonly writerStep: ResolvedStep;
  readonly issues: readonly Issue[];
  close(): Promise<void>;
}

export type SidesContext = Pick<ConnectorContext, 'clock' | 'output' | 'input' | 'runId' | 'signal'> & {
  readonly memoryBytes: number;
  readonly temporaryFolder: string;
  readonly log: Logger;
  /** Read these dirty records instead of the job's source. */
  readonly replay?: Replay;
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
  const sideContext = (side: string): ConnectorContext => ({
    ...context,
    ...textOptionsOf(job),
    memoryBytes: Math.floor(context.memoryBytes / 2),
    temporaryFolder: join(context.temporaryFolder, side),
  });
  const reader =
    context.replay === undefined
      ? await readerStep.connector.reader!.open(readerStep.options as never, sideContext('reader'))
      : dirtyReader(context.replay.files, context.replay.schema);
  let writer: Writer;
  try {
    writer = await writerStep.connector.writer!.open(writerStep.options as never, sideContext('writer'));
  } catch (error) {
    await reader.close();
    throw error;
  }
  return {
    reader,
    writer,
    readerStep,
    writerStep,
    issues: [...readerStep.issues, ...writerStep.issues],
    async close() {
      await Promise.allSettled([reader.close(), writer.close()]);
      rmSync(context.temporaryFolder, { recursive: true, force: true });
    },
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
