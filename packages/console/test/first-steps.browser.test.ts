import { service, type Server } from '@sluice/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '@sluice/server';
import {
  administrator,
  describeInBrowser,
  launchBrowser,
  newContext,
  screenshot,
  startConsole,
  watch,
} from './house.ts';

describeInBrowser('a newcomer', () => {
  let server: RunningServer;
  let setUpCode: string;
  let browser: Browser;
  let page: Page;
  let source: Server;
  const failures: string[] = [];

  beforeAll(async () => {
    ({ server, setUpCode } = await startConsole());
    browser = await launchBrowser();
    source = await (await service('postgresql')).newDatabase();
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: source.url });
    await client.connect();
    await client.query('create table customers (id bigint primary key, name text not null, note text)');
    await client.query("insert into customers values (1, 'Ada', null), (2, 'Bob', ''), (3, '王芳', 'vip')");
    await client.end();
    page = await (await newContext(browser, server.url, {})).newPage();
    watch(page, server.url, failures);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    expect(failures).toEqual([]);
  });

  test('without a link learns where to find it', async () => {
    await page.goto(`${server.url}/`);
    await page.getByText('This server is not set up yet').waitFor();
    await page.goto(`${server.url}/set-up`);
    await page.getByText('Open the link that the server prints').waitFor();
  });

  test('makes the first administrator by the link, whose code leaves the address', async () => {
    await page.goto(`${server.url}/set-up#${setUpCode}`);
    await page.getByLabel('User name').fill(administrator.name);
    await page.getByLabel('New password').fill('short');
    await page.getByLabel('The same again').fill('shorter');
    await page.getByRole('button', { name: 'Make the administrator' }).click();
    await page.getByText('The two passwords differ.').waitFor();
    await screenshot(page, 'set-up');
    await page.getByLabel('New password').fill(administrator.password);
    await page.getByLabel('The same again').fill(administrator.password);
    expect(page.url()).toBe(`${server.url}/set-up`);
    await page.getByRole('button', { name: 'Make the administrator' }).click();
    await page.getByRole('heading', { name: 'Welcome, ada' }).waitFor();
  });

  test('makes a project, and with one click a sample whose rows arrive', async () => {
    await page.getByLabel('Name', { exact: true }).fill('shop');
    await page.getByRole('button', { name: 'Create the project' }).click();
    await page.getByRole('button', { name: 'Make a sample and run it' }).click();
    await page.getByRole('status').getByText('Succeeded').waitFor({ timeout: 60_000 });
    const figures = await page.locator('.sample-run .ant-statistic').allInnerTexts();
    expect(figures.slice(0, 2).map((text) => text.split('\n'))).toEqual([
      ['Rows read', '50,000'],
      ['Rows written', '50,000'],
    ]);
    await screenshot(page, 'first-steps');
  }, 90_000);

  test('adds a data source: a refused login names the hop, the right one passes, and rows are shown', async () => {
    await page.getByRole('link', { name: 'Data sources' }).click();
    await page.getByRole('button', { name: 'New data source' }).click();
    await page.getByRole('button', { name: /^PostgreSQL/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.getByText('This is needed.').count()).toBe(3);

    await page.getByLabel('Name', { exact: true }).fill('warehouse');
    await page.getByLabel('Host host').fill(source.host);
    await page.getByLabel('Port port').fill(String(source.port));
    await page.getByLabel('Database database').fill(source.database);
    await page.getByLabel('User user').fill(source.user);
    await page.getByLabel('Password password').fill('wrong');
    await page.getByRole('button', { name: 'Test' }).click();
    await page.locator('.group-test .ant-tag-error').first().waitFor();
    expect(await page.locator('.checks').innerText()).toContain('refused the user "sluice" or the password');
    expect(await page.locator('.check-hint').innerText()).toMatch(/password/);
    await screenshot(page, 'data-source-refused');

    await page.getByLabel('Password password').fill(source.password);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'warehouse' }).waitFor();
    await page.getByText('Set', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Test' }).click();
    await page.locator('.group-test .ant-tag-success').first().waitFor();

    await page.getByRole('tab', { name: 'Tables and rows' }).click();
    await page.getByRole('button', { name: 'customers' }).click();
    await page.getByText('All 3 rows').waitFor();
    expect(await page.locator('.grid tbody tr.ant-table-row').allInnerTexts()).toEqual([
      '1\tAda\tNULL',
      '2\tBob\t',
      '3\t王芳\tvip',
    ]);
    await page.getByRole('tab', { name: 'Columns' }).click();
    await page.getByText('primary key').waitFor();
    await screenshot(page, 'data-source-table');
  }, 60_000);

  test('does not get in with a wrong password, and after some has to wait', async () => {
    await page.getByRole('button', { name: 'ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const button = page.locator('button[type=submit]');
    await page.getByLabel('User name').fill(administrator.name);
    for (let attempt = 0; attempt < 6; attempt++) {
      await page.getByLabel('Password', { exact: true }).fill(`wrong ${attempt}`);
      const answered = page.waitForResponse(`${server.url}/api/login`);
      await button.click();
      expect((await answered).status()).toBe(401);
      await page.getByText('The name or the password is wrong.').waitFor();
    }
    await button.click();
    await page.getByText(/Too many failed logins/).waitFor();
    expect(await button.innerText()).toMatch(/^Wait \d+ second/);
    await screenshot(page, 'login-wait');
  }, 60_000);

  test('comes back to the page that asked for the login', async () => {
    await expect.poll(() => page.getByRole('button', { name: 'Sign in' }).isEnabled(), { timeout: 10_000 }).toBe(true);
    await page.goto(`${server.url}/projects/shop/data-sources/warehouse`);
    await page.getByLabel('User name').fill(administrator.name);
    await page.getByLabel('Password', { exact: true }).fill(administrator.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'warehouse' }).waitFor();
    expect(page.url()).toBe(`${server.url}/projects/shop/data-sources/warehouse`);
  });
});
