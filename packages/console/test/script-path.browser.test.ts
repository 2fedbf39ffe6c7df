import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseTyped } from './choose.ts';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';

const greeting = `{
  "type": "job",
  "version": "2.0",
  "steps": [
    {
      "stepType": "stream", "category": "reader", "name": "Reader",
      "parameter": { "column": [{ "name": "text", "type": "string", "value": "\${greeting}" }], "sliceRecordCount": 10 }
    },
    { "stepType": "stream", "category": "writer", "name": "Writer", "parameter": { "print": false } }
  ],
  "setting": { "errorLimit": { "record": 0 }, "speed": { "concurrent": 1, "throttle": false } },
  "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }
}
`;

describeInBrowser('the script path', () => {
  let house: House;
  let page: Page;
  beforeAll(async () => {
    house = await openHouse();
    page = await house.newPage();
    page.setDefaultTimeout(10_000);
  });
  afterAll(async () => {
    await house.close();
    expect(house.failures).toEqual([]);
  });

  test('leads from a template over a mended mistake and a run with parameters to versions and back', async () => {
    await beginWithTemplate(page, house.url);
    await completeAndMend(page);
    await runWithGreeting(page);
    await submit(page, 'ten rows');
    await type(page, greeting.replace('"sliceRecordCount": 10', '"sliceRecordCount": 20'));
    await submit(page, 'twenty rows');

    await page.getByRole('tab', { name: 'Versions' }).click();
    const first = page.locator('.ant-table-row', { hasText: 'ten rows' });
    await page.getByText('Both are the same.').waitFor();
    await first.getByRole('button', { name: 'Compare with the draft' }).click();
    await page.locator('.cm-changedLine', { hasText: '"sliceRecordCount": 20' }).waitFor();
    await screenshot(page, 'script-path-versions');
    await first.getByRole('button', { name: 'Back to this one' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to this one' }).click();
    await page.getByText('The draft is version 1 again.').waitFor();
    await page.getByRole('tab', { name: 'Script' }).click();
    await page.locator('.cm-line', { hasText: '"sliceRecordCount": 10' }).waitFor();
    expect((await house.api.jobs.get({ params: { project, job: 'greeter' } })).script).toBe(greeting);
  }, 90_000);
});

async function beginWithTemplate(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/projects/${project}/jobs/new`);
  await page.getByLabel('Name', { exact: true }).fill('greeter');
  await chooseTyped(page, 'From', 'Stream');
  await chooseTyped(page, 'To', 'Stream');
  await page.getByText('a script template').click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('.cm-line', { hasText: '"stepType": "stream"' }).first().waitFor();
  await page.getByRole('button', { name: 'Import a template' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The script of now is replaced.').waitFor();
  await chooseTyped(dialog, 'From', 'Local files');
  await chooseTyped(dialog, 'To', 'Stream');
  await dialog.getByRole('button', { name: 'Use it' }).click();
  await page.locator('.cm-line', { hasText: '"stepType": "txtfile"' }).waitFor();
}

/** A name is completed from the schema; what is then missing stands in the list, which leads to its place. */
async function completeAndMend(page: Page): Promise<void> {
  await type(page, greeting);
  await page.getByText('No problems found.').waitFor();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('"ex');
  await page.keyboard.press('Control+Space');
  await page.locator('.cm-tooltip-autocomplete li', { hasText: 'extend' }).click();
  await page.locator('.cm-line', { hasText: '"extend"' }).waitFor();
  const problem = page.getByRole('list', { name: 'Problems' }).getByRole('button').first();
  await problem.waitFor();
  await page.keyboard.press('Control+End');
  await problem.click();
  const place = await page.evaluate(() => {
    const lines = [...document.querySelectorAll('.cm-line')];
    return lines.findIndex((line) => line.contains(getSelection()?.anchorNode ?? null)) + 1;
  });
  expect([2, 3]).toContain(place);
  await type(page, greeting);
  await page.getByText('No problems found.').waitFor();
}

async function runWithGreeting(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const start = dialog.getByRole('button', { name: 'Run', exact: true });
  await dialog.getByText('These parameters need a value.').waitFor();
  expect(await start.isDisabled()).toBe(true);
  await dialog.getByLabel('greeting').fill('good morning');
  await start.click();
  await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 30_000 });
  await page.locator('.ant-statistic', { hasText: 'Rows written' }).getByText('10', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await page.getByText('good morning').first().waitFor();
  await page.goBack();
  await page.getByRole('tab', { name: 'Script' }).waitFor();
}

async function submit(page: Page, comment: string): Promise<void> {
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Comment').fill(comment);
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function type(page: Page, script: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(script);
}
