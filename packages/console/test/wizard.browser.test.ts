import { hasService, service, type Server } from '@sluice/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe.ts';
import { choose } from './choose.ts';
import { atPostgresql, rowsOfMariadb } from './databases.ts';
import { describeInBrowser, openHouse, project, screenshot, type House } from './house.ts';

const wide = 300;

describeInBrowser('the wizard', () => {
  describe.skipIf(!hasService('postgresql') || !hasService('mariadb'))(
    'from PostgreSQL to MariaDB',
    { timeout: 90_000 },
    () => {
      let house: House;
      let page: Page;
      let target: Server;

      beforeAll(async () => {
        const source = await (await service('postgresql')).newDatabase();
        target = await (await service('mariadb')).newDatabase();
        await atPostgresql(
          source,
          `create table orders (id bigint primary key, customer text not null, amount numeric(10,2), changed timestamp);
         insert into orders values (1, 'Ada', 12.50, '2026-01-01 10:00'), (2, 'Bob', 3.00, '2026-01-02 11:30'), (3, '王芳', 99.90, null);
         create table wide (${columnsOf(wide)
           .map((name) => `${name} integer`)
           .join(', ')})`,
        );
        const columns = columnsOf(wide).map((name) => `\`${name.toUpperCase()}\` int`);
        await rowsOfMariadb(target, `create table wide_target (${columns.join(', ')})`);
        house = await openHouse();
        for (const [name, type, { host, port, user, password, database }] of [
          ['shop_db', 'postgresql', source],
          ['lake', 'mariadb', target],
        ] as const) {
          const connection = { host, port, user, password, database };
          await house.api.dataSources.put({ params: { project, name }, body: { type, connection } });
        }
        page = await house.newPage();
        page.setDefaultTimeout(10_000);
      });
      afterAll(async () => {
        await house.close();
        expect(house.failures).toEqual([]);
      });

      test('begins with a name and two data sources', async () => {
        await page.goto(`${house.url}/projects/${project}/jobs`);
        await page.getByText('No jobs yet').waitFor();
        await screenshot(page, 'jobs-empty');
        await page.getByRole('button', { name: 'New job' }).first().click();
        await page.getByLabel('Name', { exact: true }).fill('orders');
        await choose(page, 'From', 'shop_db');
        await choose(page, 'To', 'lake');
        await screenshot(page, 'job-new');
        expect(await barriers(page)).toEqual([]);
        await page.getByRole('button', { name: 'Create', exact: true }).click();
        await page.getByRole('heading', { name: 'orders' }).waitFor();
      });

      test('both ends are reached from the resource group', async () => {
        for (const index of [0, 1]) await page.getByRole('button', { name: 'Test from default' }).nth(index).click();
        await expect.poll(() => page.getByText('reached', { exact: true }).count(), { timeout: 20_000 }).toBe(2);
        await screenshot(page, 'wizard-ends');
        expect(await barriers(page)).toEqual([]);
      });

      test('a table is chosen, looked at, and filtered', async () => {
        await page.getByRole('button', { name: 'Next: Source' }).click();
        await page
          .locator('.table-tree')
          .getByText(/^orders/)
          .click();
        await page.getByRole('button', { name: 'Show rows' }).click();
        await page.getByText('王芳').waitFor();
        await page.getByRole('button', { name: 'Build a filter' }).click();
        await choose(page, 'Column of condition 1', 'amount');
        await choose(page, 'Comparison of condition 1', '>=');
        await page.getByLabel('Value of condition 1').fill('10');
        await page.getByRole('button', { name: 'Add to the filter' }).click();
        await expect.poll(() => page.getByLabel('Filter where').inputValue(), { timeout: 5_000 }).toBe('amount >= 10');
        await screenshot(page, 'wizard-source');
        expect(await barriers(page)).toEqual([]);
      });

      test('the target table is made from the columns of the source', async () => {
        await page.getByRole('button', { name: 'Next: Destination' }).click();
        await page.getByRole('button', { name: 'Make a table …' }).click();
        const dialog = page.getByRole('dialog');
        await expect
          .poll(() => dialog.getByLabel('Statement').inputValue(), { timeout: 20_000 })
          .toMatch(/create table/i);
        await screenshot(page, 'wizard-target-table');
        await dialog.getByRole('button', { name: 'Execute' }).click();
        await dialog.waitFor({ state: 'hidden' });
        expect(await rowsOfMariadb(target, 'select count(*) from orders')).toEqual([[0]]);
        await screenshot(page, 'wizard-destination');
      });

      test('what becomes of rows that are there already is chosen from a list that explains', async () => {
        await page.getByLabel('Write mode', { exact: false }).click();
        await page.getByText('The existing row stays, the new one is skipped.').waitFor();
        await screenshot(page, 'wizard-write-mode');
        await page.locator('.ant-select-item-option', { hasText: 'update' }).first().click();
        expect(await barriers(page)).toEqual([]);
      });

      test('columns of the same name are mapped with verdicts', async () => {
        await page.getByRole('button', { name: 'Next: Mapping' }).click();
        await page.getByRole('button', { name: 'Same name' }).click();
        await page.getByText('4 lines', { exact: true }).waitFor();
        await expect.poll(() => page.locator('.react-flow__edge').count(), { timeout: 10_000 }).toBe(4);
        // Nothing cuts off the half that stands outside of its column.
        const isWhole = (dot: Element) => {
          const { left, right, top, height } = dot.getBoundingClientRect();
          return [left + 2, right - 2].every((x) => document.elementFromPoint(x, top + height / 2) === dot);
        };
        for (const side of ['source', 'target'])
          expect(await page.locator(`.react-flow__handle.${side}`).first().evaluate(isWhole)).toBe(true);
        await screenshot(page, 'wizard-mapping');
        expect(await barriers(page)).toEqual([]);
      });

      test('a line is drawn by dragging, and removed by keyboard in the table', async () => {
        await page.getByRole('button', { name: 'Clear' }).click();
        await page.getByText('0 lines', { exact: true }).waitFor();
        const [from, to] = [
          page.locator('.react-flow__handle.source').first(),
          page.locator('.react-flow__handle.target').first(),
        ];
        await from.dragTo(to);
        await page.getByText('1 line', { exact: true }).waitFor();
        await page.getByText('Table', { exact: true }).click();
        await page.getByRole('button', { name: 'Remove id' }).focus();
        await page.keyboard.press('Enter');
        await page.getByText('0 lines', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Same name' }).click();
        await screenshot(page, 'wizard-mapping-table');
        expect(await barriers(page)).toEqual([]);
        await page.getByText('Canvas', { exact: true }).click();
      });

      test('values can be changed on their way, and the channel is set in plain words', async () => {
        await page.getByRole('button', { name: 'Next: Processing' }).click();
        await page.getByRole('button', { name: 'Add a step' }).click();
        await page.getByRole('menuitem', { name: /^Pad/ }).click();
        await choose(page, 'Column', 'customer');
        await screenshot(page, 'wizard-processing');
        await page.getByRole('button', { name: 'Remove this step' }).click();
        await page.getByRole('button', { name: 'Next: Channel' }).click();
        await page.getByText('None is accepted').click();
        await screenshot(page, 'wizard-channel');
        expect(await barriers(page)).toEqual([]);
      });

      test('a schedule shows its next times', async () => {
        await page.getByRole('button', { name: 'Next: Schedule' }).click();
        await page.getByRole('switch', { name: 'Runs by a schedule' }).click();
        await expect.poll(() => page.locator('.schedule-times li').count(), { timeout: 10_000 }).toBe(5);
        await screenshot(page, 'wizard-schedule');
        expect(await barriers(page)).toEqual([]);
        await page.getByRole('switch', { name: 'Runs by a schedule' }).click();
      });

      test('plan, preview and test run tell what would happen', async () => {
        await page.getByRole('button', { name: 'Next: Plan and test' }).click();
        await page.getByRole('button', { name: 'Plan', exact: true }).click();
        await page.getByText('What a run would do').waitFor({ timeout: 30_000 });
        await page.getByRole('button', { name: 'Rows as they would arrive' }).click();
        await page.getByText('王芳').waitFor({ timeout: 30_000 });
        await page.getByRole('button', { name: 'Test run' }).click();
        await page.getByText(/and removed again/).waitFor({ timeout: 60_000 });
        await screenshot(page, 'wizard-plan');
        expect(await barriers(page)).toEqual([]);
      }, 150_000);

      test('is saved, submitted, deployed and run', async () => {
        await page.getByRole('button', { name: 'Submit', exact: true }).click();
        await page.getByLabel('Comment').fill('first');
        await page.getByRole('button', { name: 'Submit and deploy' }).click();
        await page.getByText('Deployed v1').waitFor();
        const { items } = await house.api.jobs.versions({ params: { project, job: 'orders' } });
        expect(items).toMatchObject([{ number: 1, comment: 'first', isDeployed: true }]);
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
        await expect.poll(() => page.url(), { timeout: 20_000 }).toMatch(/\/runs\//);
        await expect
          .poll(() => rowsOfMariadb(target, 'select id, customer, cast(amount as char) from orders order by id'), {
            timeout: 60_000,
          })
          .toEqual([
            [1, 'Ada', '12.50'],
            [3, '王芳', '99.90'],
          ]);
      }, 120_000);

      test('300 columns stay quick', async () => {
        const model = {
          reader: { connector: 'postgresql', parameter: { datasource: 'shop_db', table: ['wide'] } },
          writer: { connector: 'mariadb', parameter: { datasource: 'lake', table: 'wide_target' } },
          mapping: [],
          transforms: [],
          setting: { errorLimit: { record: 0 } },
          extra: {},
        };
        const { script } = await house.api.wizard.script({ params: { project }, body: { model } });
        await house.api.jobs.create({ params: { project }, body: { name: 'wide', script } });
        await page.goto(`${house.url}/projects/${project}/jobs/wide?tab=wizard&step=mapping`);
        await page.locator('.react-flow__node').first().waitFor({ timeout: 20_000 });
        const busySeconds = await watchWork(page);
        await page.getByRole('button', { name: 'Same name' }).click();
        await page.getByText(`${wide} lines`, { exact: true }).waitFor();
        console.log(`300 columns mapped: the page computed for ${(await busySeconds()).toFixed(2)} s`);
        await expect.poll(() => page.locator('.react-flow__edge').count(), { timeout: 10_000 }).toBeGreaterThan(0);
        expect(await page.locator('.react-flow__node').count()).toBeLessThan(100);
        await screenshot(page, 'wizard-mapping-wide');
        await page.getByText('Table', { exact: true }).click();
        await page.locator('.ant-table-row').first().waitFor();
        expect(await page.locator('.ant-table-row').count()).toBeLessThan(60);
      }, 60_000);
    },
  );
});

function columnsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `column_${String(index).padStart(3, '0')}`);
}

/** Colours of what the mouse points at are passing ones. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(200);
  return violationsOf(page);
}

/** How long the page computes from now on, without what other processes of a busy machine take. */
async function watchWork(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const before = await read();
  return async () => (await read()) - before;
}
