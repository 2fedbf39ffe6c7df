import { service } from '@sluice/testkit';
import type { Server } from '@sluice/testkit';
import mysql from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from 'pg';
import mysqlConnector from '../../mysql/index.ts';
import postgresql from '../../postgresql/index.ts';
import type { CoverageCase } from './test-coverage.ts';
import { checkCoverage, keys } from './test-coverage.ts';
import { readAll } from './test-run.ts';

const parameterOf = ({ host, port, user, password, database }: Server) => ({ host, port, user, password, database });

describe('mariadb', () => {
  let server: Server;
  let client: Connection;

  beforeAll(async () => {
    server = await (await service('mariadb')).newDatabase();
    const { host, port, user, password, database } = server;
    client = await mysql.createConnection({ host, port, user, password, database, charset: 'utf8mb4' });
  });
  afterAll(() => client.end());

  const exec = async (sql: string): Promise<void> => void (await client.query(sql));

  const cases: readonly CoverageCase[] = [
    { name: 'dense integers', keyType: 'int', keys: keys.dense, minSplits: 24 },
    { name: 'integers with gaps', keyType: 'bigint', keys: keys.gaps, minSplits: 20 },
    { name: 'skewed integers', keyType: 'smallint', keys: keys.skewed, minSplits: 4 },
    { name: 'the ends of the 64-bit range', keyType: 'bigint', keys: keys.limits, minSplits: 4 },
    { name: 'huge unsigned integers', keyType: 'bigint unsigned', keys: keys.huge, minSplits: 20 },
    { name: 'decimals', keyType: 'decimal(10,2)', keys: keys.decimals, minSplits: 20 },
    { name: 'long decimals', keyType: 'decimal(40,2)', keys: keys.decimals, minSplits: 20 },
    { name: 'dates', keyType: 'date', keys: keys.dates, minSplits: 20 },
    { name: 'timestamps', keyType: 'datetime(6)', keys: keys.moments, minSplits: 20 },
    { name: 'instants', keyType: 'timestamp(6) null', keys: keys.moments, minSplits: 20 },
    { name: 'texts without case', keyType: 'varchar(40) collate utf8mb4_general_ci', keys: keys.texts, minSplits: 10 },
    { name: 'texts by byte', keyType: 'varchar(40) collate utf8mb4_bin', keys: keys.texts, minSplits: 10 },
    { name: 'texts of fixed length', keyType: 'char(40) collate utf8mb4_unicode_ci', keys: keys.texts, minSplits: 10 },
    {
      name: 'texts of another character set',
      keyType: 'varchar(40) character set latin1',
      keys: keys.latin,
      minSplits: 10,
    },
    { name: 'nothing but NULL', keyType: 'int', keys: keys.nothing, minSplits: 1 },
    { name: 'a single row', keyType: 'int', keys: keys.one, minSplits: 1 },
  ];

  test.each(cases)('every row is in exactly one split: $name', async (testCase) => {
    await checkCoverage({ connector: mysqlConnector, parameter: parameterOf(server), exec }, testCase);
  });

  test('samples a large table at random and cuts it into even parts', async () => {
    await exec('create table cubes (k bigint, v int)');
    await exec('insert into cubes select seq * seq * seq, seq from seq_1_to_400000');
    const parameter = { ...parameterOf(server), table: 'cubes', splitPk: 'k', column: ['v'] };
    const { splits, rows } = await readAll(mysqlConnector, parameter, { channels: 2, batchRows: 4_096 });
    expect(new Set(rows.map((row) => row[0])).size).toBe(400_000);
    expect(splits).toHaveLength(11);
    for (const split of splits) expect(split.rows.length).toBeLessThan(60_000);
  });
});

describe('postgresql', () => {
  let server: Server;
  let client: Client;

  beforeAll(async () => {
    server = await (await service('postgresql')).newDatabase();
    client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query("create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
    await client.query("create type mood as enum ('sad', 'ok', 'happy')");
  });
  afterAll(() => client.end());

  const exec = async (sql: string): Promise<void> => void (await client.query(sql));

  const cases: readonly CoverageCase[] = [
    { name: 'dense integers', keyType: 'int', keys: keys.dense, minSplits: 24 },
    { name: 'integers with gaps', keyType: 'bigint', keys: keys.gaps, minSplits: 20 },
    { name: 'skewed integers', keyType: 'int', keys: keys.skewed, minSplits: 4 },
    { name: 'the ends of the 64-bit range', keyType: 'bigint', keys: keys.limits, minSplits: 4 },
    { name: 'decimals', keyType: 'decimal(10,2)', keys: [...keys.decimals, "'NaN'"], minSplits: 20 },
    { name: 'decimals of any length', keyType: 'numeric', keys: [...keys.decimals, "'NaN'"], minSplits: 20 },
    {
      name: 'dates',
      keyType: 'date',
      keys: [...keys.dates, "'infinity'", "'-infinity'", "'0044-03-15 BC'"],
      minSplits: 20,
    },
    { name: 'timestamps', keyType: 'timestamp', keys: [...keys.moments, "'infinity'", "'-infinity'"], minSplits: 20 },
    { name: 'instants', keyType: 'timestamptz', keys: keys.moments, minSplits: 20 },
    { name: 'texts', keyType: 'text', keys: keys.texts, minSplits: 10 },
    { name: 'texts by byte', keyType: 'varchar(40) collate "C"', keys: keys.texts, minSplits: 10 },
    { name: 'texts without case', keyType: 'text collate nocase', keys: keys.texts, minSplits: 10 },
    { name: 'texts of fixed length', keyType: 'char(40)', keys: keys.texts, minSplits: 10 },
    { name: 'an enum', keyType: 'mood', keys: keys.moods, minSplits: 1 },
    { name: 'uuids', keyType: 'uuid', keys: keys.uuids, minSplits: 1 },
    { name: 'nothing but NULL', keyType: 'int', keys: keys.nothing, minSplits: 1 },
    { name: 'a single row', keyType: 'int', keys: keys.one, minSplits: 1 },
  ];

  test.each(cases)('every row is in exactly one split: $name', async (testCase) => {
    await checkCoverage({ connector: postgresql, parameter: parameterOf(server), exec }, testCase);
  });

  test('samples a large table at random and cuts it into even parts', async () => {
    await exec('create table cubes as select v::bigint * v * v as k, v from generate_series(1, 400000) as v');
    const parameter = { ...parameterOf(server), table: 'cubes', splitPk: 'k', column: ['v'] };
    const { splits, rows } = await readAll(postgresql, parameter, { channels: 2, batchRows: 4_096 });
    expect(new Set(rows.map((row) => row[0])).size).toBe(400_000);
    // The column may be NULL, which takes a split of its own.
    expect(splits).toHaveLength(11);
    // Whole pages are sampled, which is less even.
    for (const split of splits) expect(split.rows.length).toBeLessThan(100_000);
  });

  test('cuts a table without any key by physical position', async () => {
    await exec("create table heap as select 'x' || v as a, v as id from generate_series(1, 120000) as v");
    const parameter = { ...parameterOf(server), table: 'heap', column: ['id'] };
    const { splits, rows, plan } = await readAll(postgresql, parameter, { channels: 2, batchRows: 4_096 });
    expect(new Set(rows.map((row) => row[0])).size).toBe(120_000);
    expect(rows).toHaveLength(120_000);
    expect(plan.notes[0]).toContain('physical position');
    expect(splits.length).toBeGreaterThanOrEqual(4);
  });
});
