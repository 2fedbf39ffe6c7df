import type { ErrorKind } from '@sluice/core';

/** What the process answers to its caller. Part of the interface: scripts rely on it. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  invalid: 2,
  environment: 3,
  data: 4,
  cancelled: 5,
  interrupted: 130,
  pipeClosed: 141,
  terminated: 143,
} as const;

/** What each exit code says, in a few words. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  internal: 'a defect of Sluice',
  invalid: 'the job, the options or the configuration need a change',
  environment: 'network, server, disk or permissions',
  data: 'too many dirty records, or data that cannot be read',
  cancelled: 'stopped, by --timeout for instance',
  interrupted: 'stopped by SIGINT (Ctrl-C)',
  pipeClosed: 'nobody reads standard output any more',
  terminated: 'stopped by SIGTERM',
};

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byKind: Readonly<Record<ErrorKind, ExitCode>> = {
  config: exitCodes.invalid,
  environment: exitCodes.environment,
  data: exitCodes.data,
  limit: exitCodes.data,
  cancelled: exitCodes.cancelled,
  internal: exitCodes.internal,
};

export type StopSignal = 'SIGINT' | 'SIGTERM';

const bySignal: Readonly<Record<StopSignal, ExitCode>> = {
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
};

/** The exit code of an error; one that ends a run because of a signal answers with the signal's code. */
export function exitCodeOf(kind: ErrorKind, signal?: StopSignal): ExitCode {
  return kind === 'cancelled' && signal !== undefined ? bySignal[signal] : byKind[kind];
}
