/**
 * The demo: makes a shop database, then runs three real jobs on it with the command line. Needs nothing but Node.
 *
 *   node --conditions=development examples/demo/run.ts [FOLDER]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
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

for (const job of ['orders-to-warehouse', 'orders-to-csv', 'customers-to-jsonl']) {
  console.log(`\n── sluice run examples/demo/${job}.json ${'─'.repeat(50 - job.length)}`);
  await sluice('run', join(import.meta.dirname, `${job}.json`), '-p', `folder=${folder}`);
}
console.log(`
Look at what it made:      ls -l ${folder}
The bad orders are kept:   npx sluice runs list --state-dir ${folder}/state
                           npx sluice dirty list RUN --state-dir ${folder}/state
See what a run would do:   npx sluice plan examples/demo/orders-to-warehouse.json -p folder=${folder}`);

function sluice(...parameters: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(launcher, [...parameters, '--state-dir', join(folder, 'state')], { stdio: 'inherit' });
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`sluice ended with ${code}`))));
  });
}
