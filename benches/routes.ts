import type { Server } from '@sluice/testkit';
import type { BenchTable } from './generate.ts';

/** Everything a route needs to name its ends. */
export interface Stage {
  readonly postgresql: Server;
  readonly mariadb: Server;
  /** A bucket; absent where the server cannot be had, and then its routes are left out. */
  readonly s3?: Server;
  readonly sqliteFile: string;
  readonly csv: Readonly<Record<BenchTable['name'], string>>;
  /** Written by DuckDB, snappy, row groups of 122,880 rows. */
  readonly parquet: Readonly<Record<BenchTable['name'], string>>;
  /** Folder for files that a route writes. */
  readonly output: string;
}

export interface Route {
  readonly name: string;
  readonly table: BenchTable['name'];
  readonly channels: number;
  /** Rows per second of Sluice over rows per second of the baseline. */
  readonly goal: number;
  readonly baselineName: string;
  readonly baseline: Command;
  readonly source: End;
  readonly target: End;
}

export type End = 'postgresql' | 'mariadb' | 'csv' | 'sqlite' | 'parquet' | 'jsonl' | 's3';

type Parameter = Record<string, unknown>;

/** The step of a job that reads or writes an end. Tables are `<table>` and `<table>_copy`. */
export const ends: Readonly<
  Record<
    End,
    { reader(stage: Stage, table: BenchTable): Parameter; writer(stage: Stage, table: BenchTable): Parameter }
  >
> = {
  postgresql: {
    reader: (stage, table) => ({ ...login(stage.postgresql), table: table.name, column: [...table.columns] }),
    writer: (stage, table) => ({ ...login(stage.postgresql), table: `${table.name}_copy`, column: [...table.columns] }),
  },
  mariadb: {
    reader: (stage, table) => ({ ...login(stage.mariadb), table: table.name, column: [...table.columns] }),
    writer: (stage, table) => ({ ...login(stage.mariadb), table: `${table.name}_copy`, column: [...table.columns] }),
  },
  csv: {
    reader: (stage, table) => ({
      path: [stage.csv[table.name]],
      fileFormat: 'csv',
      column: table.columns.map((name, index) => ({ index, name, type: table.types[index] })),
    }),
    writer: (stage, table) => ({
      path: stage.output,
      fileName: `${table.name}.csv`,
      fileFormat: 'csv',
      writeMode: 'truncate',
      singleFileOutput: true,
    }),
  },
  parquet: {
    reader: (stage, table) => ({ path: [stage.parquet[table.name]], fileFormat: 'parquet', column: ['*'] }),
    writer: (stage, table) => ({ path: stage.output, fileName: table.name, fileFormat: 'parquet', compress: 'snappy' }),
  },
  jsonl: {
    reader: () => {
      throw new Error('No route reads JSON Lines.');
    },
    writer: (stage, table) => ({ path: stage.output, fileName: table.name, fileFormat: 'jsonl' }),
  },
  s3: {
    reader: () => {
      throw new Error('What is read from S3 is no route but a check of its own.');
    },
    writer: (stage, table) => ({
      ...bucketOf(stage.s3),
      object: table.name,
      fileFormat: 'parquet',
      compress: 'snappy',
    }),
  },
  sqlite: {
    reader: (stage, table) => ({ path: stage.sqliteFile, table: table.name, column: [...table.columns] }),
    writer: (stage, table) => ({ path: stage.sqliteFile, table: `${table.name}_copy`, column: [...table.columns] }),
  },
};

export const stepTypes: Readonly<Record<End, string>> = {
  postgresql: 'postgresql',
  mariadb: 'mariadb',
  csv: 'txtfile',
  parquet: 'txtfile',
  jsonl: 'txtfile',
  sqlite: 'sqlite',
  s3: 's3',
};

/** The connection fields of a bucket. */
export function bucketOf(server: Server | undefined): Parameter {
  if (server === undefined) throw new Error('There is no S3 server.');
  const { host, port, user, password, database } = server;
  return { endpoint: `http://${host}:${port}`, bucket: database, accessKeyId: user, secretAccessKey: password };
}

/** curl at an object of a bucket, signed as S3 wants it. */
export function curl(server: Server | undefined, key: string, options: string): string {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = bucketOf(server);
  const login = `--aws-sigv4 aws:amz:us-east-1:s3 --user '${String(accessKeyId)}:${String(secretAccessKey)}'`;
  return `curl -sS --fail ${login} -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' ${options} '${String(endpoint)}/${String(bucket)}/${key}'`;
}

function login(server: Server): Parameter {
  const { host, port, user, password, database } = server;
  return { host, port, user, password, database };
}

type Command = (stage: Stage, table: BenchTable) => string;

/** DuckDB with two threads and the table's CSV as its only source; `-` is standard input. */
export function duckdb(table: BenchTable, source: string, target: string): string {
  const typeOf = (type: string): string =>
    ({ int64: 'BIGINT', int32: 'INTEGER', float64: 'DOUBLE', utf8: 'VARCHAR', day: 'DATE', timestamp: 'TIMESTAMP' })[
      type
    ] ?? type.toUpperCase();
  const columns = table.columns.map((name, index) => `'${name}': '${typeOf(table.types[index] ?? '')}'`).join(', ');
  const from = `read_csv('${source}', header = false, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${columns}})`;
  return `node benches/duckdb.ts ${quote(`copy (select * from ${from}) to '${target}' (format parquet, compression snappy)`)}`;
}

export function psql(server: Server, sql: string): string {
  return `psql -X -q -v ON_ERROR_STOP=1 '${server.url}' -c ${quote(sql)}`;
}

export function mariadbClient(server: Server, sql: string, options = ''): string {
  const { host, port, user, password, database } = server;
  return `MYSQL_PWD='${password}' mariadb --protocol=tcp -h ${host} -P ${port} -u ${user} ${options} -D ${database} -e ${quote(sql)}`;
}

function quote(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

const select = (table: BenchTable): string => `select ${table.columns.join(', ')} from ${table.name}`;
const loadFromPipe = (stage: Stage, table: BenchTable): string =>
  mariadbClient(stage.mariadb, `load data local infile '/dev/stdin' into table ${table.name}_copy`, '--local-infile=1');
const unload = (stage: Stage, table: BenchTable): string =>
  mariadbClient(stage.mariadb, select(table), '--quick --batch --skip-column-names');

const baselines = {
  'psql binary COPY | psql binary COPY': (stage: Stage, table: BenchTable) =>
    `${psql(stage.postgresql, `copy ${table.name} to stdout (format binary)`)} | ${psql(stage.postgresql, `copy ${table.name}_copy from stdin (format binary)`)}`,
  'mariadb --quick --batch | psql COPY': (stage: Stage, table: BenchTable) =>
    `${unload(stage, table)} | ${psql(stage.postgresql, `copy ${table.name}_copy from stdin`)}`,
  'psql COPY | LOAD DATA LOCAL': (stage: Stage, table: BenchTable) =>
    `${psql(stage.postgresql, `copy ${table.name} to stdout`)} | ${loadFromPipe(stage, table)}`,
  'mariadb --quick --batch | LOAD DATA LOCAL': (stage: Stage, table: BenchTable) =>
    `${unload(stage, table)} | ${loadFromPipe(stage, table)}`,
  'psql \\copy from csv': (stage: Stage, table: BenchTable) =>
    psql(stage.postgresql, `\\copy ${table.name}_copy from '${stage.csv[table.name]}' csv`),
  'psql \\copy to csv': (stage: Stage, table: BenchTable) =>
    psql(stage.postgresql, `\\copy ${table.name} to '${stage.output}/baseline.csv' csv`),
  'LOAD DATA LOCAL of the file': (stage: Stage, table: BenchTable) =>
    mariadbClient(
      stage.mariadb,
      `load data local infile '${stage.csv[table.name]}' into table ${table.name}_copy fields terminated by ','`,
      '--local-infile=1',
    ),
  'DuckDB COPY, two threads': (stage: Stage, table: BenchTable) =>
    duckdb(table, stage.csv[table.name], `${stage.output}/baseline.parquet`),
  'psql COPY csv | DuckDB': (stage: Stage, table: BenchTable) =>
    `${psql(stage.postgresql, `copy ${table.name} to stdout csv`)} | ${duckdb(table, '/dev/stdin', `${stage.output}/baseline.parquet`)}`,
  'psql COPY csv | DuckDB, then curl': (stage: Stage, table: BenchTable) =>
    `${psql(stage.postgresql, `copy ${table.name} to stdout csv`)} | ${duckdb(table, '/dev/stdin', `${stage.output}/baseline.parquet`)}; ${curl(stage.s3, 'baseline.parquet', `-T '${stage.output}/baseline.parquet'`)}`,
  'mariadb --quick --batch > file': (stage: Stage, table: BenchTable) =>
    `${unload(stage, table)} > '${stage.output}/baseline.tsv'`,
  'cat of the file': (stage: Stage, table: BenchTable) =>
    `cat '${stage.csv[table.name]}' > '${stage.output}/baseline.csv'`,
  'sqlite3 -csv | psql COPY': (stage: Stage, table: BenchTable) =>
    `sqlite3 -csv '${stage.sqliteFile}' '${select(table)}' | ${psql(stage.postgresql, `copy ${table.name}_copy from stdin csv`)}`,
} as const;

function route(
  source: End,
  target: End,
  table: BenchTable['name'],
  goal: number,
  baselineName: keyof typeof baselines,
  channels = 1,
): Route {
  return {
    name: `${source} → ${target}`,
    source,
    target,
    table,
    goal,
    baselineName,
    baseline: baselines[baselineName] as Command,
    channels,
  };
}

/** The routes of the release goals, with the ratio to reach. */
export const routes: readonly Route[] = [
  route('postgresql', 'postgresql', 'lineitem', 0.85, 'psql binary COPY | psql binary COPY'),
  route('postgresql', 'postgresql', 'narrow', 0.95, 'psql binary COPY | psql binary COPY'),
  route('mariadb', 'postgresql', 'lineitem', 1.5, 'mariadb --quick --batch | psql COPY'),
  route('mariadb', 'postgresql', 'narrow', 2.3, 'mariadb --quick --batch | psql COPY'),
  route('postgresql', 'mariadb', 'lineitem', 1.3, 'psql COPY | LOAD DATA LOCAL', 2),
  route('postgresql', 'mariadb', 'narrow', 1.5, 'psql COPY | LOAD DATA LOCAL', 2),
  route('mariadb', 'mariadb', 'lineitem', 1.3, 'mariadb --quick --batch | LOAD DATA LOCAL', 2),
  route('mariadb', 'mariadb', 'narrow', 1.8, 'mariadb --quick --batch | LOAD DATA LOCAL', 2),
  route('csv', 'postgresql', 'lineitem', 1.35, 'psql \\copy from csv'),
  route('csv', 'postgresql', 'narrow', 1.5, 'psql \\copy from csv'),
  route('postgresql', 'csv', 'lineitem', 1.05, 'psql \\copy to csv'),
  route('postgresql', 'csv', 'narrow', 1.05, 'psql \\copy to csv'),
  route('csv', 'mariadb', 'lineitem', 1.15, 'LOAD DATA LOCAL of the file'),
  route('csv', 'mariadb', 'narrow', 1.35, 'LOAD DATA LOCAL of the file'),
  route('sqlite', 'postgresql', 'lineitem', 1.0, 'sqlite3 -csv | psql COPY', 2),
  route('sqlite', 'postgresql', 'narrow', 1.0, 'sqlite3 -csv | psql COPY', 2),
  route('csv', 'parquet', 'lineitem', 0.55, 'DuckDB COPY, two threads'),
  route('csv', 'parquet', 'lineitem', 0.8, 'DuckDB COPY, two threads', 2),
  route('postgresql', 'parquet', 'lineitem', 0.9, 'psql COPY csv | DuckDB'),
  route('postgresql', 'parquet', 'narrow', 1.3, 'psql COPY csv | DuckDB'),
  route('postgresql', 's3', 'lineitem', 0.9, 'psql COPY csv | DuckDB, then curl'),
  route('postgresql', 's3', 'narrow', 1.3, 'psql COPY csv | DuckDB, then curl'),
  route('mariadb', 'parquet', 'lineitem', 0, 'psql COPY csv | DuckDB'),
  route('mariadb', 'parquet', 'narrow', 0, 'psql COPY csv | DuckDB'),
  route('parquet', 'postgresql', 'lineitem', 0, 'psql binary COPY | psql binary COPY'),
  route('mariadb', 'csv', 'lineitem', 1.25, 'mariadb --quick --batch > file'),
  route('mariadb', 'csv', 'narrow', 1.8, 'mariadb --quick --batch > file'),
  route('csv', 'csv', 'lineitem', 0, 'cat of the file'),
  route('csv', 'jsonl', 'lineitem', 0, 'cat of the file'),
];
