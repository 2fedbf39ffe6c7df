/** A stretch of network between a test and a server that can be cut or go silent. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Connections made through it so far, those for FTP data included. */
  readonly connections: () => number;
  /** Cuts everything once the server, or the client, has sent so many more bytes; later connections work again. */
  cutAfter(bytes: number, from?: 'server' | 'client'): void;
  /** Passes nothing on any more on the connections of that moment, without closing them. */
  goSilentAfter(bytes: number, from?: 'server' | 'client'): void;
}

/** Stands before a server. In FTP, data connections to announced ports lead through it as well. */
export async function startProxy(
  target: { readonly host: string; readonly port: number },
  host = '127.0.0.1',
): Promise<Proxy> {
  const proxy = new FaultProxy(target.host, host);
  const port = await proxy.listen(target.port);
  onTestFinished(() => proxy.close());
  return {
    host,
    port,
    connections: () => proxy.connections,
    cutAfter: (bytes, from = 'server') => proxy.arm({ bytes, from, isCut: true }),
    goSilentAfter: (bytes, from = 'server') => proxy.arm({ bytes, from, isCut: false }),
  };
}

interface Fault {
  bytes: number;
  readonly from: 'server' | 'client';
  readonly isCut: boolean;
}

class FaultProxy {
  connections = 0;
  readonly #target: string;
  readonly #host: string;
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();
  #fault: Fault | undefined;
  readonly #silent = new WeakSet<Socket>();

  constructor(target: string, host: string) {
    this.#target = target;
    this.#host = host;
  }

  arm(fault: Fault): void {
    this.#fault = fault;
  }

  /** Passes on to a port of the server; answers its own. */
  async listen(toPort: number): Promise<number> {
    const server = createServer({ pauseOnConnect: true }, (client) => this.#join(client, toPort));
    this.#servers.add(server);
    await new Promise<void>((resolve) => server.listen(0, this.#host, resolve));
    return (server.address() as AddressInfo).port;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, toPort: number): void {
    this.connections++;
    const server = connect({ host: this.#target, port: toPort });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    }
    this.#pass(server, client, 'server');
    this.#pass(client, server, 'client');
    client.resume();
  }

  #pass(from: Socket, to: Socket, side: Fault['from']): void {
    let turn = Promise.resolve();
    from.on('data', (chunk) => {
      from.pause();
      turn = turn.then(async () => {
        const bytes = side === 'server' ? await this.#announceOwnPort(chunk) : chunk;
        if (this.#strikes(bytes.length, side) || this.#silent.has(from)) return;
        if (to.write(bytes)) from.resume();
        else to.once('drain', () => from.resume());
      });
    });
    from.on('end', () => void turn.then(() => !this.#silent.has(from) && to.end()));
    from.on('close', () => void turn.then(() => !this.#silent.has(from) && to.destroySoon()));
  }

  /** True when the fault happens now. */
  #strikes(length: number, side: Fault['from']): boolean {
    const fault = this.#fault;
    if (fault === undefined || fault.from !== side) return false;
    fault.bytes -= length;
    if (fault.bytes > 0) return false;
    this.#fault = undefined;
    for (const socket of this.#sockets) {
      if (fault.isCut) socket.resetAndDestroy();
      else this.#silent.add(socket);
    }
    return true;
  }

  async #announceOwnPort(chunk: Buffer): Promise<Buffer> {
    const text = chunk.length < 200 ? chunk.toString('latin1') : '';
    const announced = /^229 .*\(\|\|\|(\d+)\|\)/m.exec(text)?.[1];
    if (announced === undefined) return chunk;
    const port = await this.listen(Number(announced));
    return Buffer.from(text.replace(`|||${announced}|`, `|||${port}|`), 'latin1');
  }
}
