import type { LookupAddress } from 'node:dns';
import { connect, createServer, Socket, type AddressInfo, type LookupFunction, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardNetwork } from './network-guard.ts';

const original = Socket.prototype.connect;
let server: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  const hosts = { allowed: [], denied: ['127.0.0.0/8', '169.254.0.0/16'] };
  guardNetwork({ hosts, fileRoots: [], secretRoots: [], hidden: [] });
});
afterAll(() => {
  Socket.prototype.connect = original;
  server.close();
});

/** A name server whose answers change: what was asked before says nothing about the address of the connection. */
function answers(...each: readonly (readonly string[])[]): LookupFunction {
  let turn = 0;
  return (_host, options, callback) => {
    const found = (each[Math.min(turn++, each.length - 1)] ?? []).map((address): LookupAddress => ({
      address,
      family: 4,
    }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', 4);
  };
}

/** Code of the error with which a connection ends; `connected` when there is none. */
async function reach(host: string, lookup: LookupFunction): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, lookup });
    socket.once('connect', () => resolve('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.setTimeout(300, () => {
      socket.destroy();
      resolve('silent');
    });
  });
}

test('a name that leads elsewhere at the connection than when it was checked is refused', async () => {
  const lookup = answers(['192.0.2.1'], ['127.0.0.1']);
  // The check before the connection, as connectors have it.
  await new Promise((resolve) => lookup('rebind.test', {}, resolve));
  expect(await reach('rebind.test', lookup)).toBe('ACCESS_HOST_DENIED');
  expect(connections).toBe(0);
});

test('one denied address among those of a name is enough', async () => {
  expect(await reach('mixed.test', answers(['192.0.2.1', '127.0.0.1']))).toBe('ACCESS_HOST_DENIED');
  expect(connections).toBe(0);
});

test('a name for the address of this machine, or of the cloud’s metadata, is refused', async () => {
  for (const address of ['127.0.0.1', '0.0.0.0', '169.254.169.254'])
    expect(await reach('innocent.test', answers([address]))).toBe('ACCESS_HOST_DENIED');
  expect(connections).toBe(0);
});
