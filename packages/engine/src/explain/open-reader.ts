import { mkdirSync, rmSync } from 'node:fs';
import type { Reader, Schema } from '@sluice/core';
import { asSluiceError } from '@sluice/core';
import { compileTransforms } from '../pipeline/transforms/index.ts';
import { placeInJob } from '../resolve/place-in-job.ts';
import { resolveStep } from '../resolve/resolve-step.ts';
import { contextOf } from '../run/open-sides.ts';
import type { ExplainRequest } from './request.ts';
import { sidesContext } from './request.ts';

/** Does something with the reader of a job, which is opened alone: the writer need not be complete yet. */
export async function withReader<T>(request: ExplainRequest, action: (reader: Reader) => Promise<T>): Promise<T> {
  const { job } = request;
  const context = sidesContext(request);
  try {
    const step = await resolveStep(job.reader, 'reader', request);
    mkdirSync(context.temporaryFolder, { recursive: true, mode: 0o700 });
    const reader = await step.connector.reader!.open(
      step.options as never,
      contextOf('reader', { job, resolve: request, context }),
    );
    try {
      return await action(reader);
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw placeInJob(asSluiceError(error), job);
  } finally {
    rmSync(context.temporaryFolder, { recursive: true, force: true });
  }
}

/** The columns that a job's reader delivers, after all transforms. Reads no data. */
export async function describeReader(request: ExplainRequest): Promise<Schema> {
  return withReader(request, async (reader) => {
    const source = await reader.describe();
    return compileTransforms(request.job.transforms, source).at(-1)?.schema ?? source;
  });
}
