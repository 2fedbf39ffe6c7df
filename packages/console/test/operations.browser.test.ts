import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { typeTime } from './choose.ts';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';
import { prepareOperations, putInDoubt, short, until } from './operations-ground.ts';

const base = `/projects/${project}`;

describeInBrowser('operations', () => {
  let house: House;
  /** Of the run with dirty records, the backfill, and an instance of `reject`, which fails. */
  const ids = { run: '', backfill: '', reject: '' };
  const params = { project };

  beforeAll(async () => {
    house = await openHouse();
    await prepareOperations(house);
    const run = await house.api.runs.start({ params: { project, job: 'dirty' }, body: { what: 'draft' } });
    const backfill = await house.api.backfills.create({
      params,
      body: { ranges: [{ from: '2026-11-19', to: '2026-11-19' }], jobs: ['extract'], descendants: 'all' },
    });
    await until(
      () => house.api.runs.get({ params: { project, run: run.id } }),
      ({ state }) => state === 'succeeded',
    );
    const { items } = await until(
      () => house.api.instances.list({ params, query: { job: 'reject' } }),
      (found) => found.items[0]?.state === 'failure',
    );
    Object.assign(ids, { run: run.id, backfill: backfill.id, reject: items[0]?.id });
  }, 120_000);
  afterAll(async () => {
    await house.close();
    expect(house.failures).toEqual([]);
  });

  const pages: readonly (readonly [name: string, path: () => string, ready: string])[] = [
    ['runs', () => '/runs', '.ant-table-row >> text=dirty'],
    ['run', () => `/runs/${ids.run}`, '.splits'],
    ['run-log', () => `/runs/${ids.run}?tab=log`, '.log-line'],
    ['run-dirty', () => `/runs/${ids.run}?tab=dirty`, 'td >> text=MALFORMED'],
    ['run-report', () => `/runs/${ids.run}?tab=report`, '.ant-descriptions-bordered'],
    ['run-configuration', () => `/runs/${ids.run}?tab=configuration`, '.script-used'],
    ['operations', () => '/operations', '.figure'],
    ['instances', () => '/instances', 'td >> text=reject'],
    ['instance', () => `/instances/${ids.reject}`, '.graph-node'],
    ['calendar', () => '/calendar?job=extract', '.calendar-day'],
    ['backfills', () => '/backfills', 'td >> text=extract'],
    ['backfill', () => `/backfills/${ids.backfill}`, '.backfill-progress'],
    ['backfill-new', () => '/backfills/new', '.backfill-step'],
    ['alert-rules', () => '/alerts', '.empty-state'],
    ['alert-channels', () => '/alerts?tab=channels', '.empty-state'],
    ['alert-deliveries', () => '/alerts?tab=deliveries', '.empty-state'],
  ];

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    let page: Page;
    beforeAll(async () => {
      page = await house.newPage({ theme });
    });
    test.each(pages)('%s keeps nobody out', async (name, path, ready) => {
      await page.goto(`${house.url}${base}${path()}`);
      await page.locator(ready).first().waitFor();
      await page.waitForTimeout(300);
      await screenshot(page, `${name}-en-${theme}`);
      expect(await violationsOf(page)).toEqual([]);
    });
  });

  test('a run is watched to its end: rows move, lines come, the state changes by itself', async () => {
    const page = await house.newPage();
    const run = await house.api.runs.start({ params: { project, job: 'slow' }, body: { what: 'draft' } });
    await page.goto(`${house.url}${base}/runs/${run.id}`);
    await page.locator('.page-title').getByText('Running').waitFor();
    await page.locator('.chart canvas').waitFor({ timeout: 15_000 });
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.locator('.log-line', { hasText: 'run started' }).waitFor();
    await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 40_000 });
    await page.locator('.log-line', { hasText: 'run planned' }).waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByText('12,000', { exact: true }).first().waitFor();
  }, 90_000);

  test('a dirty record is mended in the drawer and replayed in a run of its own', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/runs/${ids.run}?tab=dirty`);
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    const text = page.getByLabel('Records as JSON');
    const records = JSON.parse(await text.inputValue()) as Record<string, unknown>[];
    await text.fill('[{');
    await page.getByText(/This is no JSON/).waitFor();
    const mended = records.map(({ raw: _raw, ...rest }) => ({ ...rest, values: { n: 4_711 } }));
    await text.fill(JSON.stringify(mended));
    await page.getByRole('button', { name: 'Replay these' }).click();
    await page.getByText('Replay', { exact: true }).first().waitFor();
    await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 30_000 });
    const replayed = /runs\/(\w+)/.exec(page.url())?.[1] ?? '';
    const run = await house.api.runs.get({ params: { project, run: replayed } });
    expect(run).toMatchObject({ reason: 'replay', previous: ids.run, rowsWritten: 1 });
  }, 60_000);

  test('what became of a commit in doubt is asked, and the run goes on with the answer', async () => {
    await house.api.jobs.create({ params, body: { name: 'doubt', script: short } });
    const { id } = await house.api.runs.start({ params: { project, job: 'doubt' }, body: { what: 'draft' } });
    const look = () => house.api.runs.get({ params: { project, run: id } });
    const { rowsWritten } = await until(look, ({ state }) => state === 'succeeded');
    await putInDoubt(house, id);
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/runs/${id}`);
    await page.getByRole('button', { name: 'Resume' }).click();
    const dialog = page.getByRole('dialog', { name: 'Are these rows in the target?' });
    await dialog.getByText(/a split was being committed/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Resume' }).isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: /^Yes: keep them/ }).check();
    await screenshot(page, 'run-in-doubt');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 30_000 });
    expect(await look()).toMatchObject({ state: 'succeeded', rowsWritten });
  }, 60_000);

  test('an instance tells why an operation is refused, and is set to success', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/instances/${ids.reject}`);
    const bar = page.getByRole('toolbar', { name: 'Operations on reject' });
    await bar.getByRole('button', { name: 'Kill' }).waitFor();
    const { operations } = await house.api.instances.get({ params: { project, instance: ids.reject } });
    const refusal = operations.find(({ operation }) => operation === 'kill')?.refusal ?? '';
    expect(refusal).not.toBe('');
    expect(await bar.getByRole('button', { name: 'Kill' }).isDisabled()).toBe(true);
    await bar.getByRole('note', { name: refusal }).first().waitFor();
    await bar.getByRole('button', { name: 'Set success' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Set success' }).click();
    await page.locator('.page-title').getByText('Success', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.locator('td', { hasText: 'ada' }).first().waitFor();
  }, 60_000);

  test('what waits for an instance is rerun with it, all of it or what is chosen', async () => {
    const page = await house.newPage();
    const { items } = await house.api.instances.list({ params, query: { job: 'extract' } });
    await page.goto(`${house.url}${base}/instances/${items[0]?.id}`);
    await page.getByRole('button', { name: 'Rerun with descendants' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Rerun it and 3 descendants' }).waitFor();
    expect(await dialog.locator('tbody tr.ant-table-row td:nth-child(2)').allInnerTexts()).toEqual(
      expect.arrayContaining(['clean', 'reject', 'publish']),
    );
    await screenshot(page, 'instance-descendants');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('checkbox', { name: 'reject' }).uncheck();
    await dialog.getByRole('checkbox', { name: 'publish' }).uncheck();
    await dialog.getByRole('button', { name: 'Rerun it and 1 descendant' }).click();
    await page.getByText('Rerun with descendants: extract').waitFor();
    await until(
      () => house.api.instances.list({ params, query: { job: 'clean' } }),
      (found) =>
        found.items[0]?.state === 'success' && (found.items[0]?.startedAt ?? '') > (items[0]?.finishedAt ?? ''),
    );
  }, 60_000);

  test('the graph shows more levels when asked, and the same as a list', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/instances/${ids.reject}`);
    await page.locator('.graph-node', { hasText: 'extract' }).waitFor();
    const before = await page.locator('.graph-node').count();
    await page.getByRole('button', { name: 'One level down (1)' }).click();
    await page.getByRole('button', { name: 'One level up (1)' }).click();
    await page.getByRole('button', { name: 'One level up (2)' }).waitFor();
    expect(await page.locator('.graph-node').count()).toBeGreaterThanOrEqual(before);
    await page.getByText('List', { exact: true }).click();
    await page.locator('td', { hasText: 'publish' }).first().waitFor();
  }, 60_000);

  test('a right click in the graph offers every operation, and says why one is refused', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/instances/${ids.reject}`);
    await page.locator('.graph-node', { hasText: 'extract' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Resume/ }).waitFor();
    expect(await page.getByRole('menuitem').count()).toBe(8);
    const kill = page.getByRole('menuitem', { name: /^Kill/ });
    expect([await kill.getAttribute('aria-disabled'), await kill.innerText()]).toEqual([
      'true',
      expect.stringMatching(/Cannot kill it/),
    ]);
  }, 60_000);

  test('the offered rule is taken over, and stands in the list', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/alerts`);
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Name').fill('Late loads');
    await page.getByRole('checkbox', { name: 'It runs longer than' }).check();
    await page.getByLabel('It runs longer than: minutes').fill('90');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.ant-table-row', { hasText: 'Late loads' }).waitFor();
    const { items } = await house.api.alerts.rules({ params, query: {} });
    expect(items[0]?.triggers).toContainEqual({ kind: 'runsLongerThan', minutes: 90 });
  }, 60_000);

  test('a backfill is made in three steps, with its instances told before', async () => {
    const page = await house.newPage();
    await page.goto(`${house.url}${base}/backfills/new?job=extract`);
    await page.getByText('Take all of them').click();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await typeTime(page.getByLabel('From, range 1'), '2026-11-10');
    await typeTime(page.getByLabel('To, range 1'), '2026-11-12');
    await page.locator('.ant-picker-dropdown:visible').waitFor({ state: 'hidden' });
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('12 instances of 4 job(s) will be made.').waitFor();
    const why = page.locator('.ant-descriptions');
    expect(await why.locator('.ant-descriptions-item-label').allInnerTexts()).toEqual([
      'Chosen',
      'Because they wait for the chosen',
    ]);
    await page.getByRole('button', { name: 'Start the backfill' }).click();
    await page.getByText(/of 12 succeeded/).waitFor();
    const { items } = await house.api.backfills.list({ params, query: {} });
    expect(items[0]).toMatchObject({ total: 12, ranges: [{ from: '2026-11-10', to: '2026-11-12' }] });
  }, 60_000);

  test('a day is typed also when its picker cannot be loaded', async () => {
    const page = await house.newPage();
    const isRefused = page.waitForEvent('requestfailed');
    await page.route('**/assets/pickers-*.js', (route) => route.abort());
    await page.goto(`${house.url}${base}/runs`);
    await page.getByLabel('From', { exact: true }).fill('2999-01-01');
    await page.getByText('No run fits these filters.').waitFor();
    expect((await isRefused).url()).toContain('/pickers-');
    await page.getByLabel('From', { exact: true }).fill('2026-01-01');
    await page.locator('.ant-table-row').first().waitFor();
  }, 60_000);

  test('a viewer sees runs and instances, and is told what the role does not allow', async () => {
    const page = await house.newPage({ session: await house.addUser('vera', 'viewer') });
    await page.goto(`${house.url}${base}/instances/${ids.reject}`);
    const rerun = page.getByRole('button', { name: 'Rerun', exact: true });
    await rerun.waitFor();
    expect(await rerun.isDisabled()).toBe(true);
    await page
      .getByRole('note', { name: /needs "instances.control"/ })
      .first()
      .waitFor();
    await page.goto(`${house.url}${base}/runs/${ids.run}?tab=dirty`);
    await page.getByText('Dirty records hold data').waitFor();
    await page.goto(`${house.url}${base}/backfills`);
    expect(await page.getByRole('button', { name: 'New backfill' }).isDisabled()).toBe(true);
  }, 60_000);
});
