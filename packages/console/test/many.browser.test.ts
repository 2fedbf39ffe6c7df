import { hasService, service } from '@sluice/testkit';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { choose, chooseTyped, typeTime } from './choose.ts';
import { atPostgresql } from './databases.ts';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';
import { errorLine, makeLongLog, makeManyInstances } from './many-ground.ts';

const base = `/projects/${project}`;
const tableCount = 5_000;
const patient = { timeout: 10_000 };

/** By the clock on the wall; told at the end, as a busy machine makes any of them long. */
const times: string[] = [];

async function timed(what: string, act: () => Promise<unknown>, seen: Locator): Promise<void> {
  const before = performance.now();
  await act();
  await seen.waitFor();
  times.push(`${what} ${Math.round(performance.now() - before)} ms`);
}

describeInBrowser('much of everything', () => {
  let house: House;
  let page: Page;
  beforeAll(async () => {
    house = await openHouse();
    page = await house.newPage();
  });
  afterAll(async () => {
    await house.close();
    console.log(times.join(', '));
    expect(house.failures).toEqual([]);
  });

  test('a log of 100,000 lines is searched, filtered and jumped in', async () => {
    const run = await makeLongLog(house);
    await page.goto(`${house.url}${base}/runs/${run}?tab=log`);
    await page.getByText('100,000 of 100,000 lines').waitFor();
    expect(await page.locator('.log-line').count()).toBeLessThan(100);
    const search = page.getByRole('searchbox', { name: 'Search in the log' });
    const line = (number: number) =>
      page.locator('.log-line', { has: page.getByText(String(number), { exact: true }) });
    const toError = () => page.getByRole('button', { name: 'To the first error' }).click();
    await timed('to the first error', toError, line(errorLine));
    expect(await page.locator('.log-chosen').innerText()).toContain('task failed');
    await timed('a search of the log', () => search.fill('task=99999'), page.getByText('1 of 100,000 lines'));
    await line(99_999).waitFor();
    await timed('the whole log', () => search.fill(''), page.getByText('100,000 of 100,000 lines'));
    const fromWarning = () => choose(page, 'Level', 'From warning');
    await timed('the log from a level', fromWarning, page.getByText('101 of 100,000 lines'));
    await screenshot(page, 'many-log');
    expect(await violationsOf(page)).toEqual([]);
  }, 60_000);

  test('20,000 instances are filtered, paged, changed at once, and found again by a saved view', async () => {
    await makeManyInstances(house);
    const rows = page.locator('tbody tr.ant-table-row');
    await page.goto(`${house.url}${base}`);
    for (let turn = 0; turn < 3; turn++) {
      await page.getByRole('link', { name: 'Home', exact: true }).click();
      await rows.nth(49).waitFor({ state: 'hidden' });
      const open = () => page.getByRole('link', { name: 'Instances', exact: true }).click();
      await timed('20,000 instances', open, rows.nth(49));
    }
    expect(await rows.count()).toBe(50);
    const first = await rows.first().innerText();
    const older = () => page.getByRole('button', { name: 'Older' }).click();
    await older();
    await expect.poll(() => rows.first().innerText(), { interval: 20, timeout: 5_000 }).not.toBe(first);
    await page.getByText(/^Page 2 ·/).waitFor();

    await chooseTyped(page, 'State', 'Failure');
    await page.getByText(/^Page 1 ·/).waitFor();
    await expect.poll(() => statesOf(rows), patient).toEqual(['Failure']);
    await typeTime(page.getByLabel('Business date from'), '2026-03-01');
    await page.waitForURL(/businessDateFrom=2026-03-01/);
    await page.getByText(/^Page 1 ·/).waitFor();
    await older();
    await expect.poll(() => rows.count(), patient).toBe(32);
    await page.getByRole('button', { name: 'Newer' }).click();
    await expect.poll(() => rows.count(), patient).toBe(50);
    await saveView(page, 'Bad nights since March');

    await page.getByRole('checkbox', { name: 'Choose all of this page' }).check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Set success' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Set success' }).click();
    await page.getByText('50 done, 0 refused').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await screenshot(page, 'many-instances-bulk');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => rows.count(), patient).toBe(32);

    await page.getByRole('button', { name: 'Take all filters away' }).click();
    await expect.poll(() => rows.count(), patient).toBe(50);
    await page.reload();
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Bad nights since March', exact: true }).click();
    await expect.poll(() => rows.count(), patient).toBe(32);
    expect(new URL(page.url()).search).toBe('?state=failure&businessDateFrom=2026-03-01');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Remove "Bad nights since March"' }).click();
    await page.getByRole('button', { name: 'Saved views' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Save these filters']);
  }, 90_000);

  describe.skipIf(!hasService('postgresql'))('in a database', () => {
    test('5,000 tables stand in the tree within a second and a half, and are searched at once', async () => {
      const crowd = await (await service('postgresql')).newDatabase();
      for (let from = 1; from <= tableCount; from += 1_000)
        await atPostgresql(
          crowd,
          `do $$ begin for n in ${from}..${from + 999} loop
             execute format('create table sales_%s (id integer)', lpad(n::text, 5, '0')); end loop; end $$`,
        );
      const { host, port, user, password, database } = crowd;
      const connection = { host, port, user, password, database };
      await house.api.dataSources.put({ params: { project, name: 'crowd' }, body: { type: 'postgresql', connection } });
      const { script } = await house.api.wizard.template({
        query: { reader: 'postgresql', readerSource: 'crowd', writer: 'stream' },
      });
      await house.api.jobs.create({ params: { project }, body: { name: 'crowded', script } });
      const answered = page.waitForResponse(/\/data-sources\/crowd\/tables/);
      await page.goto(`${house.url}${base}/jobs/crowded?tab=wizard&step=source`);
      await answered;
      const tree = page.locator('.table-tree');
      const table = (name: string) => tree.getByText(name, { exact: false }).first();
      await timed('5,000 tables', async () => undefined, table('sales_00001'));
      await page.getByText('5,000 tables').waitFor();
      expect(await tree.locator('.ant-tree-treenode').count()).toBeLessThan(100);
      const search = page.getByRole('searchbox', { name: 'Search tables' });
      await timed('a search of the tables', () => search.fill('4999'), table('sales_04999'));
      await table('sales_04999').click();
      await screenshot(page, 'many-tables');
    }, 60_000);
  });
});

/** Each state that stands in the rows, once. */
async function statesOf(rows: Locator): Promise<readonly string[]> {
  return [...new Set(await rows.locator('.ant-tag').allInnerTexts())];
}

async function saveView(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Save these filters' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}
