import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';
import { makeServedFolder, readBanner } from './served-folder.ts';

/**
 * SFTP with a key: `client_key` in the instance's folder lets its user in, `host_key.pub` is the server's own. Paths
 * begin in `data/`.
 */
export const openssh: ServiceDefinition = {
  name: 'openssh',
  debianPackage: 'openssh-server',
  urlScheme: 'sftp',
  stopSignal: 'SIGTERM',
  // Only root can let somebody else in.
  user: () => (process.getuid?.() === 0 ? 'nobody' : userInfo().username),

  find: () => find(),

  async create(instance, run) {
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    for (const name of ['host_key', 'client_key'])
      await run('/usr/bin/ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(instance.folder, name));
    makeServedFolder(instance, instance.database, instance.user);
    writeFileSync(join(instance.folder, 'sshd_config'), configuration(instance));
  },

  command: (instance) => ['sshd', '-D', '-e', '-f', join(instance.folder, 'sshd_config')],

  readVersion: async (instance) => (await readBanner(instance)).replace('SSH-2.0-OpenSSH_', ''),

  createDatabase: async (instance, database) => makeServedFolder(instance, database, instance.user),
};

function configuration(instance: Instance): string {
  const settings: Record<string, string> = {
    ListenAddress: instance.host,
    Port: String(instance.port),
    HostKey: join(instance.folder, 'host_key'),
    AuthorizedKeysFile: join(instance.folder, 'client_key.pub'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
    UseDNS: 'no',
    PasswordAuthentication: 'no',
    Subsystem: 'sftp internal-sftp',
    ForceCommand: `internal-sftp -d ${join(instance.folder, 'data')}`,
    ...instance.options.settings,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

function find(): Installation | string {
  const programs = ['/usr/sbin', '/usr/local/sbin'].find((folder) => existsSync(join(folder, 'sshd')));
  if (programs === undefined || !existsSync('/usr/bin/ssh-keygen')) return 'The OpenSSH server is not installed';
  return { programs, label: `Debian, ${programs}/sshd`, user: process.getuid?.() === 0 ? 'root' : userInfo().username };
}
