import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation, ServiceDefinition } from './definition.ts';
import { makeServedFolder, readBanner } from './served-folder.ts';

/**
 * FTP with users and passwords, and with machine-readable listings; `data/` is the user's root. With `tls` it takes
 * encrypted connections only. Settings are attributes of its classes: `{ max_cons: '2' }`.
 */
export const pyftpdlib: ServiceDefinition = {
  name: 'pyftpdlib',
  debianPackage: 'python3-pyftpdlib and python3-openssl',
  urlScheme: 'ftp',
  stopSignal: 'SIGKILL',

  find: () => find(),

  async create(instance) {
    makeServedFolder(instance, instance.database, serverUser);
    const { folder, host, port, user, password, options } = instance;
    writeFileSync(join(folder, 'server.py'), program);
    const settings = { host, port, user, password, data: join(folder, 'data'), tls: options.tls === true };
    writeFileSync(join(folder, 'server.json'), JSON.stringify({ ...settings, attributes: options.settings ?? {} }));
    if (options.tls === true) {
      const pems = ['server.key', 'server.crt'].map((name) => readFileSync(join(folder, name), 'utf8'));
      writeFileSync(join(folder, 'server.pem'), pems.join(''));
    }
  },

  command: () => ['python3', 'server.py'],

  readVersion: async (instance) => /pyftpdlib ([\d.]+)/.exec(await readBanner(instance))?.[1] ?? '',

  createDatabase: async (instance, database) => makeServedFolder(instance, database, serverUser),
};

const serverUser = 'nobody';

const program = `
import json
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer

settings = json.load(open("server.json"))

class Handler(TLS_FTPHandler if settings["tls"] else FTPHandler):
    authorizer = DummyAuthorizer()
    auth_failed_timeout = 0
    certfile = "server.pem"
    tls_control_required = True
    tls_data_required = True

class Server(ThreadedFTPServer):
    max_cons = 512

Handler.authorizer.add_user(settings["user"], settings["password"], settings["data"], perm="elradfmwMT")
for name, value in settings["attributes"].items():
    setattr(Server if hasattr(Server, name) else Handler, name, int(value) if value.isdigit() else value)
Server((settings["host"], settings["port"]), Handler).serve_forever()
`;

let isThere: boolean | undefined;

function find(): Installation | string {
  isThere ??= existsSync('/usr/bin/python3') && canImport();
  if (!isThere) return 'pyftpdlib is not installed for the Python of the system';
  return { programs: '/usr/bin', label: 'Debian, python3-pyftpdlib', user: serverUser };
}

function canImport(): boolean {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import pyftpdlib, OpenSSL'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
