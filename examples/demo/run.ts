/**
 * The demo: makes a shop database, then runs four real jobs on it with the command line. Needs nothing but Node.
 *
 *   node --conditions=development examples/demo/run.ts [FOLDER]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeShop, orderCount } from './shop.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(process.argv[2] ?? join(root, 'demo-output'));
const launcher = join(root, 'packages/cli/bin/sluice');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
console.log(`\nMaking a shop with ${orderCount.toLocaleString('en')} orders, 60 of them bad on purpose, in ${folder}`);
makeShop(join(folder, 'shop.db'));
const warehouse = new DatabaseSync(join(folder, 'warehouse.db'));
warehouse.exec(readFileSync(join(import.meta.dirname, 'warehouse.sql'), 'utf8'));
warehouse.close();

for (const job of ['orders-to-warehouse', 'orders-to-csv', 'orders-to-parquet', 'customers-to-jsonl']) {
  await show('run', job);
}
await show('preview', 'parquet-to-screen', '--rows', '3');
console.log(`
The orders take ${megabytes('csv')} MB as CSV and ${megabytes('parquet')} MB as Parquet.

Look at what it made:      ls -l ${folder}
The bad orders are kept:   npx sluice runs list --state-dir ${folder}/state
                           npx sluice dirty list RUN --state-dir ${folder}/state
See what a run would do:   npx sluice plan examples/demo/orders-to-warehouse.json -p folder=${folder}`);

/** Runs a command on a job of this folder below a line that says so. */
function show(command: string, job: string, ...rest: readonly string[]): Promise<void> {
  console.log(`\n── sluice ${command} examples/demo/${job}.json ${'─'.repeat(53 - command.length - job.length)}`);
  return sluice(command, join(import.meta.dirname, `${job}.json`), '-p', `folder=${folder}`, ...rest);
}

/** Size of the files in one of the folders that the jobs wrote. */
function megabytes(name: string): string {
  const files = readdirSync(join(folder, name)).map((file) => join(folder, name, file));
  return (files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(1);
}

function sluice(...parameters: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(launcher, [...parameters, '--state-dir', join(folder, 'state')], { stdio: 'inherit' });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`sluice ended with ${code}`))));
  });
}
