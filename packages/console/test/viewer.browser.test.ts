import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';
import { short, until } from './operations-ground.ts';

const base = `/projects/${project}`;

describeInBrowser('a viewer', () => {
  let house: House;
  let page: Page;
  let run = '';
  beforeAll(async () => {
    house = await openHouse();
    await house.api.jobs.create({ params: { project }, body: { name: 'small', script: short } });
    await house.api.jobs.submit({ params: { project, job: 'small' }, body: {} });
    const started = await house.api.runs.start({ params: { project, job: 'small' }, body: { what: 'draft' } });
    await until(
      () => house.api.runs.get({ params: { project, run: started.id } }),
      ({ state }) => state === 'succeeded',
    );
    run = started.id;
    page = await house.newPage({ session: await house.addUser('vera', 'viewer') });
    page.setDefaultTimeout(10_000);
  });
  afterAll(async () => {
    await house.close();
    expect(house.failures).toEqual([]);
  });

  test.each([
    ['/jobs', 'New job', 'jobs.edit'],
    ['/jobs', 'Import', 'jobs.edit'],
    ['/jobs/new', 'Create', 'jobs.edit'],
    ['/jobs/small', 'Saved', 'jobs.edit'],
    ['/jobs/small', 'Run', 'runs.start'],
    ['/jobs/small', 'Submit', 'jobs.edit'],
    ['/jobs/small?tab=wizard&step=plan', 'Plan', 'dataSources.look'],
    ['/jobs/small?tab=versions', 'Back to this one', 'jobs.edit'],
    ['/jobs/small?tab=versions', 'Deploy', 'jobs.deploy'],
    ['/data-sources', 'New data source', 'dataSources.edit'],
    ['/backfills', 'New backfill', 'backfills.start'],
    ['/backfills/new', 'Next', 'backfills.start'],
    ['/alerts', 'New rule', 'alerts.edit'],
    ['/alerts?tab=channels', 'New channel', 'alerts.edit'],
  ])('at %s may not press «%s», and is told that it needs %s', async (path, name, needs) => {
    await page.goto(`${house.url}${base}${path}`);
    await page
      .getByRole('note', { name: `Your role in this project does not allow it: it needs "${needs}".` })
      .getByRole('button', { name, exact: true })
      .first()
      .waitFor();
    const buttons = await page.getByRole('button', { name, exact: true }).all();
    expect(await Promise.all(buttons.map((button) => button.isDisabled()))).toEqual(buttons.map(() => true));
  });

  test('sees a run and its log, and may not start it again', async () => {
    await page.goto(`${house.url}${base}/runs/${run}?tab=log`);
    await page.locator('.log-line', { hasText: 'run finished' }).waitFor();
    expect(await page.getByRole('button', { name: 'Run again' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Resume' }).isDisabled()).toBe(true);
  });

  test('reads a script that cannot be typed into, and a wizard whose inputs are closed', async () => {
    await page.goto(`${house.url}${base}/jobs/small?tab=script`);
    await page.locator('.cm-content[contenteditable=false]').waitFor();
    await page.goto(`${house.url}${base}/jobs/small?tab=schedule`);
    expect(await page.getByRole('switch', { name: 'Runs by a schedule' }).isDisabled()).toBe(true);
    await page.goto(`${house.url}${base}/jobs/small?tab=wizard`);
    expect(await page.getByLabel('From', { exact: true }).isDisabled()).toBe(true);
    await screenshot(page, 'viewer-wizard');
  });

  test.each([
    [`${base}/data-sources/new`, 'needs "dataSources.edit"'],
    [`${base}/audit`, 'audit.view'],
    ['/users', 'administrator'],
    ['/settings', 'administrator'],
    ['/audit', 'administrator'],
    [`${base}/jobs/nothing`, 'nothing'],
  ])('who knows the address %s is refused with a reason there too', async (path, reason) => {
    await page.goto(`${house.url}${path}`);
    await page.getByRole('alert').filter({ hasText: reason }).first().waitFor();
  });

  test('is told of a project that others have no more than of one that nobody has', async () => {
    await house.api.projects.create({ body: { name: 'secret', timeZone: 'UTC' } });
    for (const name of ['secret', 'nobodys']) {
      await page.goto(`${house.url}/projects/${name}/jobs`);
      await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
    }
  });

  test('finds no link to what is for others, and the server refuses what the page would not send', async () => {
    await page.goto(`${house.url}${base}`);
    const navigation = page.getByRole('navigation', { name: 'Main navigation' });
    await navigation.getByRole('link', { name: 'Jobs', exact: true }).waitFor();
    const links = await navigation.getByRole('link').allInnerTexts();
    expect(links).toContain('Runs');
    expect(links.filter((text) => ['Users', 'Audit', 'Installation audit', 'Settings'].includes(text))).toEqual([]);
    const status = await page.evaluate(
      async (address) =>
        (await fetch(address, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
      `/api/projects/${project}/jobs/small/runs`,
    );
    expect(status).toBe(403);
  });
});
