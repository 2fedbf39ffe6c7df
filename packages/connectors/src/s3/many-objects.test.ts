import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { inParallel } from '../families/files/object-store/in-parallel.ts';
import { startProxy } from '../families/files/object-store/test-proxy.ts';
import { readRows } from '../families/files/object-store/test-rows.ts';
import connector from './index.ts';
import { newBucket } from './test-buckets.ts';

describeWithService('versitygw', 'many small objects', () => {
  test('answers from far away are waited for together', async () => {
    const bucket = await newBucket();
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    await inParallel(20, numbers, (index) => bucket.put(`k/${String(index).padStart(4, '0')}.csv`, `${index},x\n`));
    const proxy = await startProxy(bucket.server, { delayMs: 30 });
    const endpoint = `http://127.0.0.1:${proxy.port}`;
    const column = [
      { index: 0, type: 'long' },
      { index: 1, type: 'string' },
    ];
    const start = performance.now();
    const rows = await readRows(connector, { ...bucket.connection, endpoint, object: 'k/*.csv', column });
    const seconds = (performance.now() - start) / 1000;
    expect(rows.map(([id]) => Number(id))).toEqual(numbers);
    expect(proxy.mostOpen).toBeGreaterThan(16);
    // One after the other: 300 answers of 30 ms, 9 s.
    expect(seconds).toBeLessThan(4.5);
  });
});
