import { defineErrors, type ErrorFactory, type ErrorKind } from '@sluice/core';

/** Errors of the HTTP layer that every subject uses. */
export const httpErrors = defineErrors('http', {
  invalid: {
    message: ({ problem }: { where: string; problem: string }) => `The request is not valid: ${problem}.`,
    hint: ({ where }) => `Check ${where} against the description of the route in /openapi.json.`,
  },
  notSignedIn: {
    message: () => 'This needs a login.',
    hint: () => 'Sign in, or send an API token as "Authorization: Bearer …".',
  },
  forbidden: {
    message: ({ needs }: { needs: string }) => `You are not allowed to do this: it needs ${needs}.`,
    hint: () => 'Ask an administrator of the project for a role that grants it.',
  },
  /** Also for things of projects that the user does not belong to: their existence is nobody's business. */
  notFound: {
    message: ({ what, name }: { what: string; name: string }) => `There is no ${what} "${name}".`,
    hint: () => 'Check the name, the project, and that nobody has deleted it.',
  },
  exists: {
    message: ({ what, name }: { what: string; name: string }) => `There is already a ${what} "${name}".`,
    hint: () => 'Choose another name, or change the existing one.',
  },
  changed: {
    message: ({ what, version }: { what: string; version: number }) =>
      `The ${what} was changed by somebody else; it is now at version ${version}.`,
    hint: () => 'Load it again, apply your change to it, and save.',
  },
  needsVersion: {
    message: () => 'Which version was changed is not told.',
    hint: () => 'Send the ETag of the version that you edited as If-Match.',
  },
  keyReused: {
    message: () => 'This Idempotency-Key came with another request before.',
    hint: () => 'Use a new key for a new request.',
  },
  keyInUse: {
    message: () => 'The first request with this Idempotency-Key is not finished.',
    hint: () => 'Repeat the request a little later.',
  },
  tooLarge: {
    message: ({ maxBytes }: { maxBytes: number }) => `The request is larger than ${maxBytes} bytes.`,
  },
  tooMany: {
    message: ({ seconds }: { seconds: number }) => `Too many requests. Try again in ${seconds} seconds.`,
  },
  foreignOrigin: {
    message: () => 'The request comes from another site.',
    hint: () => 'Requests with the session cookie are taken from the console itself only; scripts use API tokens.',
  },
});

const statuses = new Map<string, number>([
  [httpErrors.invalid.code, 400],
  [httpErrors.notSignedIn.code, 401],
  [httpErrors.forbidden.code, 403],
  [httpErrors.foreignOrigin.code, 403],
  [httpErrors.notFound.code, 404],
  [httpErrors.exists.code, 409],
  [httpErrors.keyInUse.code, 409],
  [httpErrors.changed.code, 412],
  [httpErrors.tooLarge.code, 413],
  [httpErrors.keyReused.code, 422],
  [httpErrors.needsVersion.code, 428],
  [httpErrors.tooMany.code, 429],
]);

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  config: 422,
  environment: 502,
  data: 422,
  limit: 422,
  cancelled: 409,
  internal: 500,
};

/** Declares the status of errors that a subject throws, for instance 409 for «in use». */
export function answersWith(status: number, ...errors: readonly ErrorFactory<never>[]): void {
  for (const error of errors) statuses.set(error.code, status);
}

export function statusOf({ code, kind }: { readonly code: string; readonly kind: ErrorKind }): number {
  return statuses.get(code) ?? statusOfKind[kind];
}
