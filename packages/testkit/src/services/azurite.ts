import { existsSync, mkdirSync } from 'node:fs';
import { get as plainGet } from 'node:http';
import { get as secureGet } from 'node:https';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { serviceCache } from './cache.ts';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';

/** Read by scripts/install-services.sh too. Newer ones depend on what the registry does not have. */
const version = '3.34.0';

/** The emulator of Azure Blob Storage by its vendor, with its well-known account; "databases" are for the tests to make. */
export const azurite: ServiceDefinition = {
  name: 'azurite',
  debianPackage: 'it by "npm run services"',
  urlScheme: 'azureblob',
  stopSignal: 'SIGKILL',
  user: () => 'devstoreaccount1',

  find: () => find(),

  async create({ folder }) {
    mkdirSync(join(folder, 'data'));
  },

  command: ({ folder, host, port, certificate, installation }) => [
    process.execPath,
    join(installation.programs, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js'),
    '--blobHost',
    host,
    '--blobPort',
    String(port),
    '--location',
    join(folder, 'data'),
    '--silent',
    '--disableProductStyleUrl',
    '--disableTelemetry',
    '--skipApiVersionCheck',
    ...(certificate === undefined ? [] : ['--cert', join(folder, 'server.crt'), '--key', join(folder, 'server.key')]),
  ],

  async readVersion(instance) {
    await answers(instance);
    return version;
  },

  createDatabase: async () => {},
};

function find(): Installation | string {
  const programs = join(serviceCache(), `azurite-${version}`);
  if (!existsSync(join(programs, 'node_modules', 'azurite'))) return 'azurite is not installed';
  return { programs, label: `npm, ${programs}`, user: userInfo().username };
}

/** Any answer will do: nothing is told to those who do not log in. */
function answers({ host, port, certificate }: Instance): Promise<void> {
  const get = certificate === undefined ? plainGet : secureGet;
  const tls = certificate === undefined ? {} : { ca: certificate };
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path: '/', timeout: 5_000, ...tls }, (response) => {
      response.resume();
      resolve();
    });
    request.once('error', reject).once('timeout', () => request.destroy(new Error('timeout')));
  });
}
