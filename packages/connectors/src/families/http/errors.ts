import { defineErrors } from '@sluice/core';

/** Errors of a connection over HTTP, whatever it is used for. `host` is a name with a port, never a whole URL. */
export const httpErrors = defineErrors('http', {
  unknownHost: {
    message: ({ host }: { host: string }) => `The host ${host} is not known.`,
    hint: () => 'Check the spelling and the name service of this machine.',
    kind: 'environment',
  },
  unreachable: {
    message: ({ host, reason }: { host: string; reason: string }) => `Cannot connect to ${host}: ${reason}.`,
    hint: () => 'Check host and port, that the server is running, and that no firewall stands in between.',
    kind: 'environment',
    retryable: true,
  },
  connectTimeout: {
    message: ({ host, afterMs }: { host: string; afterMs: number }) => `No connection to ${host} within ${afterMs} ms.`,
    hint: () => 'Check host, port and firewall, or raise the connect timeout.',
    kind: 'environment',
    retryable: true,
  },
  silent: {
    message: ({ host, afterMs }: { host: string; afterMs: number }) => `${host} was silent for ${afterMs} ms.`,
    hint: () => 'Look at the load of the server, or raise the socket timeout.',
    kind: 'environment',
    retryable: true,
  },
  connectionLost: {
    message: ({ host, reason }: { host: string; reason: string }) => `Lost the connection to ${host}: ${reason}.`,
    hint: () => 'The task is retried. If it happens often, look at the log of the server and at proxies in between.',
    kind: 'environment',
    retryable: true,
  },
  certificateRefused: {
    message: ({ host, reason }: { host: string; reason: string }) =>
      `The certificate of ${host} is not trusted: ${reason}.`,
    hint: () => 'Give the certificate of its authority in ssl.ca.',
    kind: 'environment',
  },
  tlsFailed: {
    message: ({ host, reason }: { host: string; reason: string }) => `No encrypted connection to ${host}: ${reason}.`,
    hint: () => 'Check that the port speaks TLS (https) and whether the server asks for a client certificate.',
    kind: 'environment',
  },
  notHttp: {
    message: ({ host }: { host: string }) => `${host} does not answer in HTTP.`,
    hint: () => 'Check the port, and whether the server wants https.',
    kind: 'environment',
  },
  unreadableCertificate: {
    message: ({ setting, path }: { setting: string; path: string }) => `${setting}: the file "${path}" cannot be read.`,
    hint: () => 'Give PEM text, or the path of a file that the user of this process may read.',
  },
  brokenCertificate: {
    message: ({ reason }: { reason: string }) => `The certificates or the key in ssl cannot be used: ${reason}.`,
    hint: () => 'They are PEM text: "-----BEGIN CERTIFICATE-----" and so on; the key must belong to ssl.cert.',
  },
  badUrl: {
    message: ({ setting, problem }: { setting: string; problem: string }) => `${setting} is not usable: ${problem}.`,
    hint: () => 'Write it as in http://host:8080/path or https://host/path.',
  },
});
