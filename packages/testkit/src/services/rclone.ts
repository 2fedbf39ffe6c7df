import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation, ServiceDefinition } from './definition.ts';
import { makeServedFolder, readBanner } from './served-folder.ts';

/** SFTP with user and password, by another hand than OpenSSH; `data/` is the user's root. */
export const rclone: ServiceDefinition = {
  name: 'rclone',
  debianPackage: 'rclone',
  urlScheme: 'sftp',
  stopSignal: 'SIGKILL',

  find: () => find(),

  create: async (instance) => makeServedFolder(instance, instance.database, serverUser),

  command: ({ folder, host, port, user, password }) => [
    'rclone',
    'serve',
    'sftp',
    join(folder, 'data'),
    `--addr=${host}:${port}`,
    `--user=${user}`,
    `--pass=${password}`,
    // Files are changed behind its back, and written in any order.
    '--dir-cache-time=0s',
    '--vfs-cache-mode=writes',
    '--vfs-write-back=0s',
    `--cache-dir=${join(folder, 'cache')}`,
    `--config=${join(folder, 'rclone.conf')}`,
  ],

  async readVersion(instance) {
    await readBanner(instance);
    return /v([\d.]+)/.exec(execFileSync('/usr/bin/rclone', ['version'], { encoding: 'utf8' }))?.[1] ?? '';
  },

  createDatabase: async (instance, database) => makeServedFolder(instance, database, serverUser),
};

const serverUser = 'nobody';

function find(): Installation | string {
  if (!existsSync('/usr/bin/rclone')) return 'rclone is not installed';
  return { programs: '/usr/bin', label: 'Debian, /usr/bin/rclone', user: serverUser };
}
