import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BufferSink, RingSink } from '../sinks.ts';
import { BodyPool } from './body-pool.ts';

const { signal } = new AbortController();
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

interface Running {
  readonly pool: BodyPool;
  /** Connections so far. */
  readonly sockets: Socket[];
}

/** A pool over a server that does this with each request. */
async function poolOver(serve: (socket: Socket, turn: number) => void, silenceMs = 2_000): Promise<Running> {
  const sockets: Socket[] = [];
  let turn = 0;
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).on('data', () => serve(socket, turn++));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const pool = new BodyPool({ origin, tls: { rejectUnauthorized: true }, connectTimeoutMs: 2_000, silenceMs });
  onTestFinished(() => {
    pool.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { pool, sockets };
}

async function get(pool: BodyPool, by: AbortSignal = signal): Promise<string> {
  const into = Buffer.alloc(2);
  await pool.ask({ head: 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', sink: new BufferSink(into), mostBytes: 2 }, by);
  return into.toString();
}

test('a connection is used again, and at most 64 are open', async () => {
  const { pool, sockets } = await poolOver((socket) => setTimeout(() => socket.write(answer), 5));
  for (let turn = 0; turn < 3; turn++) expect(await get(pool)).toBe('hi');
  expect(sockets.length).toBe(1);
  const all = await Promise.all(Array.from({ length: 200 }, () => get(pool)));
  expect(all).toHaveLength(200);
  expect(sockets.length).toBeLessThanOrEqual(64);
});

test('a connection that the server has ended meanwhile costs another one, no failure', async () => {
  const { pool, sockets } = await poolOver((socket, turn) => (turn === 1 ? socket.destroy() : socket.write(answer)));
  expect(await get(pool)).toBe('hi');
  expect(await get(pool)).toBe('hi');
  expect(sockets.length).toBe(2);
});

test('a fresh connection that ends without an answer is a failure', async () => {
  const { pool } = await poolOver((socket) => socket.destroy());
  await expect(get(pool)).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST' });
});

test('silence is not waited for for ever', async () => {
  const { pool } = await poolOver((socket) => socket.write('HTTP/1.1 200 OK\r\n'), 50);
  await expect(get(pool)).rejects.toMatchObject({ code: 'HTTP_SILENT' });
});

test('who gives up while waiting for a connection leaves the others alone', async () => {
  const { pool } = await poolOver((socket) => setTimeout(() => socket.write(answer), 20));
  const cancel = new AbortController();
  const first = Array.from({ length: 64 }, () => get(pool));
  const waiting = get(pool, cancel.signal);
  const after = get(pool);
  cancel.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(await Promise.all([...first, after])).toHaveLength(65);
});

test('an answer nobody asked for closes the connection', async () => {
  const { pool, sockets } = await poolOver((socket) => {
    socket.write(answer);
    setTimeout(() => socket.write('HTTP/1.1 408 Timeout\r\n\r\n'), 20);
  });
  expect(await get(pool)).toBe('hi');
  await new Promise((resolve) => sockets[0]?.once('close', resolve));
  expect(await get(pool)).toBe('hi');
  expect(sockets.length).toBe(2);
});

test('a reader that is slow slows the sender down, without a timeout', async () => {
  const size = 20_000_000;
  const body = Buffer.alloc(size, 'x');
  const { pool, sockets } = await poolOver((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write(body);
  }, 100);
  const ring = new RingSink([Buffer.alloc(100_000), Buffer.alloc(100_000)]);
  const asked = pool
    .ask({ head: 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', sink: ring, mostBytes: size }, signal)
    .then(() => ring.end());
  await ring.take();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sockets[0]?.writableLength).toBeGreaterThan(0);
  let bytes = 100_000;
  for (let piece = await ring.take(); piece !== undefined; piece = await ring.take()) bytes += piece.length;
  expect(bytes).toBe(size);
  await asked;
});
