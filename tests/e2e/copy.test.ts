import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeShop, query } from './jobs.ts';
import { Workplace } from './sluice.ts';

function shop(): Workplace {
  const place = new Workplace();
  makeShop(place.folder, 3);
  return place;
}

test('copies from one database to another', async () => {
  const place = shop();
  const { exitCode, answer } = await place.json([
    'copy',
    'sqlite:shop.db?table=orders_a',
    'sqlite:copy.db?table=orders',
    '--where',
    'id > 1',
  ]);
  expect(exitCode).toBe(0);
  expect(answer).toMatchObject({ rowsRead: 2, rowsWritten: 2 });
  expect(query(join(place.folder, 'copy.db'), 'select group_concat(id) from orders')).toBe('2,3');
});

test('writes a CSV file with a header and reads it back', async () => {
  const place = shop();
  expect((await place.run(['copy', 'sqlite:shop.db?table=orders_a', 'out/orders.csv', '--header'])).exitCode).toBe(0);
  expect(readFileSync(join(place.folder, 'out/orders.csv'), 'utf8')).toBe(
    'id,name\n1,order number 1\n2,order number 2\n3,order number 3\n',
  );
  expect((await place.run(['copy', 'out/orders.csv', 'sqlite:copy.db?table=orders', '--header'])).exitCode).toBe(0);
  expect(query(join(place.folder, 'copy.db'), 'select count(*) from orders')).toBe(3);
});

test.each(['a#1.csv', 'a%20b.csv', '50%.csv'])('a path is taken as it is written: %s', async (name) => {
  const place = new Workplace();
  place.write(`in/${name}`, '1,one\n');
  expect((await place.run(['copy', `in/${name}`, `out/${name}`])).exitCode).toBe(0);
  expect(readdirSync(join(place.folder, 'out'))).toEqual([name]);
  expect(readFileSync(join(place.folder, 'out', name), 'utf8')).toBe('1,one\n');
});

test('a question mark in a path is a wildcard unless options follow', async () => {
  const place = new Workplace();
  for (const name of ['a1.csv', 'a2.csv']) place.write(`in/${name}`, `${name},x\n`);
  const all = await place.run(['copy', 'in/a?.csv', '-', '--format', 'csv', '--quiet']);
  expect(all).toMatchObject({ exitCode: 0, stdout: 'a1.csv,x\na2.csv,x\n' });
  const one = await place.run(['copy', 'in/a1.csv?skipHeader=true', '-', '--format', 'csv', '--quiet']);
  expect(one).toMatchObject({ exitCode: 0, stdout: '' });
});

test.each([
  ['--where', 'id = 1', 'Local files cannot follow --where.'],
  ['--pre-sql', 'delete from x', 'Local files cannot follow --pre-sql.'],
])('an option that a side cannot follow is refused: %s', async (flag, value, message) => {
  const place = new Workplace();
  place.write('a.csv', '1,one\n');
  const { exitCode, stderr } = await place.run(['copy', 'a.csv', 'b.csv', flag, value]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  expect(readdirSync(place.folder)).not.toContain('b.csv');
});

test('a path with the suffix of a database is that database, and no text file takes its place', async () => {
  const place = new Workplace();
  makeShop(place.folder, 3);
  const refused = await place.run(['copy', place.write('rows.csv', '1,one\n'), 'shop.db']);
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--table') });
  const read = await place.run(['copy', 'shop.db?table=orders_a', '-', '--format', 'csv', '--columns', 'id']);
  expect(read).toMatchObject({ exitCode: 0, stdout: '1\n2\n3\n' });
  const written = await place.run(['copy', 'rows.csv', 'file:text.db', '--quiet']);
  expect(written.exitCode).toBe(0);
  expect(readFileSync(join(place.folder, 'text.db'), 'utf8')).toBe('1,one\n');
});

test('reads standard input and writes standard output', async () => {
  const place = shop();
  const input = '{"id":1,"name":"订单"}\n{"id":2,"name":null}\n';
  const args = ['copy', '-', 'sqlite:copy.db?table=orders', '--format', 'jsonl', '--columns', 'id,name'];
  expect((await place.run(args, { input })).exitCode).toBe(0);
  const { stdout } = await place.run(['copy', 'sqlite:copy.db?table=orders', '-', '--format', 'jsonl', '--quiet']);
  expect(stdout).toBe(input);
});

test('runs channels in threads of their own when told to', async () => {
  const place = shop();
  for (const name of ['a', 'b', 'c', 'd']) place.write(`in/${name}.csv`, 'id,name\n1,one\n2,two\n');
  const args = [
    'copy',
    'in',
    'out',
    '--header',
    '--threads',
    'always',
    '--log-format',
    'json',
    '--writer',
    'singleFileOutput=false',
  ];
  const { exitCode, stderr } = await place.run(args);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('channels run in threads');
  expect(stderr).toContain('"rowsWritten":8');
});

test('takes the table from --table and fills variables in', async () => {
  const place = shop();
  const args = [
    'copy',
    'sqlite:shop.db',
    'sqlite:copy.db?table=orders',
    '--table',
    'orders_b',
    '--where',
    'id < ${limit}',
    '-p',
    'limit=1000003',
  ];
  const { answer } = await place.json(args);
  expect(answer).toMatchObject({ rowsWritten: 2 });
});

test('runs --pre-sql and uses --mode at the target', async () => {
  const place = shop();
  const args = ['copy', 'sqlite:shop.db?table=orders_a', 'sqlite:copy.db?table=orders', '--mode', 'replace'];
  await place.run(args);
  expect((await place.run(args)).exitCode).toBe(0);
  expect((await place.run([...args, '--pre-sql', 'delete from orders where id > 0'])).exitCode).toBe(0);
  expect(query(join(place.folder, 'copy.db'), 'select count(*) from orders')).toBe(3);
});

test('prints the job instead of running it', async () => {
  const place = shop();
  const { stdout } = await place.run(['copy', 'sqlite:shop.db?table=orders_a', 'orders.csv', '--print-job']);
  expect(JSON.parse(stdout).steps.map((step: { stepType: string }) => step.stepType)).toEqual(['sqlite', 'txtfile']);
});

test('refuses an unknown scheme and a nameless format, without showing the password of a URL', async () => {
  const place = shop();
  const unknown = await place.run(['copy', 'foodb://me:hunter2-inline@db/shop', 'orders.csv']);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('CLI_UNKNOWN_URL');
  expect(unknown.stderr).not.toContain('hunter2');
  expect(await place.run(['copy', '-', 'orders.csv'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--format'),
  });
});

test('makes the target table from the columns of the source, once', async () => {
  const place = shop();
  const args = ['copy', 'sqlite:shop.db?table=orders_a', 'sqlite:copy.db?table=fresh', '--create-table', '--key', 'id'];
  const made = await place.json(args);
  expect(made).toMatchObject({ exitCode: 0, answer: { rowsWritten: 3 } });
  expect(query(join(place.folder, 'copy.db'), "select sql from sqlite_master where name = 'fresh'")).toMatch(
    /create table "fresh" \(\s+"id" integer not null,\s+"name" text null,\s+primary key \("id"\)\s+\)/i,
  );
  expect(await place.json([...args, '--mode', 'replace'])).toMatchObject({ exitCode: 0, answer: { rowsWritten: 3 } });
  expect(query(join(place.folder, 'copy.db'), 'select count(*) from fresh')).toBe(3);
});

test.each([
  [['sqlite:shop.db?table=orders_a', 'out.csv', '--create-table'], 'has no tables'],
  [['sqlite:shop.db?table=orders_a', 'sqlite:copy.db?table=new', '--create-table', '--key', 'nr'], 'id, name'],
  [['-', 'sqlite:copy.db?table=new', '--format', 'csv', '--create-table'], 'standard input'],
  [['sqlite:shop.db?table=orders_a', 'sqlite:copy.db?table=orders', '--key', 'id'], '--create-table'],
])('refuses to make a table: %j', async (args, why) => {
  const place = shop();
  expect(await place.run(['copy', ...args])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
});

test('--columns holds for a URL of a server too', async () => {
  const args = ['copy', 'mysql://db/shop/orders', 'postgresql://dw/dw/orders', '--columns', 'id,name', '--print-job'];
  const { answer } = await shop().json(args);
  const columns = answer.result.steps.map((step: { parameter: { column: unknown } }) => step.parameter.column);
  expect(columns).toEqual([
    ['id', 'name'],
    ['id', 'name'],
  ]);
});

test('says which side has no such table', async () => {
  const { exitCode, stderr } = await shop().run(['copy', 'sqlite:shop.db?table=none', 'sqlite:copy.db?table=orders']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('steps[0].parameter');
  expect(stderr).not.toContain('--create-table');
});

test('offers --create-table when the target table is missing', async () => {
  const place = shop();
  const { exitCode, stderr } = await place.run(['copy', 'sqlite:shop.db?table=orders_a', 'sqlite:copy.db?table=none']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--create-table makes a target table that is missing');
});

test('writes one Parquet file with one channel, from a table that would be split', async () => {
  const place = new Workplace();
  makeShop(place.folder, 150_000);
  const written = await place.json(['copy', 'sqlite:shop.db?table=orders_a', 'orders.parquet']);
  expect(written).toMatchObject({ exitCode: 0, answer: { rowsWritten: 150_000, channels: 1 } });
  const back = await place.json(['copy', 'orders.parquet', 'sqlite:copy.db?table=orders']);
  expect(back).toMatchObject({ exitCode: 0, answer: { rowsWritten: 150_000 } });
});
