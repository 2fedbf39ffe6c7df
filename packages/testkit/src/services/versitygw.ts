import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { serviceCache } from './cache.ts';
import type { Instance, Installation, ServiceDefinition } from './definition.ts';

/** Read by scripts/install-services.sh too. */
const version = 'v1.8.0';

/** S3 over a folder of this machine; "databases" are buckets, the user is the access key. Settings: `region`. */
export const versitygw: ServiceDefinition = {
  name: 'versitygw',
  debianPackage: 'Go, then run "npm run services"',
  urlScheme: 's3',
  stopSignal: 'SIGKILL',

  find: () => find(),

  async create({ folder }) {
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'users'));
  },

  command: ({ folder, host, port, user, password, certificate, options }) => [
    'versitygw',
    `--port=${host}:${port}`,
    `--access=${user}`,
    `--secret=${password}`,
    `--region=${options.settings?.['region'] ?? 'us-east-1'}`,
    `--iam-dir=${join(folder, 'users')}`,
    '--quiet',
    '--keep-alive',
    ...(certificate === undefined
      ? []
      : [`--cert=${join(folder, 'server.crt')}`, `--key=${join(folder, 'server.key')}`]),
    'posix',
    join(folder, 'data'),
  ],

  async readVersion(instance) {
    await ask(instance, 'GET', '/');
    return version;
  },

  async createDatabase(instance, database) {
    await ask(instance, 'PUT', `/${database}`);
  },
};

function find(): Installation | string {
  const programs = join(serviceCache(), `versitygw-${version}`, 'bin');
  if (!existsSync(join(programs, 'versitygw'))) return 'versitygw is not built';
  return { programs, label: `Go, ${programs}`, user: userInfo().username };
}

/** A request signed as S3 wants it. */
function ask(instance: Instance, method: string, path: string): Promise<void> {
  const { host, port, certificate } = instance;
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers = { host: `${host}:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': time };
  const authorization = authorize(instance, [method, path], headers);
  const send = certificate === undefined ? plainRequest : secureRequest;
  const tls = certificate === undefined ? {} : { ca: certificate };
  return new Promise((resolve, reject) => {
    const request = send({ host, port, method, path, timeout: 5_000, headers: { ...headers, authorization }, ...tls });
    request.once('error', reject).once('timeout', () => request.destroy(new Error('timeout')));
    request.once('response', (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${method} ${path}: ${response.statusCode}`));
      });
    });
    request.end();
  });
}

function authorize(
  { user, password, options }: Instance,
  [method, path]: readonly [string, string],
  headers: Readonly<Record<string, string>>,
): string {
  const time = headers['x-amz-date'] as string;
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = [method, path, '', ...lines, '', names.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = `${time.slice(0, 8)}/${options.settings?.['region'] ?? 'us-east-1'}/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${password}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${digest}`).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${user}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}
