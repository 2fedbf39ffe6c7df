import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hasService, service } from '@sluice/testkit';
import { csvOf, tables } from './generate.ts';
import type { BenchTable } from './generate.ts';
import { shell } from './measure.ts';
import { duckdb, mariadbClient, psql } from './routes.ts';
import type { Stage } from './routes.ts';

const postgresqlSettings = { shared_buffers: '512MB', max_wal_size: '8GB', autovacuum: 'off' };
const mariadbSettings = { 'innodb-buffer-pool-size': '1G', 'innodb-log-file-size': '1G' };

/** Starts the servers and fills the source tables. */
export async function openStage(folder: string, rows: Readonly<Record<BenchTable['name'], number>>): Promise<Stage> {
  const output = join(folder, 'output');
  mkdirSync(output, { recursive: true });
  const csv = {
    lineitem: csvOf(tables.lineitem, rows.lineitem, folder),
    narrow: csvOf(tables.narrow, rows.narrow, folder),
  };
  const stage: Stage = {
    postgresql: await service('postgresql', { exclusive: true, settings: postgresqlSettings }),
    mariadb: await service('mariadb', { exclusive: true, settings: mariadbSettings }),
    ...(hasService('versitygw') ? { s3: await (await service('versitygw')).newDatabase() } : {}),
    sqliteFile: join(folder, `bench-${rows.lineitem}-${rows.narrow}.db`),
    csv,
    parquet: {
      lineitem: await parquetOf(tables.lineitem, csv.lineitem),
      narrow: await parquetOf(tables.narrow, csv.narrow),
    },
    output,
  };
  for (const table of Object.values(tables)) await fill(stage, table);
  await fillSqlite(stage);
  return stage;
}

async function fill(stage: Stage, table: BenchTable): Promise<void> {
  const csv = stage.csv[table.name];
  await shell(psql(stage.postgresql, `create table ${table.name} (${table.postgresql})`));
  await shell(psql(stage.postgresql, `create table ${table.name}_copy (${table.postgresql})`));
  await shell(psql(stage.postgresql, `\\copy ${table.name} from '${csv}' csv`));
  await shell(psql(stage.postgresql, `vacuum analyze ${table.name}`));
  const ddl = `create table ${table.name} (${table.mariadb}); create table ${table.name}_copy (${table.mariadb})`;
  await shell(mariadbClient(stage.mariadb, ddl));
  await shell(
    mariadbClient(
      stage.mariadb,
      `load data local infile '${csv}' into table ${table.name} fields terminated by ','`,
      '--local-infile=1',
    ),
  );
  await shell(mariadbClient(stage.mariadb, `analyze table ${table.name}`));
}

/** The same rows as Parquet. */
async function parquetOf(table: BenchTable, csv: string): Promise<string> {
  const file = csv.replace(/csv$/, 'parquet');
  if (!existsSync(file)) await shell(duckdb(table, csv, file));
  return file;
}

async function fillSqlite(stage: Stage): Promise<void> {
  if (existsSync(stage.sqliteFile)) return;
  const part = `${stage.sqliteFile}.part`;
  rmSync(part, { force: true });
  for (const table of Object.values(tables)) {
    await shell(`sqlite3 '${part}' 'create table ${table.name} (${table.sqlite})'`);
    await shell(`sqlite3 -csv '${part}' '.import ${stage.csv[table.name]} ${table.name}'`);
  }
  await shell(`mv '${part}' '${stage.sqliteFile}'`);
}

/** Empties the target tables and files, so that every run starts alike. */
export async function reset(stage: Stage): Promise<void> {
  for (const table of Object.values(tables)) {
    await shell(psql(stage.postgresql, `truncate ${table.name}_copy`));
    await shell(mariadbClient(stage.mariadb, `truncate table ${table.name}_copy`));
  }
  rmSync(stage.output, { recursive: true, force: true });
  mkdirSync(stage.output, { recursive: true });
  emptyBucket(stage);
  await shell(psql(stage.postgresql, 'checkpoint'));
}

/** Objects of the server are files; its own things begin with a dot. */
function emptyBucket({ s3 }: Stage): void {
  if (s3 === undefined) return;
  const folder = join(s3.folder, 'data', s3.database);
  for (const name of readdirSync(folder).filter((each) => !each.startsWith('.')))
    rmSync(join(folder, name), { recursive: true });
}
