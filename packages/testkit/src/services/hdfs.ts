import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';

/** A cluster of one process (hdfs/MiniHdfs.java, which lists the settings it takes). `port` is WebHDFS. */
export const hdfs: ServiceDefinition = {
  name: 'hdfs',
  debianPackage: 'default-jdk-headless and maven, then run "npm run services"',
  urlScheme: 'webhdfs',
  stopSignal: 'SIGKILL',

  find: () => find(),

  async create(instance) {
    const settings = { 'sluice.http.port': String(instance.port), ...instance.options.settings };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(instance.folder, 'server.properties'), lines.join(''));
  },

  command(instance) {
    rmSync(join(instance.folder, 'ready'), { force: true });
    return [
      'java',
      '-Xmx512m',
      // A short life: less compiling makes a quicker start.
      '-XX:TieredStopAtLevel=1',
      '--add-opens=java.base/java.lang=ALL-UNNAMED',
      `-Djava.io.tmpdir=${instance.folder}`,
      '-cp',
      `${instance.folder}:${join(librariesFolder(), '*')}`,
      join(sources, 'MiniHdfs.java'),
      instance.folder,
    ];
  },

  async readVersion(instance) {
    if (!existsSync(join(instance.folder, 'ready'))) throw new Error('it is not ready');
    const answer = await ask(instance, 'GET', '/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo');
    const { beans } = JSON.parse(answer) as { readonly beans: readonly { readonly SoftwareVersion: string }[] };
    return String(beans[0]?.SoftwareVersion);
  },

  /** A folder for each "database". */
  async createDatabase(instance, database) {
    const operation = (name: string): string => `/webhdfs/v1/${database}?user.name=${instance.user}&op=${name}`;
    await ask(instance, 'DELETE', operation('DELETE&recursive=true'));
    await ask(instance, 'PUT', operation('MKDIRS'));
  },
};

const sources = join(import.meta.dirname, 'hdfs');

/** Where scripts/install-services.sh puts the libraries: outside of the repository, so that clones share them. */
function librariesFolder(): string {
  const version = /<hadoop\.version>([^<]+)</.exec(readFileSync(join(sources, 'pom.xml'), 'utf8'))?.[1];
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'sluice', `hdfs-${version}`);
}

function find(): Installation | string {
  if (!existsSync(librariesFolder())) return 'The libraries of Hadoop are not there';
  const java = ['/usr/bin', '/usr/local/bin'].find((folder) => existsSync(join(folder, 'java')));
  if (java === undefined) return 'Java is not installed';
  if (!canRunSources(join(java, 'java'))) return 'Java is no JDK of version 17 or newer';
  return { programs: java, label: `Hadoop from Maven, ${librariesFolder()}`, user: userInfo().username };
}

let knownAnswer: boolean | undefined;

function canRunSources(java: string): boolean {
  knownAnswer ??= (() => {
    try {
      const modules = execFileSync(java, ['--list-modules'], { encoding: 'utf8' });
      return Number(/^jdk\.compiler@(\d+)/m.exec(modules)?.[1] ?? 0) >= 17;
    } catch {
      return false;
    }
  })();
  return knownAnswer;
}

function ask(instance: Instance, method: string, path: string): Promise<string> {
  const { host, port, certificate } = instance;
  const send = certificate === undefined ? plainRequest : secureRequest;
  return new Promise((resolve, reject) => {
    const options = {
      host,
      port,
      method,
      path,
      timeout: 20_000,
      ...(certificate === undefined ? {} : { ca: certificate }),
    };
    const request = send(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject).once('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    request
      .once('error', reject)
      .once('timeout', () => request.destroy(new Error('timeout')))
      .end();
  });
}
