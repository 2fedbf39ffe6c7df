import { appendFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  administrator,
  clientOf,
  describeInBrowser,
  launchBrowser,
  newContext,
  project,
  screenshot,
  sessionOf,
  watch,
  type Api,
} from './house.ts';
import { slow } from './operations-ground.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

describeInBrowser('a lost connection', () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let api: Api;
  const failures: string[] = [];

  beforeAll(async () => {
    server = await startServerProcess();
    const session = await sessionOf(`${server.url}/api/set-up`, { code: server.setUpCode, ...administrator });
    api = clientOf(server.url, session);
    await api.projects.create({ body: { name: project, timeZone: 'UTC' } });
    await api.jobs.create({ params: { project }, body: { name: 'slow', script: slow } });
    browser = await launchBrowser();
    page = await (await newContext(browser, server.url, { session })).newPage();
    watch(page, server.url, failures);
  });
  afterAll(async () => {
    await browser.close();
    await server.kill();
    expect(failures).toEqual([]);
  });

  test('is told, and when the server is back the page goes on where it was, without a line lost', async () => {
    const run = await api.runs.start({ params: { project, job: 'slow' }, body: { what: 'draft' } });
    const params = { project, run: run.id };
    await page.goto(`${server.url}/projects/${project}/runs/${run.id}?tab=log`);
    await page.locator('.log-line', { hasText: 'run planned' }).waitFor();
    const seen = (await api.runs.log({ params, query: {} })).items.length;

    await server.kill();
    const banner = page.getByText('Connection lost; what you see may be old.');
    await banner.waitFor();
    await screenshot(page, 'lost-connection');
    // A proxy before a server that is away answers so, and the browser's own way of reconnecting ends.
    await page.route('**/events*', (route) => route.fulfill({ status: 502 }));
    await page.waitForResponse((response) => response.status() === 502);
    const [log = ''] = globSync('state/runs/*/log.ndjson', { cwd: server.dataFolder });
    appendFileSync(join(server.dataFolder, log), Array.from({ length: 500 }, (_, index) => lineOf(index)).join(''));
    const again = page.waitForRequest((request) => request.url().includes('/events?after='));
    await server.start();
    await page.unroute('**/events*');
    expect(Number(new URL((await again).url()).searchParams.get('after'))).toBeGreaterThanOrEqual(seen);

    await banner.waitFor({ state: 'hidden', timeout: 20_000 });
    await page.locator('.log-line', { hasText: 'meanwhile number=499' }).waitFor();
    await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 60_000 });
    const { items } = await api.runs.log({ params, query: { limit: 10_000 } });
    expect(items.filter(({ message }) => message === 'meanwhile').length).toBe(500);
    await page.getByText(`${items.length} of ${items.length} lines`, { exact: true }).waitFor();
    expect(await banner.count()).toBe(0);
  }, 120_000);

  test('is told by pages that look again and again, which mend themselves', async () => {
    await page.goto(`${server.url}/projects/${project}/runs`);
    await page.locator('.ant-table-row', { hasText: 'slow' }).waitFor();
    await server.kill();
    await page.getByText('The server does not answer.').waitFor();
    await page.locator('.ant-table-row', { hasText: 'slow' }).waitFor();
    await screenshot(page, 'lost-server');
    await server.start();
    await page.getByText('The server does not answer.').waitFor({ state: 'hidden' });
  }, 60_000);
});

function lineOf(number: number): string {
  return `${JSON.stringify({ time: '2026-11-21T10:00:00.000Z', level: 'info', message: 'meanwhile', number })}\n`;
}
