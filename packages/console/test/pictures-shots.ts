/** What is looked at beside the pages as they open: tabs, steps, dialogs, empty lists, refusals. */
import type { Page } from 'playwright-core';
import { project } from './house.ts';

export interface Shot {
  /** `$name`, `$job`, `$run` … stand for what was prepared. */
  readonly path: string;
  /** Default: made of the path. */
  readonly name?: string;
  readonly isPublic?: boolean;
  /** What is done before the picture. */
  readonly act?: (page: Page) => Promise<void>;
}

const here = `/projects/${project}`;
export const shots: readonly Shot[] = [
  { name: 'x-setup-code', path: '/set-up#abc', isPublic: true },
  { name: 'x-password-code', path: '/password#abc', isPublic: true },
  {
    name: 'x-login-refused',
    path: '/login',
    isPublic: true,
    act: async (page) => {
      await page.locator('input').first().fill('ada');
      await page.locator('input[type=password]').fill('wrong wrong wrong');
      await page.locator('button[type=submit]').click();
      await page.locator('[role=alert]').first().waitFor();
    },
  },
  ...['ends', 'source', 'destination', 'mapping', 'processing', 'channel', 'schedule', 'plan'].map((name, index) => ({
    name: `x-wizard-${index}-${name}`,
    path: `${here}/jobs/$mapping?step=${name}`,
  })),
  {
    name: 'x-write-mode',
    path: `${here}/jobs/$mapping?step=destination`,
    act: async (page) => {
      await page.locator('[id$="-writeMode"]').click();
    },
  },
  {
    name: 'x-backfill-preview',
    path: `${here}/backfills/new?job=ods_orders`,
    act: async (page) => {
      await page.locator('.backfill-step .ant-radio-wrapper').nth(1).click();
      for (const _ of [1, 2]) await page.locator('.page > .ant-flex button.ant-btn-primary').click();
    },
  },
  { name: 'x-source-failed', path: `${here}/data-sources/events` },
  { name: 'x-job-script', path: `${here}/jobs/$mapping?tab=script` },
  { name: 'x-job-schedule', path: `${here}/jobs/ads_revenue_daily?tab=schedule` },
  { name: 'x-job-versions', path: `${here}/jobs/ads_revenue_daily?tab=versions` },
  { name: 'x-job-runs', path: `${here}/jobs/ads_revenue_daily?tab=runs` },
  { name: 'x-source-tables', path: `${here}/data-sources/$name?tab=tables&table=orders` },
  { name: 'x-source-users', path: `${here}/data-sources/$name?tab=users` },
  { name: 'x-source-new-form', path: `${here}/data-sources/new?type=postgresql` },
  { name: 'x-run-log', path: `${here}/runs/$run?tab=log` },
  { name: 'x-run-dirty', path: `${here}/runs/$run?tab=dirty` },
  { name: 'x-run-report', path: `${here}/runs/$run?tab=report` },
  { name: 'x-run-configuration', path: `${here}/runs/$run?tab=configuration` },
  { name: 'x-instance-graph', path: `${here}/instances/$instance?tab=graph` },
  { name: 'x-calendar', path: `${here}/calendar?job=ads_campaign_audience` },
  { name: 'x-alerts-channels', path: `${here}/alerts?tab=channels` },
  { name: 'x-alerts-deliveries', path: `${here}/alerts?tab=deliveries` },
  { name: 'x-runs-empty', path: `${here}/runs?state=cancelled` },
  { name: 'x-instances-empty', path: `${here}/instances?search=nothing-like-this` },
  { name: 'x-run-missing', path: `${here}/runs/none` },
  { name: 'x-job-missing', path: `${here}/jobs/none` },
  { name: 'x-operations', path: `${here}/operations?date=$day` },
  { name: 'x-operations-empty', path: `${here}/operations?date=2020-01-01` },
  {
    name: 'x-search',
    path: `${here}`,
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('orders');
      await page.getByRole('option', { name: 'ods_orders' }).first().waitFor();
    },
  },
  {
    name: 'x-rule-drawer',
    path: `${here}/alerts`,
    act: async (page) => {
      await page.locator('.page button.ant-btn-primary').first().click();
    },
  },
];

interface Documented {
  /** Below docs/pictures, without its ending. */
  readonly file: string;
  /** Name of a picture. */
  readonly shot: string;
  readonly language?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
}

/** What README and documentation show. */
export const documented: readonly Documented[] = [
  { file: 'operations', shot: 'x-operations' },
  { file: 'mapping', shot: 'x-wizard-3-mapping' },
  { file: 'script', shot: 'x-job-script', theme: 'dark' },
  { file: 'run', shot: 'p-runs-run' },
  { file: 'dirty-records', shot: 'x-run-dirty' },
  { file: 'instance', shot: 'x-instance-graph' },
  { file: 'calendar', shot: 'x-calendar' },
  { file: 'operations-zh', shot: 'x-operations', language: 'zh', theme: 'dark' },
];
