import type { ServerResponse } from 'node:http';
import { parseOptions } from '@sluice/core';
import { fakeClock, selfSignedCertificate, testContext } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import connector from './index.ts';
import { targetsOf } from './targets.ts';
import { readRows } from './test-reading.ts';
import { startFileServer } from './test-server.ts';
import { httpUrlParameter } from './urls.ts';

const small = { content: '1,x\n2,y\n' };
const rows = [
  ['1', 'x'],
  ['2', 'y'],
];
const column = [{ index: 0 }, { index: 1 }];

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): true {
  response.writeHead(status, headers).end();
  return true;
}

describe('who asks', () => {
  const asked = async (parameter: Record<string, string | Record<string, string>>, userInfo = '') => {
    const server = await startFileServer({ '/a.csv': small });
    const fileName = `${server.url}/a.csv`.replace('//', `//${userInfo}`);
    await readRows({ fileName, column, ...parameter });
    return server.requests.at(-1)?.headers;
  };

  test('by name and password, of the data source or in the URL', async () => {
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(await asked({ user: 'me', password: 'p@ss' })).toMatchObject({ authorization });
    expect(await asked({}, 'me:p%40ss@')).toMatchObject({ authorization });
    expect((await asked({}))?.authorization).toBeUndefined();
  });

  test('by token', async () => {
    expect(await asked({ token: 'geheim' })).toMatchObject({ authorization: 'Bearer geheim' });
  });

  test('by headers, as an object or as JSON; those of the step count more', async () => {
    const headers = await asked({
      defaultHeaders: '{"X-Key": "1", "X-Who": "me"}',
      requestHeaders: { 'x-who': 'you' },
    });
    expect(headers).toMatchObject({ 'x-key': '1', 'x-who': 'you', 'accept-encoding': 'identity' });
  });

  test('is refused without naming secrets', async () => {
    const server = await startFileServer({}, {
      answer: (_, response) => refuse(response, 401),
    }); // prettier-ignore
    const parameter = { fileName: `${server.url}/a.csv?key=geheim`, password: 'geheim', user: 'me', column };
    const failure: unknown = await readRows(parameter).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'HTTPFILE_LOGIN_REFUSED', retryable: false });
    expect(JSON.stringify(failure)).not.toContain('geheim');
  });

  test.each([
    ['[]', 'it is no object'],
    ['{"a"', 'it is no JSON'],
    ['{"a b": "1"}', '"a b" cannot be sent as it is'],
    ['{"a": "1\\n2"}', '"a" cannot be sent as it is'],
  ])('by headers that are none: %s', async (defaultHeaders, problem) => {
    await expect(asked({ defaultHeaders })).rejects.toThrow(problem);
  });
});

test('POST sends the body, and asks once for listed columns', async () => {
  const bodies: string[] = [];
  const server = await startFileServer({}, {
    answer: (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
        response.end(small.content);
      });
      return true;
    },
  }); // prettier-ignore
  const parameter = {
    urlPrefix: server.url,
    fileName: '/query',
    requestMethod: 'POST',
    requestParam: 'a=1&b=%20',
    requestBody: '{"day":"2026-11-20"}',
    requestHeaders: { 'Content-Type': 'application/json' },
    column,
  };
  expect((await readRows(parameter)).rows).toEqual(rows);
  expect(bodies).toEqual(['POST /query?a=1&b=%20 application/json {"day":"2026-11-20"}']);
});

describe('addresses', () => {
  const labels = (fileName: readonly string[], urlPrefix?: string) =>
    targetsOf(fileName, urlPrefix === undefined ? {} as never : { urlPrefix } as never).map(({ label, url }) => `${label} ${url.search}`.trim()); // prettier-ignore

  test('prefix and name are put together', () => {
    expect(labels(['/a.csv'], 'https://h')).toEqual(['https://h/a.csv']);
    expect(labels(['a.csv'], 'https://h')).toEqual(['https://h/a.csv']);
    expect(labels(['/a.csv'], 'https://h/x/')).toEqual(['https://h/x/a.csv']);
    expect(labels(['2026.csv'], 'https://h/x/daily_')).toEqual(['https://h/x/daily_2026.csv']);
    expect(labels(['a.csv'], 'https://h/get?file=')).toEqual(['https://h/get ?file=a.csv']);
    expect(labels(['https://h/y/a.csv'], 'https://h/x')).toEqual(['https://h/y/a.csv']);
  });

  test('equal addresses with different queries are told apart, and no query is shown', () => {
    const urls = ['https://h/a.csv?sig=1', 'https://h/a.csv?sig=2', 'https://h/b.csv'];
    expect(labels(urls)).toEqual(['https://h/a.csv ?sig=1', '2: https://h/a.csv ?sig=2', 'https://h/b.csv']);
  });

  test.each(['@evil/a.csv', '.evil/a.csv', 'https://evil/a.csv', '//evil/../@evil'])(
    'a name does not lead to another host: %s',
    (name) => {
      const place = (): string | undefined => labels([name], 'https://h')[0];
      // Either refused, or a path of the right host.
      const host = (() => {
        try {
          return new URL(String(place())).host;
        } catch {
          return 'refused';
        }
      })();
      expect(['h', 'refused']).toContain(host);
    },
  );

  test('what is no address', () => {
    expect(() => labels(['/a.csv'])).toThrow('without urlPrefix it is a whole URL');
    expect(() => labels(['https://evil/a.csv'], 'https://h')).toThrow('it leads to another host than urlPrefix');
    expect(() => labels(['a.csv'], 'ftp://h')).toThrow('urlPrefix is not usable');
  });

  test('of a copy', () => {
    expect(httpUrlParameter(new URL('https://me:p%40ss@h/daily/orders.tsv.gz?key=1'))).toEqual({
      fileName: ['https://h/daily/orders.tsv.gz?key=1'],
      user: 'me',
      password: 'p@ss',
      fileFormat: 'csv',
      fieldDelimiter: '\t',
      nullFormat: '',
      byteEncoding: 'base64',
    });
  });
});

describe('redirects', () => {
  const leading = (to: string, status = 302) =>
    startFileServer({}, { answer: (_, response) => refuse(response, status, { Location: to }) });
  const secrets = {
    user: 'me',
    password: 'geheim',
    defaultHeaders: { 'X-Api-Key': 'geheim', Cookie: 'geheim', Accept: 'text/csv' },
  };

  test('lead to the file', async () => {
    const server = await startFileServer({ '/b.csv': small }, {
      answer: (request, response) => request.url === '/a.csv' && refuse(response, 301, { Location: 'b.csv' }),
    }); // prettier-ignore
    expect((await readRows({ fileName: `${server.url}/a.csv`, column, ...secrets })).rows).toEqual(rows);
    expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-api-key': 'geheim', authorization: expect.any(String) });
  });

  test('to another host take nothing along that tells who asks', async () => {
    const other = await startFileServer({ '/a.csv': small });
    const server = await leading(`${other.url}/a.csv`, 307);
    expect((await readRows({ fileName: `${server.url}/a.csv`, column, ...secrets })).rows).toEqual(rows);
    expect(JSON.stringify(other.requests.map((request) => request.headers))).not.toContain('geheim');
    expect(other.requests.at(-1)?.headers.accept).toBe('text/csv');
  });

  test('to another host do not take a body', async () => {
    const other = await startFileServer({ '/a.csv': small });
    const server = await leading(`${other.url}/a.csv`, 307);
    const parameter = { fileName: `${server.url}/a.csv`, requestMethod: 'POST', requestBody: 'geheim', column };
    await expect(readRows(parameter)).rejects.toMatchObject({ code: 'HTTPFILE_BAD_REDIRECT' });
    expect(other.log).toEqual([]);
  });

  test('in a circle, to other protocols, from https to http', async () => {
    const circle = await leading('/a.csv');
    await expect(readRows({ fileName: `${circle.url}/a.csv` })).rejects.toThrow('10 times in a row');
    const file = await leading('file:///etc/passwd');
    await expect(readRows({ fileName: `${file.url}/a.csv` })).rejects.toThrow('to an address that is not of HTTP');
    const tls = selfSignedCertificate();
    const answer = { Location: 'http://127.0.0.1:1/a.csv' };
    const secure = await startFileServer({}, { tls, answer: (_, response) => refuse(response, 302, answer) });
    const reading = readRows({ fileName: `${secure.url}/a.csv`, ssl: { ca: tls.certificate } });
    await expect(reading).rejects.toThrow('from https to http');
  });
});

describe('answers', () => {
  const answering = (...statuses: readonly number[]) => {
    const left = [...statuses];
    return startFileServer({ '/a.csv': small }, {
      answer: (_, response) => {
        const status = left.length > 1 ? left.shift() : left[0];
        if (status === undefined || status === 200) return false;
        response.writeHead(status, { 'Retry-After': '7' }).end('<html>');
        return true;
      },
    }); // prettier-ignore
  };

  test('a server that is busy is waited for as it wishes', async () => {
    const server = await answering(503, 429, 200);
    const clock = fakeClock();
    expect((await readRows({ fileName: `${server.url}/a.csv`, column }, { context: { clock } })).rows).toEqual(rows);
    expect(clock.slept).toBe(14_000);
  });

  test('but not forever', async () => {
    const server = await answering(503);
    const reading = readRows({ fileName: `${server.url}/a.csv`, column }, { context: { clock: fakeClock() } });
    await expect(reading).rejects.toMatchObject({ code: 'HTTPFILE_UNAVAILABLE', retryable: true });
    expect(server.log).toHaveLength(5);
  });

  test.each([
    [403, 'FILES_UNREADABLE', 'the server forbids it (403 Forbidden)'],
    [404, 'FILES_NO_FILE', 'No file matches'],
    [410, 'FILES_NO_FILE', 'No file matches'],
    [400, 'FILES_UNREADABLE', 'the server answers 400 Bad Request'],
    [501, 'FILES_UNREADABLE', 'the server answers 501 Not Implemented'],
  ])('%s is one clear error', async (status, code, message) => {
    const server = await answering(status);
    const reading = readRows({ fileName: `${server.url}/a.csv`, column });
    await expect(reading).rejects.toMatchObject({ code, message: expect.stringContaining(message), retryable: false });
  });

  test('a missing file may be allowed', async () => {
    const server = await answering(404);
    expect((await readRows({ fileName: `${server.url}/a.csv`, column, allowEmpty: true })).rows).toEqual([]);
  });

  test('a host that does not exist, and a port where nobody listens', async () => {
    await expect(readRows({ fileName: 'http://nobody.invalid/a.csv' })).rejects.toMatchObject({
      code: expect.stringMatching(/^HTTP_UN/),
    });
    await expect(readRows({ fileName: 'http://127.0.0.1:1/a.csv' })).rejects.toMatchObject({
      code: 'HTTP_UNREACHABLE',
    });
  });

  test('cancelling ends a request that is not answered', async () => {
    const server = await startFileServer({}, { answer: () => true });
    const stop = new AbortController();
    const reading = readRows({ fileName: `${server.url}/a.csv` }, { context: { signal: stop.signal } });
    setTimeout(() => stop.abort(new Error('cancelled')), 50);
    await expect(reading).rejects.toThrow('cancelled');
  });
});

describe('the explorer', () => {
  const explorer = async (connection: Record<string, string>) => {
    const { options } = parseOptions(connector.connection, connection, 'connection');
    if (connector.explore === undefined) throw new Error('There is no explorer');
    return connector.explore(options as never, testContext());
  };

  test('tries the prefix and describes a file', async () => {
    const server = await startFileServer({ '/a.jsonl': { content: '{"id":1,"name":"x"}\n' } });
    const looking = await explorer({ urlPrefix: server.url });
    expect(await looking.test()).toMatchObject([
      { step: 'connect', ok: true, detail: 'the server answers 404 Not Found' },
    ]);
    const { schema } = await looking.describeTable('/a.jsonl');
    expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
    await looking.close();
  });

  test('tells a refused log-in and a server that is not there', async () => {
    const server = await startFileServer({}, { answer: (_, response) => refuse(response, 401) });
    expect(await (await explorer({ urlPrefix: server.url })).test()).toMatchObject([
      { ok: false, detail: expect.stringContaining('401'), hint: expect.stringContaining('Check user and password') },
    ]);
    expect(await (await explorer({ urlPrefix: 'http://127.0.0.1:1' })).test()).toMatchObject([{ ok: false, detail: expect.stringContaining('nothing listens') }]); // prettier-ignore
  });
});
