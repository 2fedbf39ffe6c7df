import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';
import { makeServedFolder, readBanner } from './served-folder.ts';

/** FTP for anonymous users, who may write; `data/` is their root. With `tls` it takes encrypted connections only. */
export const vsftpd: ServiceDefinition = {
  name: 'vsftpd',
  debianPackage: 'vsftpd',
  urlScheme: 'ftp',
  stopSignal: 'SIGTERM',
  user: () => 'anonymous',

  find: () => find(),

  async create(instance) {
    mkdirSync(join(instance.folder, 'empty'), { mode: 0o755 });
    makeServedFolder(instance, instance.database, owner);
    writeFileSync(join(instance.folder, 'vsftpd.conf'), configuration(instance));
  },

  command: (instance) => ['vsftpd', join(instance.folder, 'vsftpd.conf')],

  async readVersion(instance) {
    const banner = await readBanner(instance, instance.options.settings?.['implicit_ssl'] === 'YES');
    return /vsFTPd ([\d.]+)/.exec(banner)?.[1] ?? banner;
  },

  createDatabase: async (instance, database) => makeServedFolder(instance, database, owner),
};

function configuration(instance: Instance): string {
  const settings: Record<string, string> = {
    listen: 'YES',
    listen_address: instance.host,
    listen_port: String(instance.port),
    background: 'NO',
    seccomp_sandbox: 'NO',
    secure_chroot_dir: join(instance.folder, 'empty'),
    anonymous_enable: 'YES',
    local_enable: 'NO',
    no_anon_password: 'NO',
    anon_root: join(instance.folder, 'data'),
    anon_world_readable_only: 'NO',
    anon_umask: '022',
    write_enable: 'YES',
    anon_upload_enable: 'YES',
    anon_mkdir_write_enable: 'YES',
    anon_other_write_enable: 'YES',
    xferlog_enable: 'NO',
    ...(instance.certificate === undefined
      ? {}
      : {
          ssl_enable: 'YES',
          rsa_cert_file: join(instance.folder, 'server.crt'),
          rsa_private_key_file: join(instance.folder, 'server.key'),
          allow_anon_ssl: 'YES',
          force_anon_logins_ssl: 'YES',
          force_anon_data_ssl: 'YES',
          ssl_ciphers: 'HIGH',
        }),
    ...instance.options.settings,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Whose files it serves. */
const owner = 'ftp';

function find(): Installation | string {
  const programs = ['/usr/sbin', '/usr/local/sbin'].find((folder) => existsSync(join(folder, 'vsftpd')));
  if (programs === undefined) return 'vsftpd is not installed';
  if (process.getuid?.() !== 0) return 'vsftpd serves anonymous users only when root starts it';
  return { programs, label: `Debian, ${programs}/vsftpd`, user: 'root' };
}
