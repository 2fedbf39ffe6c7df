import { SluiceError } from '@sluice/core';
import { errors } from './errors.ts';

const refusals: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  EADDRNOTAVAIL: 'the address cannot be used from here',
  EACCES: 'this machine does not permit it',
};

const losses: Readonly<Record<string, string>> = {
  ECONNRESET: 'it was reset',
  EPIPE: 'it was closed',
  ETIMEDOUT: 'the network gave up',
  ECONNABORTED: 'it was aborted',
};

/** What went wrong while connecting, when it is about the network; else undefined. */
export function networkError(error: unknown, host: string): SluiceError | undefined {
  if (error instanceof SluiceError) return error;
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NONAME') return errors.hostUnknown({ host }, error);
  const refusal = refusals[code] ?? losses[code];
  return refusal === undefined ? undefined : errors.connectionRefused({ host, reason: refusal }, error);
}

/** A connection that broke while it was used. */
export function lostError(error: unknown, host: string): SluiceError {
  if (error instanceof SluiceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return errors.connectionLost({ host, reason: losses[codeOf(error)] ?? plain(message) }, error);
}

/** True for errors about the certificate of the other side. */
export function isCertificateError(error: unknown): boolean {
  return /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(codeOf(error));
}

/** OpenSSL packs its reason into numbers and places in its source. */
export function tlsReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? plain(message);
}

/** A message as part of a sentence: one line, no full stop, of bounded length. */
export function plain(message: string): string {
  const [line = ''] = message.trim().split('\n', 1);
  return line.replace(/[\s.]+$/, '').slice(0, 200);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
