/** The jobs of a shop, as the pictures show them: what each moves, when, after what, and how it usually goes. */
import type { SluiceError } from '@sluice/core';
import { errors as relational } from '../../connectors/src/families/relational/errors.ts';
import { errors as mysql } from '../../connectors/src/mysql/errors.ts';

export interface PictureJob {
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly reader: string;
  readonly from: string;
  readonly table: string;
  readonly writer: string;
  readonly to: string;
  /** `hh:mm` of the run date, UTC. */
  readonly time: string;
  readonly after?: readonly string[];
  /** Usually. */
  readonly seconds: number;
  readonly rows: number;
  /** How it stands on the latest business date; default: success. */
  readonly latest?: 'failure' | 'running' | 'frozen';
  /** Of ten days, those on which it failed. */
  readonly badDays?: readonly number[];
  readonly error?: SluiceError;
}

const shop = { reader: 'mysql', from: 'shop', writer: 'postgresql', to: 'warehouse' };
const inside = { reader: 'postgresql', from: 'warehouse', writer: 'postgresql', to: 'warehouse' };

export const pictureJobs: readonly PictureJob[] = [
  {
    ...shop,
    name: 'ods_orders',
    folder: 'ods',
    description: 'Orders of the day before, from the shop into the warehouse.',
    table: 'orders',
    time: '00:10',
    seconds: 372,
    rows: 1_240_000,
  },
  {
    ...shop,
    name: 'ods_customers',
    folder: 'ods',
    description: 'All customers; phone numbers are masked on the way.',
    table: 'customers',
    time: '00:10',
    seconds: 118,
    rows: 84_300,
  },
  {
    ...shop,
    name: 'ods_products',
    folder: 'ods',
    description: 'The catalogue with its prices.',
    table: 'products',
    time: '00:15',
    seconds: 41,
    rows: 12_480,
  },
  {
    ...shop,
    name: 'ods_payments',
    folder: 'ods',
    description: 'Payments and their states.',
    table: 'payments',
    time: '00:20',
    seconds: 251,
    rows: 642_000,
    badDays: [3],
    error: mysql.connectionLost({ host: 'shop-db.internal:3306', reason: 'no answer for 30 s' }),
  },
  {
    ...shop,
    name: 'ods_refunds',
    folder: 'ods',
    description: 'Refunds, with the order that they belong to.',
    table: 'refunds',
    time: '00:30',
    seconds: 47,
    rows: 9_120,
  },
  {
    ...inside,
    name: 'dwd_orders',
    folder: 'dwd',
    description: 'Orders joined with customers and products.',
    table: 'ods.orders',
    time: '01:00',
    after: ['ods_orders', 'ods_customers', 'ods_products'],
    seconds: 286,
    rows: 1_238_000,
  },
  {
    ...inside,
    name: 'dwd_payments',
    folder: 'dwd',
    description: 'Payments matched with their orders and refunds.',
    table: 'ods.payments',
    time: '01:00',
    after: ['ods_orders', 'ods_payments', 'ods_refunds'],
    seconds: 174,
    rows: 641_500,
  },
  {
    reader: 'mysql',
    from: 'events',
    writer: 's3',
    to: 'lake',
    name: 'lake_clicks',
    folder: 'lake',
    description: 'Clicks of the web shop as Parquet, one folder per day.',
    table: 'clicks',
    time: '02:00',
    seconds: 2_310,
    rows: 18_400_000,
  },
  {
    ...inside,
    name: 'ads_revenue_daily',
    folder: 'ads',
    description: 'Revenue per shop and day, for the dashboard of sales.',
    table: 'dwd.orders',
    time: '03:00',
    after: ['dwd_orders', 'dwd_payments'],
    seconds: 96,
    rows: 4_820,
  },
  {
    ...inside,
    name: 'ads_customer_segments',
    folder: 'ads',
    description: 'Segments of customers by what they bought and looked at.',
    table: 'dwd.orders',
    time: '04:00',
    after: ['dwd_orders', 'lake_clicks'],
    seconds: 548,
    rows: 84_100,
  },
  {
    ...inside,
    name: 'ads_campaign_audience',
    folder: 'ads',
    description: 'Who gets which mail today.',
    table: 'ads.customer_segments',
    time: '05:00',
    after: ['ads_customer_segments'],
    seconds: 62,
    rows: 23_400,
    latest: 'failure',
    badDays: [2, 7],
    error: relational.columnNotFound({ table: 'ads.customer_segments', column: 'consent', suggestion: undefined }),
  },
  {
    reader: 'postgresql',
    from: 'warehouse',
    writer: 'ftp',
    to: 'partners',
    name: 'out_mail_service',
    folder: 'out',
    description: 'The audience as CSV for the mail service.',
    table: 'ads.campaign_audience',
    time: '05:30',
    after: ['ads_campaign_audience'],
    seconds: 18,
    rows: 23_400,
  },
  {
    reader: 'postgresql',
    from: 'warehouse',
    writer: 'ftp',
    to: 'partners',
    name: 'out_finance',
    folder: 'out',
    description: 'Revenue as CSV for the ledger.',
    table: 'ads.revenue_daily',
    time: '06:00',
    after: ['ads_revenue_daily'],
    seconds: 12,
    rows: 4_820,
  },
  {
    ...inside,
    name: 'ads_supplier_report',
    folder: 'ads',
    description: 'Stock and sales per supplier.',
    table: 'dwd.orders',
    time: '07:00',
    after: ['dwd_orders'],
    seconds: 205,
    rows: 61_000,
    latest: 'running',
  },
  {
    reader: 'postgresql',
    from: 'warehouse',
    writer: 's3',
    to: 'lake',
    name: 'lake_orders_archive',
    folder: 'lake',
    description: 'Closed orders as Parquet, for good.',
    table: 'dwd.orders',
    time: '08:00',
    after: ['dwd_orders'],
    seconds: 431,
    rows: 1_236_000,
  },
  {
    ...shop,
    name: 'ods_old_stock',
    folder: 'ods',
    description: 'Of the old stock system, until it is switched off.',
    table: 'stock',
    time: '00:40',
    seconds: 33,
    rows: 7_700,
    latest: 'frozen',
  },
];

/** Data sources that no picture reaches, with how their last test went. */
export const pictureSources = [
  {
    name: 'shop',
    type: 'mysql',
    description: 'Replica of the shop.',
    connection: { host: 'shop-db.internal', database: 'shop', user: 'sluice_read', password: 'x' },
  },
  {
    name: 'events',
    type: 'mysql',
    description: 'Clicks and views of the web shop.',
    connection: { host: 'events-db.internal', database: 'events', user: 'sluice_read', password: 'x' },
    failure: mysql.accessDenied({ host: 'events-db.internal:3306', user: 'sluice_read' }),
  },
  {
    name: 'warehouse',
    type: 'postgresql',
    description: 'Where everything comes together.',
    connection: { host: 'dw.internal', database: 'dw', user: 'sluice', password: 'x' },
  },
  {
    name: 'lake',
    type: 's3',
    description: 'Parquet files for the analysts.',
    connection: {
      endpoint: 'https://s3.internal',
      region: 'eu-central-1',
      bucket: 'lake',
      accessId: 'x',
      accessKey: 'x',
    },
  },
  {
    name: 'partners',
    type: 'ftp',
    description: 'Files that partners fetch.',
    connection: { protocol: 'sftp', host: 'files.internal', user: 'partners', password: 'x' },
  },
] as const;

/** The script of one of them. */
export function scriptOf({ reader, from, table, writer, to, name }: PictureJob): string {
  const isFile = writer === 's3' || writer === 'ftp';
  const place = writer === 's3' ? { object: `${name}/day=\${day}/part` } : { path: `/out/${name}`, fileName: '${day}' };
  const target = isFile
    ? { ...place, fileFormat: writer === 's3' ? 'parquet' : 'csv', writeMode: 'truncate' }
    : { table: `${name.split('_')[0]}.${name.split('_').slice(1).join('_')}`, column: ['*'], writeMode: 'update' };
  return JSON.stringify(
    {
      type: 'job',
      version: '2.0',
      steps: [
        {
          stepType: reader,
          category: 'reader',
          name: 'Reader',
          parameter: { datasource: from, table, column: ['*'], where: "changed_on = '${day}'" },
        },
        { stepType: writer, category: 'writer', name: 'Writer', parameter: { datasource: to, ...target } },
      ],
      setting: { speed: { concurrent: 4, throttle: false }, errorLimit: { record: 0 } },
      order: { hops: [{ from: 'Reader', to: 'Writer' }] },
    },
    null,
    2,
  );
}
