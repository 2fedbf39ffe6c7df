/** A proxy that breaks connections and delays answers, for tests. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Proxy {
  readonly port: number;
  /** Connections that were opened so far. */
  readonly connections: number;
  /** The most that were open at the same time. */
  readonly mostOpen: number;
  /** Breaks the next connections, each after so many bytes of answers. */
  cut(...afterBytes: readonly number[]): void;
  /** Breaks the next connections, each after so many bytes of requests. */
  cutUploads(...afterBytes: readonly number[]): void;
}

export interface ProxySettings {
  /** Each piece of an answer comes so much later. */
  readonly delayMs?: number;
  /** Of answers, for each connection. */
  readonly bytesPerSecond?: number;
}

export async function startProxy(
  target: { readonly host: string; readonly port: number },
  { delayMs = 0, bytesPerSecond = Infinity }: ProxySettings = {},
): Promise<Proxy> {
  const answers: number[] = [];
  const requests: number[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let open = 0;
  let mostOpen = 0;
  const server = createServer((client) => {
    connections++;
    mostOpen = Math.max(mostOpen, ++open);
    client.once('close', () => open--);
    const upstream = connect(target);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    let answered = 0;
    let asked = 0;
    let isCut = false;
    client.on('data', (chunk: Buffer) => {
      asked += chunk.length;
      const [limit] = requests;
      if (limit !== undefined && asked > limit) {
        requests.shift();
        client.resetAndDestroy();
      } else upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (isCut) return;
      answered += chunk.length;
      const [limit] = answers;
      if (limit === undefined || answered <= limit) {
        if (bytesPerSecond !== Infinity) {
          upstream.pause();
          setTimeout(() => upstream.resume(), (chunk.length / bytesPerSecond) * 1000);
        }
        if (delayMs === 0) client.write(chunk);
        else setTimeout(() => client.writable && client.write(chunk), delayMs);
        return;
      }
      isCut = true;
      answers.shift();
      client.write(chunk.subarray(0, chunk.length - (answered - limit)), () => client.resetAndDestroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get mostOpen() {
      return mostOpen;
    },
    cut: (...afterBytes) => void answers.push(...afterBytes),
    cutUploads: (...afterBytes) => void requests.push(...afterBytes),
  };
}
