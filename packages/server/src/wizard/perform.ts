import { parseJob, SluiceError, type JsonValue } from '@sluice/core';
import type { Work, Workers } from '../worker/work.ts';

/** The value of a piece of work; throws what refused it, with the place in the script where it has one. */
export async function performWork(workers: Workers, work: Work, signal: AbortSignal): Promise<JsonValue> {
  const result = await workers.perform(work, { kill: signal });
  if (result.ok) return result.value;
  const { suggestion: hint, code, kind, message, path, line, column, values } = result.error;
  const place = 'job' in work ? placeOf(work.job.text, { path, line, column }) : { path };
  throw new SluiceError({ code, kind, message, hint, values, place: compact(place) });
}

interface Place {
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Line and column of a path, where the worker could not tell them. */
function placeOf(script: string, place: Place): Place {
  if (place.path === undefined || place.line !== undefined) return place;
  const issue = { severity: 'error', code: '', message: '', path: place.path } as const;
  const [located] = parseJob(script, { allowUnknownVariables: true }).locate([issue]);
  return { path: place.path, line: located?.line, column: located?.column };
}

function compact({ path, line, column }: Place) {
  if (path === undefined && line === undefined) return undefined;
  return {
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}
