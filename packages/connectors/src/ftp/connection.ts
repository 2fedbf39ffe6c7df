import { type Options, choice, count, flag, group, list, secret, text } from '@sluice/core';
import { certificateFields } from '../families/relational/server-fields.ts';

const overSsh = { field: 'protocol', values: ['sftp'] } as const;
const overTls = { field: 'protocol', values: ['ftps'] } as const;
const plainOrTls = { field: 'protocol', values: ['ftp', 'ftps'] } as const;

/** What it takes to reach an FTP, FTPS or SFTP server. */
export const connectionFields = {
  protocol: choice(['ftp', 'ftps', 'sftp'], {
    title: 'Protocol',
    help: 'ftps is FTP over TLS, sftp is file transfer over SSH. ftp sends password and files in the clear.',
    example: 'sftp',
  }),
  host: text({ title: 'Host', role: 'address', example: 'files.example.com' }),
  port: count({ title: 'Port', help: 'Default: 21 for ftp, 22 for sftp, 990 for ftps with implicit TLS.' }).optional(),
  user: text({
    title: 'User',
    help: 'ftp and ftps log in as anonymous without one.',
    aliases: ['username'],
  }).optional(),
  password: secret({ title: 'Password' }).optional(),
  privateKey: secret({
    title: 'Private key',
    onlyWith: overSsh,
    role: 'localPathOrText',
    help: 'For sftp: text of the key (OpenSSH, PEM or PuTTY form) or the path of a file that holds it.',
    aliases: ['keyPath'],
  }).optional(),
  passphrase: secret({
    title: 'Passphrase',
    onlyWith: overSsh,
    help: 'Of the private key.',
    aliases: ['keyPass'],
  }).optional(),
  useKey: flag({
    title: 'Use a key',
    onlyWith: overSsh,
    help: 'true takes ~/.ssh/id_rsa when no private key is given; false leaves a given one out.',
    isAdvanced: true,
  }).optional(),
  hostKey: list(text({ title: 'Host key' }), {
    title: 'Host key',
    onlyWith: overSsh,
    help: 'For sftp: fingerprint of the server (SHA256:…) or its public key (ssh-ed25519 AAAA…); several are allowed.',
    example: ['SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8'],
  }).optional(),
  knownHosts: text({
    title: 'Known hosts',
    onlyWith: overSsh,
    role: 'localPathOrText',
    help: 'For sftp: a file as OpenSSH keeps it, or its text. Default: ~/.ssh/known_hosts of the user of this process.',
    isAdvanced: true,
  }).optional(),
  trustAnyHostKey: flag({
    title: 'Trust any host key',
    onlyWith: overSsh,
    help: 'Takes whichever server answers for the right one. Anybody between here and there can then read and change everything.',
    isAdvanced: true,
  }).default(false),
  ftpsMode: choice(['explicit', 'implicit'], {
    title: 'FTPS mode',
    onlyWith: overTls,
    help: 'explicit turns TLS on by a command, implicit begins with it.',
    isAdvanced: true,
  }).default('explicit'),
  ssl: group(
    {
      mode: choice(['require', 'verify-ca', 'verify-full'], {
        title: 'Mode',
        help: 'For ftps. verify-full makes sure that it is the right server; require encrypts only.',
      }).default('verify-full'),
      ...certificateFields,
    },
    { title: 'TLS', isAdvanced: true, onlyWith: overTls },
  ).optional(),
  connectPattern: choice(['PASV', 'PORT'], {
    title: 'Data connections',
    onlyWith: plainOrTls,
    help: 'For ftp and ftps: PASV connects to the server, PORT lets the server connect back to this machine.',
    isAdvanced: true,
  }).default('PASV'),
  controlEncoding: text({
    title: 'Encoding of names',
    onlyWith: plainOrTls,
    help: 'For ftp and ftps: in which encoding the server has file names, for instance GBK.',
    isAdvanced: true,
  }).default('UTF-8'),
  baseDirectory: text({
    title: 'Base folder',
    help: 'Where relative paths begin. Default: the folder after login.',
    isAdvanced: true,
  }).optional(),
  maxConnections: count({
    title: 'Most connections',
    help: 'At most so many at once; when all are in use, the next one waits. At least 2.',
    isAdvanced: true,
  }).default(8),
  connectTimeoutMs: count({
    title: 'Connect timeout',
    help: 'A server that has not let us in by then is given up.',
    unit: 'ms',
    aliases: ['timeout'],
    isAdvanced: true,
  }).default(60_000),
  socketTimeoutMs: count({
    title: 'Socket timeout',
    help: 'A connection is given up when the server is silent for so long while something is due. Reading goes on with a new one.',
    unit: 'ms',
    isAdvanced: true,
  }).default(60_000),
} as const;

export type FtpConnection = Options<typeof connectionFields>;

/** `host:port` for messages, and the port that counts. */
export function addressOf(connection: FtpConnection): { readonly label: string; readonly port: number } {
  const { protocol, ftpsMode, host } = connection;
  const usual = protocol === 'sftp' ? 22 : protocol === 'ftps' && ftpsMode === 'implicit' ? 990 : 21;
  const port = connection.port ?? usual;
  return { label: `${host.includes(':') ? `[${host}]` : host}:${port}`, port };
}
