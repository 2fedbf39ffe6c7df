import type { Job, SluiceError } from '@sluice/core';

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
