import { lookup as resolve } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { SluiceError } from '@sluice/core';
import type { HostCheck } from '../../worker/hosts.ts';
import { alertErrors } from '../errors.ts';

/** Throws `ALERT_HOST_NOT_ALLOWED` unless messages may go to `host`. A name that is not known is no matter yet. */
export async function requireHost(host: string, permits: HostCheck): Promise<void> {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  const addresses = isIP(bare) === 0 ? await addressesOf(bare).catch(() => []) : [bare];
  if (!permits(bare, addresses)) throw alertErrors.hostNotAllowed({ host: bare });
}

/** Resolves a name for a connection and checks again: the name may lead elsewhere now than when it was asked before. */
export function guardedLookup(permits: HostCheck): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }).then(
      (found) => {
        const [first] = found;
        const isPermitted = permits(
          host,
          found.map(({ address }) => address),
        );
        if (!isPermitted || first === undefined) callback(alertErrors.hostNotAllowed({ host }), '', 0);
        else if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

async function addressesOf(host: string): Promise<readonly string[]> {
  return (await resolve(host, { all: true })).map(({ address }) => address);
}

const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be resolved',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'it did not answer',
};

/** A failure of the network in our words. */
export function networkError(host: string, cause: unknown): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const { code = '', message } = (cause instanceof Error ? cause : new Error(String(cause))) as NodeJS.ErrnoException;
  const known = problems[code];
  if (known !== undefined) return alertErrors.unreachable({ host, problem: known }, cause);
  if (isTls(code, message)) return alertErrors.tlsRefused({ host, problem: tlsProblem(message) }, cause);
  return alertErrors.unreachable({ host, problem: message || code || 'the connection failed' }, cause);
}

/** OpenSSL prefixes its messages with an error stack. */
export function tlsProblem(message: string): string {
  return /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

function isTls(code: string, message: string): boolean {
  const codes = /^(ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;
  return codes.test(code) || /SSL routines/.test(message);
}
