import { DatabaseSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';

const manyTables = 5_000;

/** Pages of the foundation, each with what must stand there before it is looked at. */
const pages: readonly (readonly [name: string, path: string, ready: string])[] = [
  ['home', `/projects/${project}`, '.first-steps'],
  ['data-sources', `/projects/${project}/data-sources`, 'td >> text=sample-shop'],
  ['data-source-types', `/projects/${project}/data-sources/new`, '.kind'],
  ['data-source-new', `/projects/${project}/data-sources/new?type=postgresql`, '.definition-form .ant-collapse'],
  ['data-source', `/projects/${project}/data-sources/sample-shop`, '.group-test'],
  ['tables', `/projects/${project}/data-sources/sample-shop?tab=tables&table=orders`, '.grid tbody tr.ant-table-row'],
  ['used-by', `/projects/${project}/data-sources/sample-shop?tab=users`, '.job-list li'],
  ['members', `/projects/${project}/members`, 'td >> text=ada'],
  ['project-settings', `/projects/${project}/settings`, 'form'],
  ['audit', `/projects/${project}/audit`, 'td >> text=samples'],
  ['resource-groups', '/resource-groups', '.ant-card'],
  ['projects', '/projects', 'td >> text=shop'],
  ['users', '/users', 'td >> text=ada'],
  ['tokens', '/tokens', '.empty-state'],
  ['audit-all', '/audit', 'td >> text=projects.create'],
  ['settings', '/settings', 'form'],
  ['about', '/about', '.ant-descriptions'],
  ['me', '/me', 'form'],
  ['missing', '/no-such-page', '.empty-state'],
];

/** With an option that no connector has. */
const misspelt = JSON.stringify({
  type: 'job',
  version: '2.0',
  steps: [
    {
      stepType: 'stream',
      category: 'reader',
      name: 'Reader',
      parameter: { column: [{ name: 'n', type: 'long', value: 1 }], sliceRecordCount: 10, wehre: 'n > 5' },
    },
    { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
  ],
  setting: { errorLimit: { record: 0 } },
  order: { hops: [{ from: 'Reader', to: 'Writer' }] },
});

describeInBrowser('the pages', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    const params = { project };
    await house.api.samples.create({ params });
    await house.api.dataSources.test({ params: { project, name: 'sample-shop' }, body: {} });
    await house.api.jobs.create({ params, body: { name: 'misspelt', script: misspelt } });
  });
  afterAll(async () => {
    await house.close();
    expect(house.failures).toEqual([]);
  });

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    let page: Page;
    beforeAll(async () => {
      page = await house.newPage({ theme });
    });
    test.each(pages)('%s keeps nobody out', async (name, path, ready) => {
      await page.goto(`${house.url}${path}`);
      await page.locator(ready).first().waitFor();
      await settle(page);
      await screenshot(page, `${name}-en-${theme}`);
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  describe('in Chinese, on a small screen', () => {
    let page: Page;
    beforeAll(async () => {
      page = await house.newPage({ language: 'zh', size: { width: 1280, height: 720 } });
    });
    test.each(pages)('%s is translated and fits', async (name, path, ready) => {
      await page.goto(`${house.url}${path}`);
      await page.locator(ready).first().waitFor();
      await settle(page);
      await screenshot(page, `${name}-zh-light`);
      expect(await page.locator('h1').first().innerText()).toMatch(/[\u4e00-\u9fff]|sample-shop/);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });

    test.each(['mysql', 's3', 'hdfs', 'ftp', 'sqlite'])('the form of %s is translated and fits', async (type) => {
      await page.goto(`${house.url}/projects/${project}/data-sources/new?type=${type}`);
      await page.locator('.definition-form .ant-collapse').first().waitFor();
      for (const header of await page.locator('.fields-more > div > .ant-collapse-header').all()) await header.click();
      await settle(page);
      await screenshot(page, `form-${type}-zh-light`);
      const helps = await page
        .locator('.definition-form .ant-form-item-extra > span')
        .evaluateAll((spans) =>
          spans.map(({ firstChild }) => (firstChild as Text).data ?? '').filter((text) => text !== ''),
        );
      expect(helps.length).toBeGreaterThan(3);
      expect(helps.filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });

    test.each([
      ['data-sources/new?type=postgresql', '.definition-form .ant-collapse'],
      ['jobs/misspelt?step=source', '.compact-alert'],
      ['jobs/misspelt?tab=script', '.problem'],
    ])('%s is said in Chinese when that comes after the page', async (path, ready) => {
      const late = await house.newPage({ language: 'zh' });
      let letCome = (): void => undefined;
      const mayCome = new Promise<void>((resolve) => (letCome = resolve));
      await late.route('**/assets/language-*.js', async (route) => {
        await mayCome;
        await route.continue();
      });
      await late.goto(`${house.url}/projects/${project}/${path}`);
      await late.locator(ready).first().waitFor();
      const texts = () =>
        late
          .locator(
            '.definition-form .ant-form-item-extra > span, .compact-alert .ant-alert-title, .problem-text > span:not(.mono)',
          )
          .evaluateAll((spans) => spans.map(({ firstChild }) => (firstChild as Text).data ?? '').filter(Boolean));
      await expect.poll(async () => (await texts()).length).toBeGreaterThan(0);
      expect((await texts()).filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
      letCome();
      await expect.poll(async () => (await texts()).filter((text) => !/[\u4e00-\u9fff]/.test(text))).toEqual([]);
      await late.close();
    });

    test('a failed connectivity test is translated', async () => {
      const connection = { host: '127.0.0.1', port: 1, user: 'ada', password: 'x' };
      await house.api.dataSources.put({ params: { project, name: 'off' }, body: { type: 'postgresql', connection } });
      await house.api.dataSources.test({ params: { project, name: 'off' }, body: {} });
      await page.goto(`${house.url}/projects/${project}/data-sources/off`);
      await page.getByText('无法连接 127.0.0.1:1：该端口没有服务。').waitFor();
      await page.getByText('请检查主机和端口、服务器是否在运行，以及中间有没有防火墙。').waitFor();
    });
  });

  test('5,000 tables are listed and searched without delay', async () => {
    const files = join(house.server.ground.settings.dataFolder, 'files');
    mkdirSync(files, { recursive: true });
    const path = join(files, 'many.db');
    const database = new DatabaseSync(path);
    database.exec('begin');
    for (let index = 0; index < manyTables; index++) database.exec(`create table t_${index} (id integer primary key)`);
    database.exec('commit');
    database.close();
    await house.api.dataSources.put({
      params: { project, name: 'many' },
      body: { type: 'sqlite', connection: { path } },
    });

    const page = await house.newPage();
    await page.goto(`${house.url}/projects/${project}/data-sources/many?tab=tables`);
    await page.getByText('5,000 tables').waitFor({ timeout: 20_000 });
    expect(await page.locator('.tables-list .ant-table-row').count()).toBeLessThan(60);
    await page.getByLabel('Search tables').fill('t_4711');
    await page.getByText('1 table', { exact: true }).waitFor();
    await page.getByRole('button', { name: 't_4711' }).click();
    await page.getByText('All 0 rows').waitFor();
    await screenshot(page, 'many-tables');
    await page.close();
  }, 60_000);

  test('Ctrl-K finds jobs, data sources and pages, and opens them by keyboard', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}/projects/${project}`);
    await page.locator('.first-steps').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everywhere' }).fill('sample-w');
    await page.getByRole('option', { name: 'sample-warehouse' }).waitFor();
    await screenshot(page, 'search');
    expect(await violationsOf(page)).toEqual([]);
    // The job comes first: its description names the data source.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'sample-warehouse' }).waitFor();
    await page.close();
  });

  test('a viewer sees data sources, and is told why nothing can be changed', async () => {
    const session = await house.addUser('vera', 'viewer');
    const page = await house.newPage({ session });
    await page.goto(`${house.url}/projects/${project}/data-sources`);
    await page.locator('td >> text=sample-shop').waitFor();
    const button = page.getByRole('button', { name: 'New data source' });
    expect(await button.isDisabled()).toBe(true);
    await page.locator('.refused').first().hover();
    await page.getByText('it needs "dataSources.edit"').waitFor();
    expect(await page.getByRole('link', { name: 'Audit', exact: true }).count()).toBe(0);
    await page.goto(`${house.url}/users`);
    await page.getByText('HTTP_FORBIDDEN').waitFor();
    await page.close();
  });

  test('a data source that somebody else has saved meanwhile is not overwritten unasked', async () => {
    const params = { project, name: 'shared' };
    const body = { type: 'postgresql', connection: { host: 'db', user: 'ada', password: 'secret' } };
    await house.api.dataSources.put({ params, body });
    const page = await house.newPage();
    await page.goto(`${house.url}/projects/${project}/data-sources/shared`);
    await page.getByLabel('Host host').fill('mine');
    await house.api.dataSources.put({
      params,
      body: { ...body, connection: { ...body.connection, host: 'theirs' } },
      ifMatch: 1,
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has saved in the meantime').waitFor();
    await screenshot(page, 'conflict');
    expect((await house.api.dataSources.get({ params })).definitions.production?.connection['host']).toBe('theirs');
    await page.getByRole('button', { name: 'Overwrite with mine' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    const { connection } = (await house.api.dataSources.get({ params })).definitions.production ?? {};
    expect(connection).toMatchObject({ host: 'mine', password: '******' });
    await page.close();
  });

  test('a data source that jobs use cannot be deleted, and the jobs are named', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}/projects/${project}/data-sources/sample-shop`);
    await page.getByRole('button', { name: 'More for sample-shop' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 job uses it').waitFor();
    await dialog.getByRole('link', { name: 'sample-orders' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await page.close();
  });

  test('a token is shown once, and works', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}/tokens`);
    await page.getByRole('button', { name: 'New token' }).first().click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('script');
    await page.getByRole('button', { name: 'Create' }).click();
    const secret = await page.getByLabel('Token', { exact: true }).inputValue();
    const me = await fetch(`${house.url}/api/me`, { headers: { authorization: `Bearer ${secret}` } });
    expect(((await me.json()) as { user: { name: string } }).user.name).toBe('ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.locator('td >> text=script').waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.close();
  });
});

/** Animations and late answers are over. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(150);
}
