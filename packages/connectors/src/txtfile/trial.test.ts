import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import txtfile from './index.ts';

const openTrial = (path: string) => txtfile.writer!.openTrial!({ path } as never, testContext({ runId: 'r1' }));

test('a test run writes into a hidden folder inside the target folder, which is removed', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'orders.csv'), '1\n');
  const trial = await openTrial(folder);
  expect(trial.options['path']).toBe(join(folder, '.sluice_test_r1'));
  mkdirSync(join(trial.place, 'below'));
  writeFileSync(join(trial.place, 'below', 'orders.csv'), '2\n');
  await trial.remove();
  expect(readdirSync(folder)).toEqual(['orders.csv']);
});

test('a target folder that did not exist does not exist afterwards', async () => {
  const folder = join(temporaryFolder(), 'new');
  const trial = await openTrial(join(folder, 'deep'));
  expect(existsSync(trial.place)).toBe(true);
  await trial.remove();
  expect(existsSync(folder)).toBe(false);
});

test('standard output is no place for a test run', async () => {
  await expect(openTrial('-')).rejects.toMatchObject({ code: 'FILES_UNWRITABLE' });
});
