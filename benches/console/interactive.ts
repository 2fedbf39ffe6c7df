/**
 * How soon a page can be used on loopback with a cold cache, and what it loads for that. Median of five.
 *
 *     node --conditions=development benches/console/interactive.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { readSettings, startServer } from '@sluice/server';
import { median, noise } from '../measure.ts';

const build = join(import.meta.dirname, '../../packages/console/build/build-when-changed.ts');
const turns = 5;
const goalSeconds = 1.5;
const goalBytes = 500_000;
const administrator = { name: 'ada', password: 'four unrelated words' };

/** A page, and what it shows when it can be used. */
const pages = [
  { name: 'login', path: '/login', ready: 'button[type=submit]', isSignedIn: false },
  { name: 'home of a project', path: '/projects/shop', ready: '.first-steps button', isSignedIn: true },
  { name: 'jobs', path: '/projects/shop/jobs', ready: '.empty-state button', isSignedIn: true },
  { name: 'instances', path: '/projects/shop/instances', ready: '.empty-state', isSignedIn: true },
] as const;

type Page = (typeof pages)[number];

interface Load {
  readonly seconds: number;
  readonly bytes: number;
  readonly requests: number;
}

const dataFolder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
try {
  if (spawnSync(process.execPath, [build], { stdio: 'inherit' }).status !== 0) throw new Error('No console');
  await bench();
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const { log } = console;
  const printed: string[] = [];
  console.log = (line: unknown) => printed.push(String(line));
  const server = await startServer(readSettings({}, { port: 0, dataFolder, logLevel: 'error' }));
  console.log = log;
  const code = /set-up#(\S+)/.exec(printed.join('\n'))?.[1] ?? '';
  const session = await signUp(server.url, code);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    // The first page of a browser starts its processes.
    await load(browser, server.url, { page: pages[0], session });
    for (const page of pages) {
      const loads: Load[] = [];
      for (let turn = 0; turn < turns; turn++) loads.push(await load(browser, server.url, { page, session }));
      console.log(line(page.name, loads));
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function signUp(url: string, code: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ code, ...administrator });
  const response = await fetch(`${url}/api/set-up`, { method: 'POST', headers, body });
  const session = /sluice_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
  await fetch(`${url}/api/projects`, {
    method: 'POST',
    headers: { ...headers, cookie: `sluice_session=${session}` },
    body: JSON.stringify({ name: 'shop', timeZone: 'UTC' }),
  });
  return decodeURIComponent(session);
}

/** In a context of its own, which has no cache. Usable: what is waited for is there, and the page has nothing else to do. */
async function load(
  browser: Browser,
  url: string,
  { page: { path, ready, isSignedIn }, session }: { readonly page: Page; readonly session: string },
): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  if (isSignedIn) await context.addCookies([{ name: 'sluice_session', value: session, url }]);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  let requests = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests++;
  });
  await page.addInitScript({ content: markWhenUsable(ready) });
  const isUsable = page.waitForEvent('console', (message) => message.text() === 'interactive');
  await page.goto(`${url}${path}`);
  await isUsable;
  const ms = await page.evaluate<number>("performance.getEntriesByName('interactive')[0].startTime");
  await page.waitForLoadState('networkidle');
  await context.close();
  return { seconds: ms / 1_000, bytes, requests };
}

/** A script for the page. */
function markWhenUsable(selector: string): string {
  return `(function look() {
    if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
    else requestIdleCallback(() => {
      performance.mark('interactive');
      console.info('interactive');
    });
  })()`;
}

function line(name: string, loads: readonly Load[]): string {
  const seconds = loads.map((each) => each.seconds);
  const bytes = median(loads.map((each) => each.bytes));
  const isMet = median(seconds) < goalSeconds && bytes < goalBytes;
  return [
    '',
    name,
    `${median(seconds).toFixed(2)} s`,
    `${(bytes / 1_000).toFixed(0)} kB`,
    String(median(loads.map((each) => each.requests))),
    `${(noise(seconds) * 100).toFixed(1)} %`,
    isMet ? 'met' : 'missed',
    '',
  ]
    .join(' | ')
    .trim();
}
