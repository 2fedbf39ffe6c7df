import type { FtpConnection } from './connection.ts';
import type { Link } from './link.ts';

/** Opens a connection of the protocol that the data source names, and logs in. */
export async function openLink(connection: FtpConnection, signal: AbortSignal): Promise<Link> {
  if (connection.protocol === 'sftp') return (await import('./sftp-link.ts')).SftpLink.open(connection, signal);
  return (await import('./ftp-link.ts')).FtpLink.open(connection, signal);
}

/** FTP has one transfer per connection; SSH carries many, but one after the other through one cipher. */
export function usersPerLink({ protocol }: FtpConnection): number {
  return protocol === 'sftp' ? 16 : 1;
}

/** More connections at once look like an attack to some servers: OpenSSH begins to refuse some of ten newcomers. */
const mostReads = 4;

/** Small files that are read at the same time, each over a connection of its own; one stays free for questions. */
export function parallelReads({ maxConnections }: FtpConnection): number {
  return Math.min(mostReads, Math.max(1, maxConnections - 1));
}
