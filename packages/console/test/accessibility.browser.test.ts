/** Pages around the login, which other suites pass through without looking: each language, each theme. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '@sluice/server';
import { violationsOf } from './axe.ts';
import { administrator, describeInBrowser, launchBrowser, newContext, startConsole, watch } from './house.ts';

const looks = [
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh', theme: 'light' },
  { language: 'zh', theme: 'dark' },
] as const;

interface Case {
  readonly title: string;
  readonly path: string;
  /** What must stand there before it is looked at. */
  readonly ready: string;
  readonly act?: (page: Page) => Promise<void>;
}

const beforeSetUp: readonly Case[] = [
  { title: 'the login of a server that is not set up', path: '/login', ready: '.ant-alert' },
  { title: 'the set-up without its link', path: '/set-up', ready: 'h1' },
  {
    title: 'the set-up whose passwords differ',
    path: '/set-up#code',
    ready: 'form',
    act: async (page) => {
      await page.locator('input[type=password]').first().fill('one of them is short');
      await page.locator('input[type=password]').last().fill('the other one');
      await page.locator('button[type=submit]').click();
      await page.locator('.ant-form-item-explain-error').first().waitFor();
    },
  },
];

const signedOut: readonly Case[] = [
  {
    title: 'a login that is refused',
    path: '/login',
    ready: 'form',
    act: async (page) => {
      await page.locator('input').first().fill('nobody');
      await page.locator('input[type=password]').fill('wrong words again');
      await page.locator('button[type=submit]').click();
      await page.locator('[role=alert]').waitFor();
    },
  },
  { title: 'a password without its link', path: '/password', ready: 'h1' },
  {
    title: 'a password with a link that was used',
    path: '/password#used',
    ready: 'form',
    act: async (page) => {
      for (const input of await page.locator('input[type=password]').all()) await input.fill(administrator.password);
      await page.locator('button[type=submit]').click();
      await page.locator('[role=alert]').waitFor();
    },
  },
];

const signedIn: readonly Case[] = [
  { title: 'the welcome of the first administrator', path: '/', ready: '.start-panel' },
  { title: 'the page of a user', path: '/me', ready: 'form' },
  {
    title: 'a button under the pointer',
    path: '/tokens',
    ready: '.empty-state',
    act: (page) => page.locator('.page-head button:not(.ant-btn-primary)').first().hover(),
  },
];

describeInBrowser('people who see, hear and type differently', () => {
  let server: RunningServer;
  let setUpCode: string;
  let browser: Browser;
  const failures: string[] = [];
  beforeAll(async () => {
    ({ server, setUpCode } = await startConsole());
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    expect(failures).toEqual([]);
  });

  const proves = (cases: readonly Case[], session: () => string | null) =>
    describe.each(looks)('in $language, $theme', (look) => {
      let page: Page;
      beforeAll(async () => {
        page = await (await newContext(browser, server.url, { ...look, session: session() })).newPage();
        watch(page, server.url, failures);
      });
      afterAll(() => page.context().close());
      test.each(cases)('$title', async ({ path, ready, act }) => {
        // A change behind # alone would open no page.
        await page.goto(`${server.url}/logo.svg`);
        await page.goto(`${server.url}${path}`);
        await page.locator(ready).first().waitFor();
        await act?.(page);
        await page.waitForLoadState('networkidle');
        expect(await violationsOf(page)).toEqual([]);
        expect(await page.locator('html').getAttribute('lang')).toBe(look.language === 'zh' ? 'zh-CN' : 'en');
        if (look.language === 'zh') expect(await page.locator('h1').first().innerText()).toMatch(/[\u4e00-\u9fff]/);
      });
    });

  describe('before the set-up', () => {
    proves(beforeSetUp, () => null);
  });

  describe('after it', () => {
    let session = '';
    beforeAll(async () => {
      const response = await fetch(`${server.url}/api/set-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: setUpCode, ...administrator }),
      });
      session = decodeURIComponent(/sluice_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '');
    });
    describe('signed out', () => {
      proves(signedOut, () => null);
    });
    describe('signed in', () => {
      proves(signedIn, () => session);
    });
  });
});
