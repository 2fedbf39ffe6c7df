import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { administrator, describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';

/** Two ends that need no server. */
const script = `{
  "type": "job",
  "version": "2.0",
  "steps": [
    {
      "stepType": "stream", "category": "reader", "name": "Reader",
      "parameter": { "column": [{ "name": "n", "type": "long", "value": 1 }], "sliceRecordCount": 10 }
    },
    { "stepType": "stream", "category": "writer", "name": "Writer", "parameter": { "print": false } }
  ],
  "setting": { "errorLimit": { "record": 0 }, "speed": { "concurrent": 1, "throttle": false } },
  "order": { "hops": [{ "from": "Reader", "to": "Writer" }] }
}
`;
const base = `/projects/${project}/jobs`;
const patient = { timeout: 10_000 };

describeInBrowser('jobs', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
    for (const [name, folder] of [
      ['first', 'sales/daily'],
      ['second', 'sales'],
      ['third', ''],
    ] as const)
      await house.api.jobs.create({ params: { project }, body: { name, folder, script, tags: ['nightly'] } });
  });
  const newPage = async (): Promise<Page> => {
    const page = await house.newPage();
    page.setDefaultTimeout(10_000);
    return page;
  };
  afterAll(async () => {
    await house.close();
    expect(house.failures).toEqual([]);
  });

  const pages: readonly (readonly [string, string, string])[] = [
    ['jobs', base, 'td >> text=first'],
    ['job-script', `${base}/first?tab=script`, '.cm-content'],
    ['job-schedule', `${base}/first?tab=schedule`, 'text=Assignments, text=赋值'],
    ['job-versions', `${base}/first?tab=versions`, '.empty-state'],
    ['job-runs', `${base}/first?tab=runs`, '.empty-state'],
    ['job-wizard', `${base}/first?tab=wizard`, '.wizard-ends'],
  ];
  describe.each([
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const)('%s %s', (language, theme) => {
    let page: Page;
    beforeAll(async () => {
      page = await house.newPage({
        language,
        theme,
        ...(language === 'zh' ? { size: { width: 1280, height: 720 } } : {}),
      });
    });
    test.each(pages)('%s keeps nobody out and fits', async (name, path, ready) => {
      await page.goto(`${house.url}${path}`);
      await page
        .locator(ready.split(', ')[language === 'zh' ? ready.split(', ').length - 1 : 0] ?? ready)
        .first()
        .waitFor();
      await page.waitForLoadState('networkidle');
      await screenshot(page, `${name}-${language}-${theme}`);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  });

  test('folders and filters narrow the list, and the address keeps them', async () => {
    const page = await newPage();
    await page.goto(`${house.url}${base}`);
    await page.locator('.folder-tree').getByText('sales (2)').click();
    await expect.poll(() => page.locator('tbody tr.ant-table-row').count(), patient).toBe(2);
    await page.getByPlaceholder('Name, description, tag').fill('seco');
    await expect.poll(() => page.locator('tbody tr.ant-table-row').count(), patient).toBe(1);
    expect(page.url()).toContain('folder=sales');
    await page.reload();
    await expect.poll(() => page.locator('tbody tr.ant-table-row').count(), patient).toBe(1);
    await page.close();
  });

  test('chosen jobs are moved at once, each with its outcome', async () => {
    const page = await newPage();
    await page.goto(`${house.url}${base}?search=third`);
    await page.getByRole('checkbox', { name: 'third' }).check();
    await page.getByRole('toolbar').waitFor();
    await page.mouse.move(0, 0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move to a folder' }).click();
    await page.getByRole('dialog').getByLabel('Folder').fill('archive');
    await page.getByRole('dialog').getByRole('button', { name: 'Move to a folder' }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect((await house.api.jobs.get({ params: { project, job: 'third' } })).folder).toBe('archive');
    await page.close();
  });

  test('files are imported, and what is wrong with one is told', async () => {
    const page = await newPage();
    await page.goto(`${house.url}${base}`);
    await page.getByRole('button', { name: 'Import' }).click();
    const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([file('fourth.json', script), file('broken.json', '{ "type": ')]);
    await page.getByRole('button', { name: 'Import 2 files' }).click();
    await page.getByText('refused').waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'fourth' }).waitFor();
    await screenshot(page, 'jobs-import');
    await page.close();
  });

  test('a mistake in the script is found while typing, and the list jumps to it', async () => {
    const page = await newPage();
    await page.goto(`${house.url}${base}/second?tab=script`);
    const editor = page.locator('.cm-content');
    await editor.waitFor();
    await page.getByText('No problems found.').waitFor();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(script.replace('"sliceRecordCount": 10', '"sliceRecordCount": "many"'));
    const problem = page.locator('.problem').first();
    await problem.waitFor();
    await expect.poll(() => page.locator('.problem-place').first().innerText(), patient).toContain('7:');
    await page.keyboard.press('Control+Home');
    await problem.click();
    expect(await page.evaluate(() => getSelection()?.toString())).toContain('sliceRecordCount');
    await screenshot(page, 'script-problem');
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(script.replace('"sliceRecordCount": 10', '"sliceRecordCount": 20'));
    await page.getByText('No problems found.').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Saved' }).waitFor();
    const saved = await house.api.jobs.get({ params: { project, job: 'second' } });
    expect(saved.script).toContain('"sliceRecordCount": 20');
    await page.close();
  });

  test('names and words are completed from the schema', async () => {
    const page = await newPage();
    await page.goto(`${house.url}${base}/first?tab=script`);
    const editor = page.locator('.cm-content');
    await editor.waitFor();
    await page.waitForLoadState('networkidle');
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('"ex');
    await page.keyboard.press('Control+Space');
    await page.locator('.cm-tooltip-autocomplete').waitFor();
    expect(await page.locator('.cm-tooltip-autocomplete li').allInnerTexts()).toEqual([
      expect.stringContaining('"extend"'),
    ]);
    await screenshot(page, 'script-completion');
    await page.close();
  });

  test('a script that the wizard cannot show says why, with the place', async () => {
    const star = script.replace('[{ "name": "n", "type": "long", "value": 1 }]', '["*"]');
    await house.api.jobs.create({ params: { project }, body: { name: 'star', script: star } });
    const page = await newPage();
    await page.goto(`${house.url}${base}/star?tab=wizard`);
    await page.getByText('This script cannot be shown in the wizard.').waitFor();
    await page.getByText(/steps\[0\]\.parameter\.column\[0\]/).waitFor();
    await screenshot(page, 'wizard-not-shown');
    await page.getByRole('button', { name: 'Script', exact: true }).click();
    await page.locator('.cm-content').waitFor();
    await page.close();
  });

  test('versions are compared and restored', async () => {
    const params = { project, job: 'fourth' };
    await house.api.jobs.submit({ params, body: { comment: 'ten rows' } });
    const { version } = await house.api.jobs.get({ params });
    await house.api.jobs.update({ params, body: { script: script.replace('10', '11') }, ifMatch: version });
    const page = await newPage();
    await page.goto(`${house.url}${base}/fourth?tab=versions`);
    await page.getByText('ten rows').waitFor();
    await expect.poll(() => page.locator('.cm-changedLine').count(), patient).toBeGreaterThan(0);
    await screenshot(page, 'job-versions-diff');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to this one' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to this one' }).click();
    await page.getByText('Both are the same.').waitFor();
    expect((await house.api.jobs.get({ params })).script).toBe(script);
    await page.close();
  });

  test('a misspelt option stands where the job is run and submitted, and at its step of the wizard', async () => {
    const misspelt = script.replace('"sliceRecordCount"', '"wehre": "n > 5", "sliceRecordCount"');
    await house.api.jobs.create({ params: { project }, body: { name: 'misspelt', script: misspelt } });
    const page = await newPage();
    await page.goto(`${house.url}${base}/misspelt`);
    const finding = page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText(/"wehre"/);
    for (const action of ['Run', 'Submit']) {
      await page.getByRole('button', { name: action, exact: true }).click();
      await finding.first().waitFor();
      await screenshot(page, `job-findings-${action}`);
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.locator('.wizard-steps .ant-steps-item', { hasText: 'Source' }).locator('.problem-warning').waitFor();
    await page.close();
  });

  test('changes that are not saved outlive another page and a session that ends', async () => {
    await house.api.jobs.create({ params: { project }, body: { name: 'begun', script } });
    const page = await newPage();
    await page.goto(`${house.url}${base}/begun?tab=script`);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('// begun');
    await page.getByText('Not saved', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Backfills', exact: true }).click();
    await page.getByLabel('User name').fill(administrator.name);
    await page.getByLabel('Password').fill(administrator.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.locator('tbody').getByRole('link', { name: 'begun' }).click();
    await page.getByRole('tab', { name: 'Script' }).click();
    await expect.poll(() => page.locator('.cm-content').innerText(), patient).toContain('// begun');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Not saved', { exact: true }).waitFor({ state: 'hidden' });
    expect((await house.api.jobs.get({ params: { project, job: 'begun' } })).script).toContain('// begun');
    await page.close();
  });

  test('a job that somebody else has saved meanwhile is not overwritten unasked', async () => {
    const params = { project, job: 'first' };
    const page = await newPage();
    await page.goto(`${house.url}${base}/first?tab=script`);
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('\n// mine');
    const { version } = await house.api.jobs.get({ params });
    await house.api.jobs.update({ params, body: { script: `${script}\n// theirs` }, ifMatch: version });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else has saved in the meantime').waitFor();
    await page.getByRole('button', { name: 'Discard mine' }).click();
    await expect.poll(() => page.locator('.cm-content').innerText(), patient).toContain('// theirs');
    await page.close();
  });
});
