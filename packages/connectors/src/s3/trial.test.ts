import { parseStepOptions, types, type Schema } from '@sluice/core';
import { batchOf, describeWithService, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import s3 from './index.ts';
import { newBucket, type Bucket } from './test-buckets.ts';

const schema: Schema = { columns: [{ name: 'id', type: types.int64, isNullable: false }] };

async function openTrial({ connection }: Bucket) {
  const parameter = { ...connection, object: 'out/orders', fileFormat: 'csv', writeMode: 'truncate' };
  const { options } = parseStepOptions(s3, 'writer', parameter, '');
  return s3.writer!.openTrial!(options as never, testContext({ runId: 'r1' }));
}

/** Opens the writer of a test run and seals one file. */
async function load(options: Readonly<Record<string, unknown>>) {
  const writer = await s3.writer!.open(options as never, testContext({ runId: 'r1' }));
  const { wanted, shared } = await writer.prepare(schema);
  const { signal } = new AbortController();
  const task = await writer.openTask({ taskId: '0', attempt: 1, schema: wanted, shared, isolate: false, signal });
  await task.write(batchOf(wanted, [[1n], [2n]]));
  return { writer, report: await task.commit() };
}

describeWithService('versitygw', 'test runs on an object store', () => {
  test('objects of a test run lie in a hidden folder, those of the job stay, and nothing is left', async () => {
    const bucket = await newBucket();
    await bucket.put('out/orders__old.csv', '7\n');
    const trial = await openTrial(bucket);
    const { writer, report } = await load(trial.options);
    await writer.finish([report]);
    await writer.close();
    const keys = await bucket.keys();
    expect(keys.filter((key) => key.startsWith('out/.sluice_test_r1/orders'))).toHaveLength(1);
    await trial.remove();
    expect(await bucket.keys()).toEqual(['out/orders__old.csv']);
  });

  test('what a killed test run left is removed by its id, that of others stays', async () => {
    const bucket = await newBucket();
    await bucket.put('out/orders__old.csv', '7\n');
    await bucket.put('out/.sluice_test_r2/orders', '8\n');
    const trial = await openTrial(bucket);
    const { writer } = await load(trial.options);
    await writer.close();
    const parameter = { ...bucket.connection, object: 'out/orders', fileFormat: 'csv', writeMode: 'truncate' };
    const { options } = parseStepOptions(s3, 'writer', parameter, '');
    await s3.writer!.removeTrial!(options as never, testContext({ runId: 'r1' }));
    expect((await bucket.keys()).toSorted()).toEqual(['out/.sluice_test_r2/orders', 'out/orders__old.csv']);
  });

  test('what an interrupted test run has sealed is removed, too', async () => {
    const bucket = await newBucket();
    const trial = await openTrial(bucket);
    const { writer } = await load(trial.options);
    await writer.close();
    expect(await bucket.keys()).toHaveLength(1);
    await trial.remove();
    expect(await bucket.keys()).toEqual([]);
    expect(await bucket.uploads()).toEqual([]);
  });
});
