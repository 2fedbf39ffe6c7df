import { SluiceError } from '@sluice/core';
import { httpErrors } from './errors.ts';

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'there is no way to this network',
  ETIMEDOUT: 'no answer',
  EADDRNOTAVAIL: 'no local port is free',
};

/** The code that a failed host look-up has. */
const notFound = new Set(['ENOTFOUND', 'EAI_NONAME', 'EAI_NODATA']);

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ALTNAME/;

/** A failure of the network or of TLS as an error of ours; errors of ours stay as they are. */
export function networkError(url: URL, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  const { host } = url;
  const failure = firstOf(error);
  const code = 'code' in failure ? String(failure.code) : '';
  const reason = failure.message.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  if (notFound.has(code)) return httpErrors.unknownHost({ host }, error);
  if (code === 'EAI_AGAIN') return httpErrors.unreachable({ host, reason: 'the name service does not answer' }, error);
  const problem = unreachable[code];
  if (problem !== undefined) return httpErrors.unreachable({ host, reason: problem }, error);
  if (certificate.test(code)) return httpErrors.certificateRefused({ host, reason }, error);
  if (code.startsWith('HPE_')) return httpErrors.notHttp({ host }, error);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return httpErrors.tlsFailed({ host, reason: sslReason(reason) }, error);
  return httpErrors.connectionLost({ host, reason: lossReason(code, reason) }, error);
}

/** Of a host with several addresses each one has failed. */
function firstOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : new Error(String(error));
}

/** OpenSSL writes `write EPROTO 00B7…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../…`. */
function sslReason(message: string): string {
  return /SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
}

function lossReason(code: string, message: string): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the other side closed it';
  return message === '' ? code : message;
}
