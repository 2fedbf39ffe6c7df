import { defineErrors } from '@sluice/core';
import { networkErrors, type Reason, type ServerPlace } from '../families/network/errors.ts';

/** Errors of FTP, FTPS and SFTP servers. What goes wrong with one file is in the errors of the file family. */
export const errors = defineErrors('ftp', {
  ...networkErrors,
  connectTimeout: {
    ...networkErrors.connectTimeout,
    hint: () => 'Check host, port and firewall, and that protocol fits the server; or raise connectTimeoutMs.',
  },
  tooManyConnections: {
    message: ({ host, reason }: ServerPlace & Reason) => `The server ${host} takes no further connection: ${reason}.`,
    hint: () => 'Lower maxConnections or the number of channels, or raise the limit of the server.',
    kind: 'environment',
    retryable: true,
  },
  tooFewConnections: {
    message: ({ host }: ServerPlace) => `The server ${host} allows one connection at a time; joining files takes two.`,
    hint: () => 'Raise the limit of the server, use one channel, or set singleFileOutput to false.',
    kind: 'environment',
  },
  loginFailed: {
    message: ({ user, host, reason }: ServerPlace & Reason & { user: string }) =>
      `The server ${host} refused the login of "${user}": ${reason}.`,
    hint: () => 'Check user, password or private key, and that the user may log in with them.',
  },
  protocolMismatch: {
    message: ({ host, reason }: ServerPlace & Reason) =>
      `${host} does not speak the protocol of this data source: ${reason}.`,
    hint: () => 'Check protocol (ftp, ftps, sftp), ftpsMode (explicit, implicit) and port.',
  },
  tls: {
    message: ({ host, reason }: ServerPlace & Reason) => `No TLS with ${host}: ${reason}.`,
    hint: () => 'Check the certificate of the server and "ssl" of the connection (mode, ca, cert, key).',
  },
  hostKeyUnknown: {
    message: ({ host, key }: ServerPlace & { key: string }) => `The host key of ${host} is not known: ${key}.`,
    hint: () =>
      'Ask the operator of the server for the fingerprint and compare. When it is the same, set hostKey to it, or name a knownHosts file that has the key.',
  },
  hostKeyDiffers: {
    message: ({ host, key }: ServerPlace & { key: string }) =>
      `${host} shows another host key than the known one: ${key}.`,
    hint: () =>
      'Either the server got a new key or somebody stands in between. Ask its operator before you change hostKey or knownHosts.',
  },
  settingInvalid: {
    message: ({ setting, reason }: Reason & { setting: string }) =>
      `The value of "${setting}" is not valid: ${reason}.`,
  },
  connectionLost: {
    message: ({ host, reason }: ServerPlace & Reason) => `Lost the connection to ${host}: ${reason}.`,
    hint: () => 'The task is retried. If it happens often, look at the log of the server and its time-outs.',
    kind: 'environment',
    retryable: true,
  },
  dataConnection: {
    message: ({ host, reason }: ServerPlace & Reason) => `No data connection with ${host}: ${reason}.`,
    hint: () =>
      'A firewall may block the ports for data, or the server announces a wrong one. Try connectPattern PORT, or PASV when it is set.',
    kind: 'environment',
    retryable: true,
  },
  badListing: {
    message: ({ folder, problem }: { folder: string; problem: string }) =>
      `The server lists "${folder}" in a way that is not to be trusted: ${problem}.`,
    hint: () => 'Rename the file on the server. When names look garbled, set controlEncoding.',
    kind: 'environment',
  },
  tooDeep: {
    message: ({ folder, maxTraversalLevel }: { folder: string; maxTraversalLevel: number }) =>
      `"${folder}" lies more than ${maxTraversalLevel} folders deep.`,
    hint: () => 'Folders may lead back into themselves by links. Name deeper folders, or raise maxTraversalLevel.',
    kind: 'environment',
  },
  hiddenFilesUnseen: {
    message: ({ folder }: { folder: string }) => `The server does not list hidden files in "${folder}".`,
    hint: () => 'Unfinished output is kept in hidden files, which must be found again. Let the server list them.',
    kind: 'environment',
  },
  serverSaid: {
    message: ({ host, reason }: ServerPlace & Reason) => `The server ${host} refused: ${reason}.`,
    kind: 'environment',
  },
});

/** True when another connection may bring more luck. */
export function isLost(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === errors.connectionLost.code || code === errors.dataConnection.code;
}
