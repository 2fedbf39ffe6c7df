import { connect } from 'node:net';
import { service } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { startTestHouse, type TestHouse } from './test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.server.close());

/** The same sequence in every run: a failure can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '💥'.repeat(50),
  "'; drop table users; --",
  '../../etc/passwd',
  '${env:PATH}',
  '9'.repeat(400),
  'x'.repeat(5_000),
  '2026-13-45T99:99:99Z',
  '__proto__',
  [],
  {},
  [[[[[]]]]],
  { toString: null, constructor: 1 },
];

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly additionalProperties?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** A value that more or less fits the schema: about one part in six is odd. */
function madeFrom(schema: Schema, roll: (sides: number) => number, schemas: Readonly<Record<string, Schema>>): unknown {
  if (roll(6) === 0) return odd[roll(odd.length)];
  if (schema.$ref !== undefined) return madeFrom(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, roll, schemas);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return madeFrom(alternatives[roll(alternatives.length)] ?? {}, roll, schemas);
  if (schema.enum !== undefined) return schema.enum[roll(schema.enum.length)];
  const type = Array.isArray(schema.type) ? (schema.type[roll(schema.type.length)] as string) : schema.type;
  if (type === 'object') {
    const members = Object.entries(schema.properties ?? { any: {} }).filter(
      ([name]) => schema.required?.includes(name) === true || roll(2) === 0,
    );
    return Object.fromEntries(members.map(([name, member]) => [name, madeFrom(member, roll, schemas)]));
  }
  if (type === 'array') return Array.from({ length: roll(3) }, () => madeFrom(schema.items ?? {}, roll, schemas));
  if (type === 'integer' || type === 'number') return (schema.minimum ?? 0) + roll(10);
  if (type === 'boolean') return roll(2) === 0;
  return ['p', 'nosuch', 'default', '2026-11-21', '20261121', '2026-11-21T00:00:00Z', '{}', 'ä'][roll(8)];
}

/** They end what the other requests stand on. */
const spared = new Set(['projects.delete', 'people.logout', 'people.deleteUser', 'people.updateUser']);
const requestsPerRoute = 8;

describe.each(['sqlite', 'postgresql'])('on %s', (dialect) => {
  let fuzzed: TestHouse;
  beforeAll(async () => {
    const database = dialect === 'sqlite' ? undefined : await (await service('postgresql')).newDatabase();
    fuzzed = await startTestHouse(database?.url);
  });
  afterAll(() => fuzzed.server.close());

  test('no request of any kind is answered with an internal error', { timeout: 180_000 }, async () => {
    const text = await (await fetch(`${fuzzed.server.url}/openapi.json`)).text();
    const { paths, components } = JSON.parse(text) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
      readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
    };
    const roll = dice(20_261_121);
    const failures: string[] = [];
    let accepted = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (spared.has(operation.operationId)) continue;
        for (let number = 0; number < requestsPerRoute; number++) {
          const made = (schema: Schema): unknown => madeFrom(schema, roll, components.schemas);
          const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
            name === 'project' && roll(8) > 0
              ? 'p'
              : encodeURIComponent(textOf(made({ type: 'string' }))).slice(0, 600),
          );
          const query = (operation.parameters ?? [])
            .filter((parameter) => parameter.in === 'query' && roll(2) === 0)
            .map(({ name, schema }) => `${name}=${encodeURIComponent(textOf(made(schema)))}`);
          const schema = operation.requestBody?.content['application/json']?.schema;
          const body = schema === undefined ? undefined : roll(12) === 0 ? '{"broken": ' : made(schema);
          const address = `${url || '/'}${query.length === 0 ? '' : `?${query.join('&')}`}`;
          const response = await fuzzed.send(
            roll(2) === 0 ? 'owner' : 'installation',
            method.toUpperCase(),
            address,
            body,
          );
          const answer = response.status >= 400 ? await response.text() : (await response.body?.cancel(), '');
          if (response.ok) accepted++;
          if (response.status === 500) failures.push(`${method} ${address} ${JSON.stringify(body)}: ${answer}`);
          else if (response.headers.get('content-type')?.includes('problem') === true)
            expect(JSON.parse(answer)).toMatchObject({ status: response.status });
        }
      }
    }
    expect(failures.slice(0, 5)).toEqual([]);
    // Not all of them are stopped at the door.
    expect(accepted).toBeGreaterThan(50);
  });

  test('a text with a NUL character is refused before the store sees it', async () => {
    const body = { name: 'nul', script: '{}', description: 'a\0b' };
    const answers = [
      await fuzzed.send('owner', 'POST', '/api/projects/p/jobs', body),
      await fuzzed.send('owner', 'GET', '/api/projects/p/jobs/a%00b'),
      await fuzzed.send('owner', 'GET', '/api/projects/p/runs?job=a%00b'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.toWellFormed();
}

test('a body that is too large is refused with the limit, declared or not', async () => {
  const declared = await house.send('owner', 'POST', '/api/projects/p/job-checks', 'x'.repeat(4_000_001));
  expect([declared.status, await declared.json()]).toMatchObject([
    413,
    { code: 'HTTP_TOO_LARGE', detail: 'The request is larger than 4000000 bytes.' },
  ]);
  let left = 100;
  const inPieces = await fetch(`${house.server.url}/api/projects/p/jobs`, {
    method: 'POST',
    headers: { ...house.headersOf('owner'), 'content-type': 'application/json' },
    body: new ReadableStream({
      pull(controller) {
        if (left-- === 0) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      },
    }),
    duplex: 'half',
  } as RequestInit).catch(() => undefined);
  expect(inPieces === undefined || inPieces.status === 413).toBe(true);
});

test('what is no JSON, nested too deep, or poisoned is refused', async () => {
  const send = (body: string, type = 'application/json') =>
    fetch(`${house.server.url}/api/projects/p/job-checks`, {
      method: 'POST',
      headers: { ...house.headersOf('owner'), 'content-type': type },
      body,
    });
  expect((await send('script=x', 'application/x-www-form-urlencoded')).status).toBe(400);
  expect((await send('<a/>', 'text/xml')).status).toBe(400);
  expect((await send('{"__proto__": {"isAdministrator": true}, "script": "{}"}')).status).toBe(400);
  expect((await send(`{"script": ${'['.repeat(100_000)}`)).status).toBe(400);
  expect(({} as { isAdministrator?: boolean }).isAdministrator).toBeUndefined();
});

test('text of a request never becomes a header of the answer', async () => {
  for (const path of [
    '/api/oidc/begin?to=/x%0d%0aset-cookie:%20a=b',
    '/api/projects/p/runs/x%0d%0aset-cookie:%20a=b/dirty.ndjson',
    '/nowhere%0d%0aset-cookie:%20a=b',
  ]) {
    const response = await house.send('owner', 'GET', path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
});

test('requests that two readers could understand differently are refused', async () => {
  const { hostname, port } = new URL(house.server.url);
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.end(text));
      socket.setTimeout(5_000, () => socket.destroy());
      socket.on('data', (bytes) => (answer += bytes.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  const head = 'POST /api/login HTTP/1.1\r\nHost: x\r\n';
  expect(await raw(`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toContain(' 400 ');
  expect(await raw(`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`)).toContain(' 400 ');
  expect(await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\u0001c\r\n\r\n`)).toContain(' 400 ');
});

test('a client that is slow to send is given up, and does not hold up others', async () => {
  const app = await createApp({ version: '0', logger: false, requestsPerMinute: 10, trustedProxies: [] });
  expect(app.server.requestTimeout).toBe(60_000);
  expect(app.server.headersTimeout).toBeGreaterThan(0);
  expect(app.server.headersTimeout).toBeLessThanOrEqual(60_000);
  await app.close();
  const { hostname, port } = new URL(house.server.url);
  const slow = Array.from({ length: 50 }, () => connect(Number(port), hostname));
  for (const socket of slow) {
    socket.on('error', () => undefined);
    socket.write(
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
  }
  expect((await fetch(`${house.server.url}/healthz`)).status).toBe(200);
  for (const socket of slow) socket.destroy();
});
