import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { SluiceError } from '@sluice/core';
import { errors } from './errors.ts';
import type { FtpControl } from './ftp-control.ts';
import { Refusal } from './ftp-replies.ts';
import { guarded } from './guarded.ts';
import { plain } from './network-errors.ts';

/** A data connection in the making. */
export interface DataConnection {
  /** To be called after the server's first reply: with PORT it connects only then, and TLS begins with this. */
  socket(): Promise<Socket>;
  close(): void;
}

/** Agrees with the server on a data connection for one transfer. */
export async function openData(control: FtpControl): Promise<DataConnection> {
  try {
    return control.connection.connectPattern === 'PORT'
      ? await listenForServer(control)
      : await connectToServer(control);
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    const reason =
      error instanceof Refusal ? `the server says "${error.reply.code} ${error.message}"` : describe(error);
    throw errors.dataConnection({ host: control.host, reason }, error);
  }
}

/** Always to the host of the control connection: an address in a reply may be one behind the server's router. */
async function connectToServer(control: FtpControl): Promise<DataConnection> {
  const port = await passivePort(control);
  const host = peerOf(control);
  const raw = connect({ host, port });
  raw.on('error', () => {}); // later ones show in what is read and written
  const ready = new Promise<void>((resolve, reject) => raw.once('connect', resolve).once('error', reject));
  const late = (): void => void raw.destroy(new Error(`port ${port} does not answer`));
  await guarded(ready, control.connection.connectTimeoutMs, late);
  return { socket: async () => secured(control, raw), close: () => void raw.destroy() };
}

async function passivePort(control: FtpControl): Promise<number> {
  try {
    const { message } = await control.request('EPSV');
    const port = Number(/([^\w\s])\1\1(\d+)\1/.exec(message)?.[2]);
    if (port > 0) return port;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  const { message } = await control.request('PASV');
  const numbers = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(message)?.slice(5).map(Number) ?? [];
  const [high = 0, low = 0] = numbers;
  const port = high * 256 + low;
  if (port > 0 && port < 65_536) return port;
  throw new Error(`no port in "${plain(message)}"`);
}

/** The server connects to a port of ours; anybody else who does is turned away. */
async function listenForServer(control: FtpControl): Promise<DataConnection> {
  const { localAddress = '' } = control.context.socket;
  const server = createServer();
  const arrival = Promise.withResolvers<Socket>();
  arrival.promise.catch(() => undefined);
  server.on('error', arrival.reject).on('connection', (socket) => {
    if (socket.remoteAddress !== control.context.socket.remoteAddress) return void socket.destroy();
    server.close();
    arrival.resolve(socket.on('error', () => {}));
  });
  try {
    await control.request(await listenAt(server, plainAddress(localAddress)));
  } catch (error) {
    server.close();
    throw error;
  }
  const late = (): void => arrival.reject(new Error('the server did not connect back'));
  const close = (): void => {
    server.close();
    void arrival.promise.then((socket) => socket.destroy()).catch(() => undefined);
  };
  const { connectTimeoutMs } = control.connection;
  return { socket: async () => secured(control, await guarded(arrival.promise, connectTimeoutMs, late)), close };
}

/** Listens, and answers the command that tells the server where. */
async function listenAt(server: Server, address: string): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, address, resolve));
  const place = server.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  if (address.includes(':')) return `EPRT |2|${address}|${port}|`;
  return `PORT ${address.replaceAll('.', ',')},${port >> 8},${port & 255}`;
}

/** With TLS on the control connection, under the same session: many servers insist that it is the same client. */
function secured(control: FtpControl, raw: Socket): Socket {
  const { context } = control;
  if (!(context.socket instanceof TLSSocket)) return raw;
  const session = context.tlsSessionStore ?? context.socket.getSession();
  const socket = connectTls({ ...context.tlsOptions, socket: raw, ...(session === undefined ? {} : { session }) });
  socket.on('error', () => {}).on('session', (next) => (context.tlsSessionStore = next));
  return socket;
}

function peerOf(control: FtpControl): string {
  const { remoteAddress } = control.context.socket;
  if (remoteAddress !== undefined) return plainAddress(remoteAddress);
  throw errors.connectionLost({ host: control.host, reason: 'it was closed' });
}

/** An IPv4 address as such, also on a socket for both. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function describe(error: unknown): string {
  return error instanceof Error ? plain(error.message) : String(error);
}
