import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { insertDefinition } from '../data-sources/data-sources.ts';
import { createJob } from '../jobs/jobs.ts';
import type { Ground } from '../subject.ts';
import { limitsOf } from '../worker/limits.ts';

export interface Samples {
  readonly dataSources: readonly string[];
  readonly job: string;
}

/** So many that one sees them move, so few that it takes seconds. */
const orders = 50_000;

const ordersTable = `create table if not exists orders (
  id integer primary key,
  customer text not null,
  product text not null,
  quantity integer not null,
  price_cents integer not null,
  ordered_on text not null
)`;

const fillOrders = `insert into orders
  with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${orders})
  select n,
    'customer ' || (1 + n * 7919 % 997),
    (array.value),
    1 + n % 5,
    199 + n * 31 % 9800,
    date('2026-01-01', '+' || (n * 13 % 300) || ' days')
  from numbers
  join json_each('["tea","coffee","cocoa","honey","rice","salt"]') as array on array.key = n % 6`;

/** Files of the samples by the data source that they are. */
const files = {
  'sample-shop': { file: 'shop.db', statements: [ordersTable, fillOrders], about: 'A small shop with 50,000 orders.' },
  'sample-warehouse': {
    file: 'warehouse.db',
    statements: [ordersTable],
    about: 'Where the sample job copies them to.',
  },
} as const;

const jobName = 'sample-orders';

/** Makes what is missing of the samples; what is there is left as it is. */
export async function createSamples(ground: Ground, projectId: string, userId: string): Promise<Samples> {
  const [root = ground.settings.dataFolder] = limitsOf(ground.settings).fileRoots;
  const folder = join(root, 'samples', projectId);
  mkdirSync(folder, { recursive: true });
  for (const [name, { file, statements, about }] of Object.entries(files)) {
    const path = join(folder, file);
    if (!existsSync(path)) fillFile(path, statements);
    await insertSource(ground, { projectId, userId, name, path, about });
  }
  await insertJob(ground, projectId, userId);
  return { dataSources: Object.keys(files), job: jobName };
}

function fillFile(path: string, statements: readonly string[]): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(['begin', ...statements, 'commit'].join(';\n'));
  } finally {
    database.close();
  }
}

interface SampleSource {
  readonly projectId: string;
  readonly userId: string;
  readonly name: string;
  readonly path: string;
  readonly about: string;
}

async function insertSource(ground: Ground, { projectId, userId, name, path, about }: SampleSource): Promise<void> {
  const known = await ground.store.database
    .selectFrom('data_sources')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name_key', '=', name)
    .executeTakeFirst();
  if (known !== undefined) return;
  await ground.store.transaction((transaction) =>
    insertDefinition(ground, transaction, {
      projectId,
      name,
      environment: 'production',
      type: 'sqlite',
      description: about,
      connection: { path },
      changedBy: userId,
    }),
  );
}

async function insertJob(ground: Ground, projectId: string, userId: string): Promise<void> {
  const known = await ground.store.database
    .selectFrom('jobs')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name_key', '=', jobName)
    .executeTakeFirst();
  if (known !== undefined) return;
  await createJob(
    ground,
    { projectId, userId },
    {
      name: jobName,
      script: JSON.stringify(sampleScript(), undefined, 2),
      parameters: '',
      folder: 'samples',
      description: 'Copies the orders of sample-shop into sample-warehouse, anew each time.',
    },
  );
}

function sampleScript() {
  const column = ['id', 'customer', 'product', 'quantity', 'price_cents', 'ordered_on'];
  const side = (category: string, name: string, parameter: object) => ({
    stepType: 'sqlite',
    category,
    name,
    parameter,
  });
  return {
    type: 'job',
    version: '2.0',
    steps: [
      side('reader', 'Reader', { datasource: 'sample-shop', table: ['orders'], column, splitPk: 'id' }),
      side('writer', 'Writer', {
        datasource: 'sample-warehouse',
        table: ['orders'],
        column,
        preSql: ['delete from orders'],
      }),
    ],
    setting: { errorLimit: { record: 0 }, speed: { concurrent: 2, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
}
