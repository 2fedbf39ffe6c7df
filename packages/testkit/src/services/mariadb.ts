import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';
import { queryMysql } from './mysql-query.ts';

export const mariadb: ServiceDefinition = {
  name: 'mariadb',
  debianPackage: 'mariadb-server',
  urlScheme: 'mysql',
  stopSignal: 'SIGKILL',

  find: () => findDebian() ?? 'MariaDB is not installed',

  async create(instance, run) {
    writeFileSync(join(instance.folder, 'my.cnf'), configuration(instance));
    writeFileSync(join(instance.folder, 'init.sql'), initialSql(instance));
    await run(
      '/usr/bin/mariadb-install-db',
      `--defaults-file=${join(instance.folder, 'my.cnf')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    );
  },

  command: (instance) => ['mariadbd', `--defaults-file=${join(instance.folder, 'my.cnf')}`],

  async readVersion(instance) {
    const rows = await queryMysql(instance, 'SELECT version() AS version');
    return String(rows[0]?.['version']);
  },

  async createDatabase(instance, database) {
    await queryMysql(instance, `DROP DATABASE IF EXISTS \`${database}\``);
    await queryMysql(instance, `CREATE DATABASE \`${database}\``);
  },
};

/** Commits reach the operating system, so a killed server loses nothing; only a power cut would. */
function configuration(instance: Instance): string {
  const settings: Record<string, string> = {
    datadir: join(instance.folder, 'data'),
    socket: 'server.sock',
    'pid-file': 'server.pid',
    'bind-address': instance.host,
    port: String(instance.port),
    'init-file': join(instance.folder, 'init.sql'),
    'skip-name-resolve': '1',
    'skip-log-bin': '1',
    'local-infile': '1',
    'max-connections': '200',
    'max-allowed-packet': '64M',
    'innodb-flush-log-at-trx-commit': '2',
    'innodb-doublewrite': '0',
    'innodb-use-native-aio': '0',
    'innodb-log-file-size': '96M',
    'character-set-server': 'utf8mb4',
    'default-time-zone': '+00:00',
    ...(instance.certificate === undefined
      ? {}
      : {
          'ssl-cert': join(instance.folder, 'server.crt'),
          'ssl-key': join(instance.folder, 'server.key'),
          'require-secure-transport': '1',
        }),
    ...instance.options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return ['[mysqld]', ...lines, ''].join('\n');
}

function initialSql(instance: Instance): string {
  const user = `'${instance.user}'@'%'`;
  return [
    `CREATE DATABASE IF NOT EXISTS \`${instance.database}\`;`,
    `CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${instance.password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${user} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

function findDebian(): Installation | undefined {
  const programs = ['/usr/sbin', '/usr/local/sbin', '/usr/bin'].find((folder) => existsSync(join(folder, 'mariadbd')));
  if (programs === undefined || !existsSync('/usr/bin/mariadb-install-db')) return undefined;
  return { programs, label: `Debian, ${programs}/mariadbd`, user: 'mysql' };
}
