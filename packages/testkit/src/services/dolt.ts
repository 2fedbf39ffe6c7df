import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { serviceCache } from './cache.ts';
import { selfSignedCertificate } from './certificate.ts';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';
import { queryMysql } from './mysql-query.ts';

/** Read by scripts/install-services.sh too. */
const version = 'v0.40.5-0.20260306010754-a1fdc83b8378';

/** What comes nearest to MySQL 8 where that is in no archive: its protocol, its JSON type, its authentication. */
export const dolt: ServiceDefinition = {
  name: 'dolt',
  debianPackage: 'Go, then run "npm run services"',
  urlScheme: 'mysql',
  stopSignal: 'SIGKILL',

  find: () => find(),

  async create(instance, run) {
    mkdirSync(join(instance.folder, 'data'));
    // caching_sha2_password is for encrypted connections only here.
    const { certificate, key } = selfSignedCertificate();
    writeFileSync(join(instance.folder, 'offered.crt'), certificate);
    writeFileSync(join(instance.folder, 'offered.key'), key);
    writeFileSync(join(instance.folder, 'config.yaml'), configuration(instance));
    await run('dolt', '--data-dir', join(instance.folder, 'data'), 'sql', '-q', initialSql(instance));
  },

  command: ({ folder }) => ['dolt', 'sql-server', '--config', join(folder, 'config.yaml')],

  async readVersion(instance) {
    const [row] = await query(instance, 'SELECT version() AS version');
    return `${String(row?.['version'])} (Dolt)`;
  },

  async createDatabase(instance, database) {
    await query(instance, `DROP DATABASE IF EXISTS \`${database}\``);
    await query(instance, `CREATE DATABASE \`${database}\``);
  },
};

/** Over an encrypted connection: the server shows a certificate that nobody has signed. */
function query(instance: Instance, sql: string): Promise<Record<string, unknown>[]> {
  return queryMysql(instance, sql, { rejectUnauthorized: false });
}

function configuration({ folder, host, port }: Instance): string {
  return [
    'log_level: warning',
    `data_dir: ${join(folder, 'data')}`,
    'listener:',
    `  host: ${host}`,
    `  port: ${port}`,
    '  max_connections: 100',
    `  tls_cert: ${join(folder, 'offered.crt')}`,
    `  tls_key: ${join(folder, 'offered.key')}`,
    '',
  ].join('\n');
}

function initialSql({ user, password, database }: Instance): string {
  return [
    `CREATE DATABASE ${database}`,
    `CREATE USER '${user}'@'%' IDENTIFIED WITH caching_sha2_password BY '${password}'`,
    `GRANT ALL ON *.* TO '${user}'@'%' WITH GRANT OPTION`,
  ].join(';\n');
}

function find(): Installation | string {
  const programs = join(serviceCache(), `dolt-${version}`, 'bin');
  if (!existsSync(join(programs, 'dolt'))) return 'Dolt is not built';
  return { programs, label: `Go, ${programs}`, user: userInfo().username };
}
