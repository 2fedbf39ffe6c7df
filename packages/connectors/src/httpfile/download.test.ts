import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { parseOptions, types } from '@sluice/core';
import { fakeClock, openReader, selfSignedCertificate, testContext } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { connectionFields } from './connection.ts';
import { readerFields } from './fields.ts';
import connector from './index.ts';
import { openHttpFiles } from './open.ts';
import { readRows } from './test-reading.ts';
import { startFileServer } from './test-server.ts';

const fields = { ...connectionFields, ...readerFields };
const small = { content: '1,x\n2,y\n' };
const rows = [
  ['1', 'x'],
  ['2', 'y'],
];
const many = Array.from({ length: 50_000 }, (_, index) => [String(index), 'text'.repeat(10)]);
const textOf = (rows: readonly (readonly unknown[])[]): string => rows.map((row) => `${row.join(',')}\n`).join('');
const large = { content: textOf(many) };
/** All rows of the large file; comparing texts takes a tenth of the time of comparing cells. */
const hasMany = (rows: readonly (readonly unknown[])[]): boolean => textOf(rows) === large.content;

test('a file is looked at by its first byte, and then fetched as the part that was planned', async () => {
  const server = await startFileServer({ '/a.csv': small });
  const read = await readRows({ urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }, { index: 1 }] });
  expect(read.rows).toEqual(rows);
  expect(server.log).toEqual(['GET /a.csv bytes=0-0', 'GET /a.csv bytes=0-7']);
  expect(read.splits).toEqual([`${server.url}/a.csv`]);
});

test('names of columns come from the first file', async () => {
  const server = await startFileServer({
    '/a.csv': { content: 'id,name\n1,x\n' },
    '/b.csv': { content: 'id,name\n2,y\n' },
  });
  const read = await readRows({ urlPrefix: server.url, fileName: ['/a.csv', '/b.csv'], skipHeader: true });
  expect(read.names).toEqual(['id', 'name']);
  expect(read.rows).toEqual(rows);
});

test('an empty file has no rows', async () => {
  const server = await startFileServer({ '/a.csv': { content: '' } });
  expect((await readRows({ urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }] })).rows).toEqual([]);
});

describe('large files', () => {
  test('are read in parts by several channels', async () => {
    const server = await startFileServer({ '/a.csv': large });
    const parameter = { urlPrefix: server.url, fileName: '/a.csv', minSplitBytes: 100_000, hasQuotedNewlines: false };
    const read = await readRows(parameter, { channels: 2 });
    expect(read.splits).toHaveLength(8);
    expect(hasMany(read.rows)).toBe(true);
  });

  test.each([
    ['serves no ranges', { hasRanges: false }],
    ['tells no version', { tag: null }],
    ['tells a weak version', { tag: 'W/"1"' }],
  ])('are read as a whole when the server %s', async (_, more) => {
    const server = await startFileServer({ '/a.csv': { ...large, ...more } });
    const parameter = { urlPrefix: server.url, fileName: '/a.csv', minSplitBytes: 100_000, hasQuotedNewlines: false };
    const read = await readRows(parameter, { channels: 2 });
    expect(read.splits).toHaveLength(1);
    expect(hasMany(read.rows)).toBe(true);
  });

  test.each([
    ['an ETag', '"one"'],
    ['a time of change', 'Sat, 21 Nov 2026 10:00:00 GMT'],
  ])('with %s are fetched on from where the connection broke', async (_, tag) => {
    const breaks = { times: 4, afterBytes: 600_000 };
    const server = await startFileServer({ '/a.csv': { ...large, tag } }, { breaks });
    const context = { clock: fakeClock() };
    const parameter = { urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }, { index: 1 }] };
    expect(hasMany((await readRows(parameter, { context })).rows)).toBe(true);
    expect(server.log.slice(1)).toEqual([0, 600_000, 1_200_000, 1_800_000].map((start) => `GET /a.csv bytes=${start}-${large.content.length - 1}`)); // prettier-ignore
    expect(server.requests.at(-1)?.headers['if-range']).toBe(tag);
    expect(breaks.times).toBe(1);
  });

  test('without a version fail when the connection breaks', async () => {
    const breaks = { times: 1, afterBytes: 600_000 };
    const server = await startFileServer({ '/a.csv': { ...large, tag: null } }, { breaks });
    const reading = readRows({ urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }] });
    await expect(reading).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
  });

  test('that get nowhere fail after five attempts', async () => {
    const server = await startFileServer({ '/a.csv': large }, { breaks: { times: 100, afterBytes: 0 } });
    const clock = fakeClock();
    const reading = readRows(
      { urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }] },
      { context: { clock } },
    );
    await expect(reading).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST' });
    expect(clock.slept).toBe(200 + 400 + 800 + 1_600);
  });
});

describe('a file that changes', () => {
  test.each([
    ['its ETag', { content: '1,x\n2,y\n', tag: '"new"' }],
    ['its size', { content: '1,x\n2,y\n3,z\n', tag: '"old"' }],
  ])('between planning and reading is noticed by %s', async (_, changed) => {
    const server = await startFileServer({ '/a.csv': { ...small, tag: '"old"' } });
    const reader = await openReader(connector, { urlPrefix: server.url, fileName: '/a.csv' });
    await reader.describe();
    const plan = await reader.plan({ channels: 1, wanted: { columns: [{ name: 'a', type: types.utf8, isNullable: true }, { name: 'b', type: types.utf8, isNullable: true }] } }); // prettier-ignore
    server.files.set('/a.csv', changed);
    const [split] = plan.splits;
    if (split === undefined) throw new Error('no split');
    const limits = { batchRows: 10, batchBytes: 1_000, signal: new AbortController().signal };
    const batches = reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits });
    const next = batches[Symbol.asyncIterator]().next();
    await expect(next).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  });

  test('is told from one whose version is shown with parts only', async () => {
    const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
      if (request.headers.range === undefined || request.headers['if-range'] !== undefined) return false;
      response.writeHead(206, { ETag: '"one"', 'Content-Range': 'bytes 0-0/*' }).end('1');
      return true;
    };
    const server = await startFileServer({ '/a.csv': { ...small, tag: null } }, { answer });
    expect((await readRows({ fileName: `${server.url}/a.csv`, column: [{ index: 0 }, { index: 1 }] })).rows).toEqual(
      rows,
    );
  });

  test('while a broken download goes on is noticed', async () => {
    const breaks = { times: 1, afterBytes: 600_000 };
    const server = await startFileServer({ '/a.csv': { ...large, tag: '"old"' } }, { breaks, answer: (request) => {
      if (request.headers.range?.startsWith('bytes=600000-') === true) server.files.set('/a.csv', { ...large, tag: '"new"' });
      return false;
    } }); // prettier-ignore
    const reading = readRows({ urlPrefix: server.url, fileName: '/a.csv', column: [{ index: 0 }] });
    await expect(reading).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  });
});

describe('packed for the way', () => {
  const parameter = (url: string, fileName: string, more = {}) => ({ urlPrefix: url, fileName, column: [{ index: 0 }, { index: 1 }], ...more }); // prettier-ignore

  test.each([
    ['gzip', gzipSync(small.content)],
    ['x-gzip', gzipSync(small.content)],
    ['deflate', deflateSync(small.content)],
    ['br', brotliCompressSync(small.content)],
    ['zstd', zstdCompressSync(small.content)],
    ['gzip, gzip', gzipSync(gzipSync(small.content))],
  ])('as %s', async (encoding, content) => {
    const server = await startFileServer({ '/a.csv': { content, encoding } });
    expect((await readRows(parameter(server.url, '/a.csv'))).rows).toEqual(rows);
  });

  test('what nobody knows is an error', async () => {
    const server = await startFileServer({ '/a.csv': { content: 'x', encoding: 'sdch' } });
    await expect(readRows(parameter(server.url, '/a.csv'))).rejects.toMatchObject({ code: 'FILES_UNKNOWN_CODEC' });
  });

  test('a gzip file is unpacked once, whatever the server calls it', async () => {
    const server = await startFileServer({
      '/plain/a.csv.gz': { content: gzipSync(small.content) },
      '/misnamed/a.csv.gz': { content: gzipSync(small.content), encoding: 'gzip' },
      '/twice/a.csv.gz': { content: gzipSync(gzipSync(small.content)), encoding: 'gzip' },
      '/option/a': { content: gzipSync(small.content), encoding: 'gzip' },
    });
    for (const path of ['/plain/a.csv.gz', '/misnamed/a.csv.gz', '/twice/a.csv.gz'])
      expect((await readRows(parameter(server.url, path))).rows).toEqual(rows);
    expect((await readRows(parameter(server.url, '/option/a', { compress: 'gzip' }))).rows).toEqual(rows);
  });

  test('half of it is an error', async () => {
    const whole = gzipSync(large.content);
    const server = await startFileServer({
      '/a.csv': { content: whole.subarray(0, whole.length / 2), encoding: 'gzip' },
    });
    await expect(readRows(parameter(server.url, '/a.csv'))).rejects.toMatchObject({ code: 'FILES_CORRUPT' });
  });

  test('a bomb is an error', async () => {
    const content = gzipSync(Buffer.alloc(80 << 20), { level: 9 });
    const server = await startFileServer({ '/a.csv': { content, encoding: 'gzip' } });
    const { options } = parseOptions(fields, parameter(server.url, '/a.csv', { maxExpansion: 10 }), 'reader');
    if (options === undefined) throw new Error('The options are wrong');
    const { signal } = new AbortController();
    const { storage, path } = await openHttpFiles(options, testContext());
    const [file] = await storage.find(String(path[0]), signal);
    if (file === undefined) throw new Error('There is no file');
    let size = 0;
    const reading = (async () => {
      for await (const chunk of storage.read(file, { start: 0 }, signal)) size += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FILES_EXPANDS_TOO_MUCH' });
    expect(size).toBeLessThanOrEqual(64 << 20);
  });
});

test('a file larger than allowed is not fetched, told or not', async () => {
  const server = await startFileServer({ '/a.csv': large, '/b.csv': { ...large, hasRanges: false } });
  const endless = await startFileServer({}, {
    answer: (_, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write('1,x\n'.repeat(10_000), () => setImmediate(more)));
      more();
      return true;
    },
  }); // prettier-ignore
  for (const url of [`${server.url}/a.csv`, `${server.url}/b.csv`, `${endless.url}/c.csv`]) {
    const reading = readRows({ fileName: url, maxBytes: 100_000, column: [{ index: 0 }] });
    await expect(reading).rejects.toMatchObject({ code: 'HTTPFILE_TOO_LARGE' });
  }
});

test('over TLS with the authority that is given', async () => {
  const tls = selfSignedCertificate();
  const server = await startFileServer({ '/a.csv': large }, { tls });
  const parameter = { fileName: `${server.url}/a.csv`, column: [{ index: 0 }, { index: 1 }] };
  expect(hasMany((await readRows({ ...parameter, ssl: { ca: tls.certificate } })).rows)).toBe(true);
  await expect(readRows(parameter)).rejects.toMatchObject({ code: 'HTTP_CERTIFICATE_REFUSED' });
});
