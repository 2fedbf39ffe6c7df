import { asSluiceError, plainValues } from '@sluice/core';
import type { Problem } from '../contract/parts.ts';
import { httpErrors, statusOf } from './errors.ts';

export const problemType = 'application/problem+json';

/** Any thrown value as RFC 9457 has it. What nobody expected says nothing but its request id; the log has the rest. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const error = asSluiceError(fromFastify(thrown) ?? thrown);
  const status = statusOf(error);
  if (status === 500) {
    return {
      type: 'about:blank',
      title: 'Internal error',
      status,
      detail: 'Something went wrong on the server. Its log tells more under the request id.',
      code: 'INTERNAL',
      requestId,
    };
  }
  const { path, line, column } = error.place ?? {};
  const values = plainValues(error.values);
  return {
    type: `urn:sluice:error:${error.code}`,
    title: error.code,
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(values === undefined ? {} : { values }),
  };
}

interface FrameworkError {
  readonly statusCode?: number;
  readonly message: string;
}

/** The framework's own refusals in our words. */
function fromFastify(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return undefined;
  const { statusCode, message } = thrown as FrameworkError;
  if (statusCode === 429) return thrown;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return httpErrors.invalid({ where: 'the request', problem: message.replace(/\.$/, '') });
  return undefined;
}
