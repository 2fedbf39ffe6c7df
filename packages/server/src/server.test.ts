import { temporaryFolder } from '@sluice/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract, createClient } from './contract/index.ts';
import { startServer, type RunningServer } from './server.ts';
import { readSettings } from './settings.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(readSettings({}, { port: 0, dataFolder: temporaryFolder(), logLevel: 'error' }));
});
afterAll(() => server.close());

test('answers that it lives and is ready', async () => {
  const healthy = await fetch(`${server.url}/healthz`);
  expect(await healthy.json()).toEqual({ status: 'ok' });
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

test('an unknown route is a problem with code and hint', async () => {
  const response = await fetch(`${server.url}/nowhere`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'HTTP_NOT_FOUND', status: 404 });
});

test('prints OpenAPI 3.1 with every route', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as { openapi: string; paths: object };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toContain('/healthz');
});

test('every schema that OpenAPI refers to is in it', async () => {
  const text = await (await fetch(`${server.url}/openapi.json`)).text();
  const { components } = JSON.parse(text) as { components: { schemas: object } };
  const named = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? ''));
  expect(named.size).toBeGreaterThan(20);
  expect([...named].filter((name) => !(name in components.schemas))).toEqual([]);
});

test('the client of the contract knows routes, answers and refusals', async () => {
  const client = createClient(contract, { baseUrl: server.url });
  expect(await client.system.about()).toEqual({ version: '0.1.0', isSetUp: false, hasOidc: false });
  await expect(client.system.health({ signal: AbortSignal.abort() })).rejects.toThrow();
});
