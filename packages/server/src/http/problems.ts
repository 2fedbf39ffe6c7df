import { asSluiceError, type SluiceError } from '@sluice/core';
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
  const values = plainValues(error);
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

/** So many of a list, and so many characters of a text, are enough for a sentence. */
const mostOfList = 20;
const mostOfText = 1_000;

/** What its sentences are made of, for clients that say them in another language. */
function plainValues({ values }: SluiceError): Problem['values'] {
  const plain: NonNullable<Problem['values']> = {};
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value === 'number' || typeof value === 'boolean') plain[name] = value;
    if (typeof value === 'string') plain[name] = value.slice(0, mostOfText);
    if (Array.isArray(value)) plain[name] = value.slice(0, mostOfList).map((each) => String(each).slice(0, mostOfText));
  }
  return Object.keys(plain).length === 0 ? undefined : plain;
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
