import type { Job, JobStep, SluiceError } from '@sluice/core';
import { asSluiceError } from '@sluice/core';

/**
 * Connectors say `writer.parameter.table`, for they know nothing of the file; here the path becomes the one of the job
 * (`steps[1].parameter.table`), so that a line can be found for it.
 */
export function placeInJob(error: SluiceError, { reader, writer }: Job): SluiceError {
  const match = /^(reader|writer)\.parameter(.*)$/.exec(error.place?.path ?? '');
  if (match !== null) {
    const step = match[1] === 'reader' ? reader : writer;
    error.place = { ...error.place, path: `${step.path}${match[2] ?? ''}` };
  }
  return error;
}

/** Waits for what a step does. When it fails nowhere in particular, the place of the error is the step. */
export async function inStep<T>({ path }: JobStep, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const error = asSluiceError(thrown);
    throw error.kind === 'cancelled' ? error : error.at({ path });
  }
}
