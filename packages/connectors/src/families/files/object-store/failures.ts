import type { SluiceError } from '@sluice/core';
import { fileErrors } from '../errors.ts';
import { objectErrors } from './errors.ts';
import type { StoreAnswer, StoreRequest } from './store-http.ts';

/** What an error needs to say of the store. */
export interface StoreFacts {
  /** `s3://bucket/` */
  readonly root: string;
  readonly host: string;
  /** As requests are signed for; the host where there is none. */
  readonly region: string;
  /** Epoch milliseconds of this machine. */
  readonly now: () => number;
}

/** What went wrong, in the words of no store. */
export type FailureKind =
  | 'expired'
  | 'badCredentials'
  | 'denied'
  | 'noBucket'
  | 'noObject'
  | 'region'
  | 'skew'
  | 'archived'
  | 'changed'
  | 'full'
  | 'passing';

export interface Failure {
  readonly kind: FailureKind | undefined;
  readonly answer: StoreAnswer;
  readonly request: StoreRequest;
  /** Of the store; empty when it told none. */
  readonly code: string;
  /** In the words of the store. */
  readonly message: string;
  /** What is wrong with the credentials. */
  readonly problem: string;
  /** The store's own time. */
  readonly serverTime?: string | undefined;
  /** Where the bucket is. */
  readonly rightRegion?: string | undefined;
}

const kindsOfStatus: Readonly<Record<number, FailureKind>> = {
  301: 'region',
  307: 'region',
  401: 'badCredentials',
  403: 'denied',
  404: 'noObject',
  408: 'passing',
  412: 'changed',
  416: 'changed',
  429: 'passing',
  500: 'passing',
  502: 'passing',
  503: 'passing',
  504: 'passing',
  507: 'full',
};

/** What a status says by itself. With a code nobody told us of it says enough only when it is about load. */
export function kindOfStatus({ status }: StoreAnswer, code: string): FailureKind | undefined {
  const kind = kindsOfStatus[status];
  return code === '' || kind === 'passing' || kind === 'full' ? kind : undefined;
}

/** The error of a failure. */
export function failureError(failure: Failure, facts: StoreFacts): SluiceError {
  const { kind, answer, code, request, message } = failure;
  const { action, key } = request;
  const { root, host } = facts;
  const status = code === '' ? `status ${answer.status}` : `${answer.status} ${code}`;
  switch (kind) {
    case 'expired':
      return objectErrors.expiredCredentials({ action, root });
    case 'badCredentials':
      return objectErrors.badCredentials({ action, root, problem: failure.problem });
    case 'denied':
      return objectErrors.accessDenied({ action, root });
    case 'noBucket':
      return objectErrors.bucketNotFound({ root, host });
    case 'noObject':
      return fileErrors.unreadable({ path: key, problem: 'it does not exist' });
    case 'region': {
      const right = failure.rightRegion === undefined ? {} : { right: failure.rightRegion };
      return objectErrors.wrongRegion({ root, used: facts.region, ...right });
    }
    case 'skew':
      return objectErrors.clockSkew({ root, problem: skewProblem(failure, facts.now()) });
    case 'archived':
      return objectErrors.archived({ action, root });
    case 'changed':
      return fileErrors.changed({ path: key });
    case 'full':
      return fileErrors.diskFull({ path: key });
    case 'passing':
      return objectErrors.unavailable({ action, root, status });
    case undefined:
      return (answer.status < 400 && code === '') || /<html/i.test(answer.text)
        ? objectErrors.notAnObjectStore({ action, root, host })
        : objectErrors.refused({ action, root, status, problem: message.trim().replace(/\.$/, '') });
  }
}

/** How far the clocks are apart, by the server's own time. */
function skewProblem({ serverTime, answer }: Failure, now: number): string {
  const server = Date.parse(serverTime ?? answer.header('date') ?? '');
  const seconds = Math.round((now - server) / 1000);
  if (Number.isNaN(seconds) || Math.abs(seconds) < 2) return 'its clock and the one of this machine differ';
  return `the clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
}
