import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance, ServiceDefinition, ServiceOptions } from './definition.ts';
import { azurite } from './azurite.ts';
import { dolt } from './dolt.ts';
import { hdfs } from './hdfs.ts';
import { mariadb } from './mariadb.ts';
import { openssh } from './openssh.ts';
import { postgresql } from './postgresql.ts';
import { killTree } from './processes.ts';
import { pyftpdlib } from './pyftpdlib.ts';
import { rclone } from './rclone.ts';
import { currentRun, joinedRun, oncePerRun, processOf, stopProcess, type ServiceRun } from './run.ts';
import { launch, startInstance } from './start.ts';
import { versitygw } from './versitygw.ts';
import { vsftpd } from './vsftpd.ts';

const definitions = {
  postgresql,
  mariadb,
  dolt,
  hdfs,
  openssh,
  vsftpd,
  pyftpdlib,
  rclone,
  versitygw,
  azurite,
} as const satisfies Record<string, ServiceDefinition>;

export type ServiceName =
  'postgresql' | 'mariadb' | 'dolt' | 'hdfs' | 'openssh' | 'vsftpd' | 'pyftpdlib' | 'rclone' | 'versitygw' | 'azurite';

/** A real server for tests, and one database on it. The user may do everything. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Of file servers: a folder below the one that they serve. */
  readonly database: string;
  /** The server's own folder on this machine; file servers serve `data/` in it. */
  readonly folder: string;
  /** `postgresql://user:password@host:port/database`, `mysql://…`. */
  readonly url: string;
  /** `jdbc:postgresql://host:port/database`, `jdbc:mysql://…`; without user and password. */
  readonly jdbcUrl: string;
  /** As the server tells it: `15.18 (Debian …)`. */
  readonly version: string;
  /** PEM of its certificate, only with `tls`. */
  readonly certificate?: string;
  /** A fresh empty database on the same server. Names are letters, digits and underscores. */
  newDatabase(name?: string): Promise<Server>;
  /** Kills the server and everything it runs, as a crash would. Only for exclusive servers. */
  kill(): Promise<void>;
  /** Starts it again with the same data on the same port; a running one is killed first. Only for exclusive servers. */
  restart(): Promise<void>;
  /** Ends an exclusive server before the run ends. */
  stop(): Promise<void>;
}

/**
 * A running server, started on first use and shared by all tests of the run unless `exclusive`. It stops when the run
 * ends. Throws when the server cannot be had: guard tests with `hasService` or `describeWithService`.
 */
export async function service(name: ServiceName, options: ServiceOptions = {}): Promise<Server> {
  const definition = definitions[name];
  const isExclusive = options.exclusive === true;
  if (!isExclusive && Object.keys(options).some((key) => key !== 'exclusive')) {
    throw new Error('A server with options of its own must be exclusive');
  }
  if (isSwitchedOff()) {
    throw new Error(`This run does without servers (SERVICES=none). Guard the test with hasService('${name}').`);
  }
  const run = await currentRun();
  const key = isExclusive ? `${name}-${randomBytes(4).toString('hex')}` : name;
  const start = (): Promise<Instance> => startInstance(definition, options, { run, key });
  const instance = isExclusive ? await start() : await oncePerRun(run, key, start);
  return serverOf(definition, instance, { run, key });
}

/**
 * True when tests can have this server. When it is not installed the answer is false, the reason is printed at the end
 * of the run, and the caller skips; but REQUIRE_SERVICES (a comma list, or `all`) makes it true, so that the test fails.
 */
export function hasService(name: ServiceName): boolean {
  const found = definitions[name].find();
  if (typeof found !== 'string' && !isSwitchedOff()) return true;
  if (isRequired(name)) return true;
  noteSkipped(
    name,
    typeof found === 'string' ? `${found}. Install ${definitions[name].debianPackage}.` : 'SERVICES=none',
  );
  return false;
}

function serverOf(definition: ServiceDefinition, instance: Instance, place: { run: ServiceRun; key: string }): Server {
  const { host, port, user, password, database, folder, version, certificate } = instance;
  const exclusively = async (action: () => Promise<unknown>): Promise<void> => {
    if (instance.options.exclusive !== true)
      throw new Error('Other tests share this server: ask for { exclusive: true }');
    await action();
  };
  const kill = (): Promise<void> => killTree(processOf(place.run, place.key));
  return {
    host,
    port,
    user,
    password,
    database,
    folder,
    version,
    ...(certificate === undefined ? {} : { certificate }),
    url: `${definition.urlScheme}://${user}:${password}@${host}:${port}/${database}`,
    jdbcUrl: `jdbc:${definition.urlScheme}://${host}:${port}/${database}`,
    newDatabase: async (name = `test${randomBytes(5).toString('hex')}`) => {
      if (!/^\w{1,63}$/.test(name)) throw new Error(`Not a name for a test database: ${name}`);
      await definition.createDatabase(instance, name);
      return serverOf(definition, { ...instance, database: name }, place);
    },
    kill: () => exclusively(kill),
    restart: () => exclusively(async () => launch(definition, (await kill(), instance), place)),
    stop: () => exclusively(() => stopProcess(processOf(place.run, place.key))),
  };
}

function isRequired(name: ServiceName): boolean {
  const required = (process.env['REQUIRE_SERVICES'] ?? '').split(',').map((each) => each.trim());
  return required.includes('all') || required.includes(name);
}

function isSwitchedOff(): boolean {
  return process.env['SERVICES'] === 'none';
}

function noteSkipped(name: string, reason: string): void {
  const run = joinedRun();
  if (run === undefined) return console.warn(`Skipped, no ${name}: ${reason}`);
  mkdirSync(join(run.folder, 'skipped'), { recursive: true });
  writeFileSync(join(run.folder, 'skipped', name), reason);
}
