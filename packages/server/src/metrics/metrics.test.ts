import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '@sluice/testkit';
import { systemRoutes } from '../contract/index.ts';
import { systemSubject } from '../system/subject.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const contract = { system: systemRoutes };

async function start(settings: Readonly<Record<string, unknown>>, databaseUrl = ':memory:') {
  const subjects = (ground: Parameters<typeof systemSubject>[0]) => [
    systemSubject(ground, { isSetUp: async () => true }),
  ];
  return startTestServer({ contract, settings, databaseUrl, subjects });
}

describe.each(['sqlite', 'postgresql'] as const)('metrics on %s', (dialect) => {
  let server: TestServer<typeof contract>;
  beforeAll(async () => {
    server = await start(
      {},
      dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url,
    );
  });
  afterAll(() => server.server.close());

  test('tell of runs, requests and the process', async () => {
    await server.as('viewer').system.about();
    server.server.ground.metrics.runFinished({
      state: 'succeeded',
      rowsRead: 12,
      rowsWritten: 11,
      rowsDirty: 1,
      bytes: 900,
    });
    const { database } = server.server.ground.store;
    await database
      .insertInto('resource_groups')
      .values({
        id: 'g',
        name: 'plant',
        name_key: 'plant',
        kind: 'agents',
        description: '',
        slots: 1,
        memory_mb: 64,
        mbps: 0,
        is_draining: 0,
        version: 1,
      })
      .execute();
    const text = await (await fetch(`${server.server.url}/metrics`)).text();
    expect(text).toContain('sluice_rows_written_total 11\n');
    expect(text).toContain('sluice_runs_finished_total{state="succeeded"} 1\n');
    expect(text).toContain('sluice_queue_length{group="plant"} 0\n');
    expect(text).toContain('sluice_http_request_seconds_count{method="GET",route="/api/about",status="2xx"} 1\n');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

test('without a token only this machine may ask, and not through a proxy', async () => {
  const { server } = await start({});
  const through = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
  expect(through.status).toBe(403);
  await server.close();
});

test('with a token nobody may ask without it', async () => {
  const { server } = await start({ metricsToken: 'scrape-me-not' });
  const ask = (authorization?: string) =>
    fetch(`${server.url}/metrics`, authorization === undefined ? {} : { headers: { authorization } });
  expect((await ask()).status).toBe(403);
  expect((await ask('Bearer scrape-me')).status).toBe(403);
  expect((await ask('Bearer scrape-me-not')).status).toBe(200);
  await server.close();
});

test('the page of the routes needs nothing from elsewhere', async () => {
  const { server } = await start({});
  for (const path of ['/docs', '/docs/page.js', '/docs/page.css']) {
    const response = await fetch(`${server.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await response.text()).not.toMatch(/https?:\/\//);
  }
  const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  expect(paths['/api/about']?.['get']?.['x-access']).toBe('public');
  await server.close();
});
