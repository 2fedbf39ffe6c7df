import { openReader } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { CoverageCase } from '../families/relational/test-coverage.ts';
import { checkCoverage, keys } from '../families/relational/test-coverage.ts';
import { readAll } from '../families/relational/test-run.ts';
import sqlite from './index.ts';
import { testDatabase } from './test-database.ts';

const cases: readonly CoverageCase[] = [
  { name: 'dense integers', keyType: 'integer', keys: keys.dense, minSplits: 24 },
  { name: 'integers with gaps', keyType: 'bigint', keys: keys.gaps, minSplits: 20 },
  { name: 'skewed integers', keyType: 'int', keys: keys.skewed, minSplits: 4 },
  { name: 'the ends of the 64-bit range', keyType: 'integer', keys: keys.limits, minSplits: 4 },
  { name: 'decimals', keyType: 'decimal(10,2)', keys: keys.decimals, minSplits: 20 },
  { name: 'dates', keyType: 'date', keys: keys.dates, minSplits: 20 },
  { name: 'timestamps', keyType: 'datetime', keys: keys.moments, minSplits: 20 },
  { name: 'texts', keyType: 'text', keys: keys.texts, minSplits: 10 },
  { name: 'texts without case', keyType: 'varchar(40) collate nocase', keys: keys.texts, minSplits: 10 },
  { name: 'texts without trailing blanks', keyType: 'text collate rtrim', keys: keys.texts, minSplits: 10 },
  { name: 'nothing but NULL', keyType: 'integer', keys: keys.nothing, minSplits: 1 },
  { name: 'a single row', keyType: 'integer', keys: keys.one, minSplits: 1 },
  {
    name: 'mixed storage classes',
    keyType: 'integer',
    keys: [...keys.dense, "'x'", "'10'", '1.5', "'abc'"],
    minSplits: 10,
  },
];

test.each(cases)('every row is in exactly one split: $name', async (testCase) => {
  const database = testDatabase();
  await checkCoverage({ connector: sqlite, parameter: { path: database.path }, exec: database.exec }, testCase);
});

const manyRows = (columns: string, values: string, count = 120_001): string => `
  create table t (${columns});
  with recursive n(v) as (select 1 union all select v + 1 from n where v < ${count}) insert into t select ${values} from n;`;

test('samples large tables at random', async () => {
  const { path } = testDatabase(manyRows('k integer, v integer', 'v * v * v, v', 400_000));
  const parameter = { path, table: 't', column: ['v'], splitPk: 'k' };
  const { splits, rows } = await readAll(sqlite, parameter, { channels: 2, batchRows: 4_096 });
  expect(new Set(rows.map((row) => row[0])).size).toBe(400_000);
  expect(splits).toHaveLength(11);
  // Cut by value, the first split would hold half of the rows.
  for (const split of splits) expect(split.rows.length).toBeLessThan(60_000);
});

test('splits a table without any key by row id', async () => {
  const { path } = testDatabase(manyRows('a text', "'x'"));
  const { splits, rows, plan } = await readAll(sqlite, { path, table: 't' }, { channels: 2, batchRows: 4_096 });
  expect(rows).toHaveLength(120_001);
  expect(splits.map((split) => split.rows.length)).toEqual([30_000, 30_000, 30_000, 30_001]);
  expect(plan.notes[0]).toBe('t: split by the physical position of rows, as there is no key to use; 4 splits');
  expect(plan.splits[1]?.label).toBe('t: rows _rowid_ >= 30001 and _rowid_ < 60001');
  expect(plan.splits[1]?.estimatedRows).toBe(30_000);
});

test('splits a table without row ids by its key', async () => {
  const { path } = testDatabase(
    manyRows('a text primary key, b integer', "printf('%08d', v), v").replace(');\n', ') without rowid;\n'),
  );
  const { plan, rows } = await readAll(sqlite, { path, table: 't' }, { channels: 2, batchRows: 4_096 });
  expect(rows).toHaveLength(120_001);
  expect(plan.notes[0]).toContain('split by "a", the primary key');
});

test('reads small tables, and any table with one channel, as one split', async () => {
  const { path } = testDatabase(
    `${manyRows('id integer primary key', 'v')} create table small as select * from t limit 10;`,
  );
  const one = await readAll(sqlite, { path, table: 't' }, { channels: 1, batchRows: 4_096 });
  expect(one.splits).toHaveLength(1);
  expect(one.plan.notes[0]).toBe('t: read as one split, as there is one channel');
  const small = await readAll(sqlite, { path, table: 'small' }, { channels: 4 });
  expect(small.plan.notes[0]).toBe('small: read as one split, as it has about 10 rows');
});

test('says why a key cannot be used', async () => {
  const { path } = testDatabase(manyRows('r real', 'v'));
  const { plan, rows } = await readAll(sqlite, { path, table: 't', splitPk: 'r' }, { channels: 2, batchRows: 4_096 });
  expect(rows).toHaveLength(120_001);
  expect(plan.notes[0]).toBe(
    't: "r" is real and cannot be used to split; split by the physical position of rows, as there is no key to use; 4 splits',
  );
});

test('keeps the splits of a run that is resumed, and refuses when the columns have changed', async () => {
  const database = testDatabase('create table t (id integer primary key); insert into t values (1), (2), (3);');
  const parameter = { path: database.path, table: 't', splitFactor: 1 };
  const open = () => openReader(sqlite, parameter);
  const wanted = { columns: [] };
  const first = await open();
  const plan = await first.plan({ channels: 2, wanted });
  await first.close();
  const second = await open();
  const again = await second.plan({ channels: 2, wanted, keep: plan.splits.slice(1) });
  expect(again.splits).toEqual(plan.splits.slice(1));
  await second.close();
  database.exec('alter table t add column x text');
  const third = await open();
  await expect(third.plan({ channels: 2, wanted, keep: plan.splits.slice(1) })).rejects.toThrow('have changed');
  await third.close();
});
