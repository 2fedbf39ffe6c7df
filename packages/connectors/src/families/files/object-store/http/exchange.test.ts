import { expect, test } from 'vitest';
import { BufferSink, RingSink } from '../sinks.ts';
import { AnswerTooLong, Exchange } from './exchange.ts';

interface Read {
  readonly exchange: Exchange;
  readonly body: string;
}

/** Gives an answer to an exchange in pieces of a size, as a connection would. */
function read(answer: string, pieceBytes: number, room = 20): Read {
  const into = Buffer.alloc(room);
  const sink = new BufferSink(into);
  const exchange = new Exchange({ head: '', sink, mostBytes: room });
  const bytes = Buffer.from(answer, 'latin1');
  for (let at = 0; at < bytes.length && !exchange.isDone;) {
    const { target } = exchange;
    const piece = bytes.subarray(at, at + Math.min(pieceBytes, target?.length ?? Infinity));
    if (target === undefined) exchange.take(piece);
    else {
      target.set(piece);
      exchange.advance(piece.length);
    }
    at += piece.length;
  }
  return { exchange, body: into.toString('latin1', 0, sink.length) };
}

const sizes = [1, 2, 3, 7, 1000];

test.each(sizes)('a body of known length lands in the memory of the caller, in pieces of %i', (size) => {
  const { exchange, body } = read('HTTP/1.1 206 Partial\r\nContent-Length: 11\r\nETag: "x"\r\n\r\nhello world', size);
  expect(body).toBe('hello world');
  expect(exchange.answer.status).toBe(206);
  expect(exchange.answer.headers.get('etag')).toBe('"x"');
  expect([exchange.isDone, exchange.isReusable]).toEqual([true, true]);
});

test.each(sizes)('a chunked body is put together, in pieces of %i', (size) => {
  const chunks = '5;name=value\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n';
  const { exchange, body } = read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`, size);
  expect(body).toBe('hello world');
  expect([exchange.isDone, exchange.isReusable]).toEqual([true, true]);
});

test.each(sizes)('the text of a refusal is kept apart, in pieces of %i', (size) => {
  const { exchange, body } = read('HTTP/1.1 403 No\r\ncontent-length: 5\r\n\r\nwords', size);
  expect(body).toBe('');
  expect(exchange.answer).toMatchObject({ status: 403, text: 'words' });
});

test('a body without a length ends with the connection', () => {
  const { exchange, body } = read('HTTP/1.1 200 OK\r\n\r\nhello', 4);
  expect(exchange.isDone).toBe(false);
  exchange.end();
  expect([body, exchange.isDone, exchange.isReusable]).toEqual(['hello', true, false]);
});

test('a promise of more to come is passed over', () => {
  const { body } = read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 1000);
  expect(body).toBe('hi');
});

test.each(['HTTP/1.1 204 Nothing\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'])(
  '%j has no body',
  (answer) => {
    expect(read(answer, 1000).exchange.isDone).toBe(true);
  },
);

test.each([
  'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz',
])('%j leaves no connection for others', (answer) => {
  expect(read(answer, 1000).exchange.isReusable).toBe(false);
});

test('more than was asked for is refused before it overruns', () => {
  expect(() => read('HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n', 1000)).toThrow(AnswerTooLong);
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n123456789012345678901\r\n';
  expect(() => read(chunked, 1000)).toThrow(AnswerTooLong);
});

test.each(['SSH-2.0-OpenSSH_9.2\r\n\r\n', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`])(
  'something else than HTTP is refused',
  (answer) => {
    expect(() => read(answer, 5000)).toThrow();
  },
);

test('a body that finds no room waits for it, and nothing is lost', async () => {
  const ring = new RingSink([Buffer.alloc(4), Buffer.alloc(4)]);
  const exchange = new Exchange({ head: '', sink: ring, mostBytes: 20 });
  exchange.take(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello worl'));
  expect([exchange.isBlocked, exchange.isDone]).toEqual([true, false]);
  const pieces: string[] = [];
  const take = async (): Promise<void> => void pieces.push(Buffer.from((await ring.take()) ?? []).toString());
  await take();
  await take();
  exchange.drain();
  expect(exchange.isBlocked).toBe(false);
  exchange.target?.set(Buffer.from('d'));
  exchange.advance(1);
  ring.end();
  await take();
  await take();
  expect(pieces).toEqual(['hell', 'o wo', 'rld', '']);
  expect(exchange.isDone).toBe(true);
});

test('what came before a failure is handed on before it', async () => {
  const ring = new RingSink([Buffer.alloc(4), Buffer.alloc(4)]);
  ring.room()?.set(Buffer.from('ab'));
  ring.filled(2);
  ring.end({ error: new Error('lost') });
  expect(Buffer.from((await ring.take()) ?? []).toString()).toBe('ab');
  await expect(ring.take()).rejects.toThrow('lost');
});
