/** What every browser test needs: a server with its first administrator, a project, and Chromium. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Clock } from '@sluice/core';
import { readSettings, startServer, type RunningServer } from '@sluice/server';
import { contract, createClient, type Client, type Role } from '@sluice/server/contract';
import { temporaryFolder } from '@sluice/testkit';
import { describe } from 'vitest';
import { buildWhenChanged } from '../build/build-when-changed.ts';

export type Api = Client<typeof contract>;

export interface PageOptions {
  readonly language?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
  readonly size?: { readonly width: number; readonly height: number };
  /** Of a user made by `addUser`; default: the administrator. `null`: nobody is signed in. */
  readonly session?: string | null;
}

export interface House {
  readonly url: string;
  readonly server: RunningServer;
  /** As the administrator. */
  readonly api: Api;
  /** A user with a role in the project; answers the session for `newPage`. */
  addUser(name: string, role: Role): Promise<string>;
  newPage(options?: PageOptions): Promise<Page>;
  /** What went wrong in any page so far: errors, refused scripts, requests to other hosts. */
  readonly failures: readonly string[];
  close(): Promise<void>;
}

export const project = 'shop';
export const administrator = { name: 'ada', password: 'four unrelated words' };

const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** A suite that needs Chromium; skipped, with the reason, where there is none, unless REQUIRE_SERVICES names it. */
export function describeInBrowser(title: string, suite: () => void): void {
  const required = (process.env['REQUIRE_SERVICES'] ?? '').split(',').map((each) => each.trim());
  const isOff = process.env['SERVICES'] === 'none';
  const isMissing = isOff || !existsSync(chromiumPath);
  const isRequired = required.includes('chromium') || required.includes('all');
  if (isMissing && !isRequired)
    console.warn(`Skipped, no chromium: ${isOff ? 'SERVICES=none' : `${chromiumPath} is not there`}`);
  describe.skipIf(isMissing && !isRequired)(title, suite);
}

export interface NewConsole {
  readonly server: RunningServer;
  /** Behind `#` in the link that the server prints for the first administrator. */
  readonly setUpCode: string;
}

/** A server whose console is built, without any user. `clock`: what the server takes for the time. */
export async function startConsole(clock?: Clock): Promise<NewConsole> {
  if (!buildWhenChanged()) throw new Error('The console could not be built');
  const printed: string[] = [];
  const { log } = console;
  console.log = (line: unknown) => printed.push(String(line));
  try {
    const settings = readSettings({}, { port: 0, dataFolder: temporaryFolder(), logLevel: 'error' });
    const server = await startServer(settings, undefined, clock);
    return { server, setUpCode: /set-up#(\S+)/.exec(printed.join('\n'))?.[1] ?? '' };
  } finally {
    console.log = log;
  }
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** With an administrator and a project; close it at the end of the suite. */
export async function openHouse(): Promise<House> {
  const { server, setUpCode: code } = await startConsole();
  const browser = await launchBrowser();
  const session = await sessionOf(`${server.url}/api/set-up`, { code, ...administrator });
  const api = clientOf(server.url, session);
  await api.projects.create({ body: { name: project, timeZone: 'UTC' } });
  const failures: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    url: server.url,
    server,
    api,
    failures,
    async addUser(name, role) {
      const password = 'another four words';
      await api.people.createUser({ body: { name, password } });
      await api.projects.setMember({ params: { project, user: name }, body: { role } });
      return sessionOf(`${server.url}/api/login`, { name, password });
    },
    async newPage(options = {}) {
      const context = await newContext(browser, server.url, { session, ...options });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, server.url, failures);
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      await server.close();
    },
  };
}

export function clientOf(baseUrl: string, session: string): Api {
  return createClient(contract, { baseUrl, headers: { cookie: `sluice_session=${session}` } });
}

/** Signs in (or sets up) and answers the value of the session cookie. */
export async function sessionOf(address: string, body: object): Promise<string> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const cookie = /sluice_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
  if (cookie === undefined) throw new Error(`No session: ${response.status} ${await response.text()}`);
  return decodeURIComponent(cookie);
}

export async function newContext(
  browser: Browser,
  url: string,
  { language = 'en', theme = 'light', size = { width: 1440, height: 900 }, session = null }: PageOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: size,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(
    ([chosenLanguage, chosenTheme]) => {
      localStorage.setItem('sluice.language', String(chosenLanguage));
      localStorage.setItem('sluice.theme', String(chosenTheme));
    },
    [language, theme],
  );
  if (session !== null) await context.addCookies([{ name: 'sluice_session', value: session, url }]);
  return context;
}

/** Refusals of the server are part of many tests; everything else that a browser complains about is a mistake. */
export function watch(page: Page, url: string, failures: string[]): void {
  page.on('pageerror', (error) => failures.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/Failed to load resource/.test(text)) failures.push(`console: ${text}`);
    if (message.type() === 'warning' && /antd|deprecated|Warning:/.test(text)) failures.push(`warning: ${text}`);
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !/^(data|blob):/.test(address)) failures.push(`request: ${address}`);
  });
}

/** Writes a picture to look at, when SCREENSHOTS is set. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] === undefined) return;
  const folder = join(import.meta.dirname, '..', '..', '..', '.cache', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
