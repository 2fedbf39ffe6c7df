import { systemClock } from '@sluice/engine';
import { hasService, service, type Server } from '@sluice/testkit';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '@sluice/server';
import { startReceiver, type Receiver } from '../../server/src/alerts/test-receiver.ts';
import { choose, chooseTyped, typeTime } from './choose.ts';
import { atPostgresql, rowsOfMariadb } from './databases.ts';
import {
  administrator,
  describeInBrowser,
  launchBrowser,
  newContext,
  screenshot,
  startConsole,
  watch,
} from './house.ts';

const minuteMs = 60_000;
/** What the server's clock is ahead: nobody waits ten minutes for a schedule. */
let aheadMs = 0;
const now = (): number => Date.now() + aheadMs;

/** A project's zone in which it is neither late nor early: no instances are made for the end of a day. */
const zone = new Date().getUTCHours() < 12 ? 'UTC' : 'Pacific/Pago_Pago';

describeInBrowser('a newcomer’s whole path', () => {
  describe.skipIf(!hasService('postgresql') || !hasService('mariadb'))('from PostgreSQL to MariaDB', () => {
    let server: RunningServer;
    let setUpCode: string;
    let browser: Browser;
    let page: Page;
    let receiver: Receiver;
    let source: Server;
    let target: Server;
    const failures: string[] = [];

    beforeAll(async () => {
      source = await (await service('postgresql')).newDatabase();
      target = await (await service('mariadb')).newDatabase();
      await atPostgresql(
        source,
        `create table orders (id bigint primary key, customer text not null, amount numeric(10,2));
         insert into orders values (1, 'Ada', 12.50), (2, 'Bob', 3.00), (3, '王芳', 99.90);`,
      );
      receiver = await startReceiver();
      ({ server, setUpCode } = await startConsole({ ...systemClock, now }));
      browser = await launchBrowser();
      page = await (await newContext(browser, server.url, {})).newPage();
      watch(page, server.url, failures);
    });
    afterAll(async () => {
      await browser.close();
      await server.close();
      await receiver.close();
      expect(failures).toEqual([]);
    });

    test('leads by clicks from the set-up link to a scheduled job that fails, tells, is mended, and catches up', async () => {
      await makeAdministrator(page, `${server.url}/set-up#${setUpCode}`);
      await addDataSource(page, 'PostgreSQL', 'shop_db', source);
      await addDataSource(page, 'MariaDB', 'lake', target);
      await drawJob(page);
      await runOnce(page);
      expect(await rowsOfMariadb(target, 'select id, customer, cast(amount as char) from orders order by id')).toEqual([
        [1, 'Ada', '12.50'],
        [2, 'Bob', '3.00'],
        [3, '王芳', '99.90'],
      ]);
      await askForAlerts(page, receiver);
      const times = await deployWithSchedule(page);

      aheadMs += times.first - now() + 2_000;
      await openInstances(page);
      await stateOf(page, 'Success').first().waitFor({ timeout: 30_000 });

      await rowsOfMariadb(target, 'rename table orders to orders_gone');
      aheadMs += times.second - now() + 2_000;
      await stateOf(page, 'Failure').first().waitFor({ timeout: 40_000 });
      await seeAlert(page, receiver);

      await rowsOfMariadb(target, 'rename table orders_gone to orders');
      await rerunFromItsPage(page);
      await backfill(page);
      await openInstances(page);
      await expect.poll(() => stateOf(page, 'Success').count(), { timeout: 20_000 }).toBe(8);
      expect(await page.locator('tbody tr.ant-table-row').count()).toBe(8);
      await screenshot(page, 'whole-path-instances');
      expect(await rowsOfMariadb(target, 'select count(*) from orders')).toEqual([[3]]);
    }, 180_000);
  });
});

async function makeAdministrator(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('User name').fill(administrator.name);
  await page.getByLabel('New password').fill(administrator.password);
  await page.getByLabel('The same again').fill(administrator.password);
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByLabel('Name', { exact: true }).fill('shop');
  if (zone !== 'UTC') await chooseTyped(page, 'Time zone', zone);
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}

async function addDataSource(page: Page, title: string, name: string, server: Server): Promise<void> {
  await page.getByRole('link', { name: 'Data sources' }).click();
  await page.getByRole('button', { name: 'New data source' }).first().click();
  await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Host host').fill(server.host);
  await page.getByLabel('Port port').fill(String(server.port));
  await page.getByLabel('Database database').fill(server.database);
  await page.getByLabel('User user').fill(server.user);
  await page.getByLabel('Password password').fill(server.password);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.locator('.group-test .ant-tag-success').first().waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name }).waitFor();
}

async function drawJob(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await page.getByRole('button', { name: 'New job' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('orders');
  await choose(page, 'From', 'shop_db');
  await choose(page, 'To', 'lake');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('button', { name: 'Next: Source' }).click();
  await page
    .locator('.table-tree')
    .getByText(/^orders/)
    .click();
  await page.getByRole('button', { name: 'Next: Destination' }).click();
  await makeTargetTable(page);
  await choose(page, 'Write mode writeMode', 'update');
  await page.getByRole('button', { name: 'Next: Mapping' }).click();
  await page.getByRole('button', { name: 'Same name' }).click();
  await page.getByText('3 lines', { exact: true }).waitFor();
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Source of customer' }).waitFor();
  await page.getByText('Plan and test', { exact: true }).click();
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await page.getByText('What a run would do').waitFor();
  await page.getByRole('button', { name: 'Test run' }).click();
  await page.getByText(/and removed again/).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor();
}

async function makeTargetTable(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a table …' }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByLabel('Statement').inputValue(), { timeout: 20_000 }).toMatch(/create table/i);
  await dialog.getByRole('button', { name: 'Execute' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function runOnce(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.locator('.log-line', { hasText: 'run finished' }).waitFor({ timeout: 30_000 });
  await page.locator('.page-title').getByText('Succeeded').waitFor();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.locator('.ant-statistic', { hasText: 'Rows written' }).getByText('3', { exact: true }).waitFor();
}

/** A webhook and a rule for all failures. */
async function askForAlerts(page: Page, receiver: Receiver): Promise<void> {
  await page.getByRole('link', { name: 'Alerts' }).click();
  await page.getByRole('tab', { name: 'Channels' }).click();
  await page.getByRole('button', { name: 'New channel' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill('ops');
  await choose(page, 'Kind', 'Webhook');
  await drawer.getByLabel('Address url').fill(receiver.url);
  await drawer.getByRole('button', { name: 'Test', exact: true }).click();
  await drawer.getByRole('status').getByText('200 ok').waitFor();
  await drawer.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.ant-table-row', { hasText: 'ops' }).waitFor();
  await page.getByRole('tab', { name: 'Rules' }).click();
  await page.getByRole('button', { name: 'New rule' }).click();
  await drawer.getByLabel('Name', { exact: true }).fill('Failures');
  await drawer.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.ant-table-row', { hasText: 'Failures' }).getByText('ops').waitFor();
}

/** Two times a day, the first as early as the server allows. Answers the instants. */
async function deployWithSchedule(page: Page): Promise<{ readonly first: number; readonly second: number }> {
  await page.getByRole('link', { name: 'Jobs', exact: true }).click();
  await page.locator('tbody').getByRole('link', { name: 'orders' }).click();
  await page.getByRole('tab', { name: 'Schedule' }).click();
  await page.getByRole('switch', { name: 'Runs by a schedule' }).click();
  await page.getByText('Every few minutes').click();
  const first = Math.ceil(now() / minuteMs + 11) * minuteMs;
  const second = first + 30 * minuteMs;
  await page.getByLabel('Every … minutes').fill('30');
  await typeTime(page.getByLabel('From', { exact: true }).first(), clockTime(first));
  await typeTime(page.getByLabel('Until, included'), clockTime(second));
  await page.getByLabel('Retries').fill('0');
  await choose(page, 'First instances', 'Also for the rest of the day');
  await expect.poll(() => page.locator('.schedule-times li').count(), { timeout: 10_000 }).toBe(5);
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByLabel('Comment').fill('twice a day');
  await page.getByRole('button', { name: 'Submit and deploy' }).click();
  await page.getByText('Deployed v1').waitFor();
  return { first, second };
}

function clockTime(instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(instant);
}

async function openInstances(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await page.locator('tbody tr.ant-table-row').first().waitFor();
}

function stateOf(page: Page, state: string): Locator {
  return page.locator('tbody tr.ant-table-row').getByText(state, { exact: true });
}

/** At the receiver, and on the page of alerts, whose link leads to the instance. */
async function seeAlert(page: Page, receiver: Receiver): Promise<void> {
  const told = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  await expect
    .poll(() => told().filter(({ message }) => message === 'alert'), { timeout: 20_000 })
    .toMatchObject([{ job: 'orders', kind: 'scheduled', state: 'failure', trigger: 'exhausted' }]);
  await page.getByRole('link', { name: 'Alerts' }).click();
  await page.getByRole('tab', { name: 'Deliveries' }).click();
  const row = page.locator('.ant-table-row', { hasText: 'orders' }).first();
  await row.getByText('Sent', { exact: true }).waitFor({ timeout: 20_000 });
  await screenshot(page, 'whole-path-alert');
  await row.getByRole('link').click();
}

async function rerunFromItsPage(page: Page): Promise<void> {
  const failure = page.getByRole('alert').filter({ hasText: 'Table "orders" does not exist.' });
  await failure.getByText('MYSQL_TABLE_NOT_FOUND').waitFor();
  await failure.getByRole('link', { name: 'Open its log' }).waitFor();
  await screenshot(page, 'whole-path-failure');
  await page.getByRole('button', { name: 'Rerun', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rerun', exact: true }).click();
  await page.locator('.page-title').getByText('Success', { exact: true }).waitFor({ timeout: 30_000 });
}

/** Three dates with two instances each, looked at before. */
async function backfill(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Backfills' }).click();
  await page.getByRole('button', { name: 'New backfill' }).first().click();
  await chooseTyped(page, 'Jobs', 'orders');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await typeTime(page.getByLabel('From, range 1'), dateBefore(12));
  await typeTime(page.getByLabel('To, range 1'), dateBefore(10));
  await page.getByLabel('Dates side by side').fill('3');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByText('6 instances of 1 job(s) will be made.').waitFor();
  expect(await page.locator('tbody tr.ant-table-row').count()).toBe(3);
  await page.getByRole('button', { name: 'Start the backfill' }).click();
  await page.getByText('6 of 6 succeeded').waitFor({ timeout: 60_000 });
  await page.locator('.page-title').getByText('Succeeded').waitFor({ timeout: 20_000 });
}

function dateBefore(days: number): string {
  return new Date(now() - days * 1_440 * minuteMs).toISOString().slice(0, 10);
}
