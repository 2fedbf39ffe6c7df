import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { dirtyReader } from './dirty-reader.ts';

const schema = { columns: [{ name: 'id', type: types.int64, isNullable: true }] };

test('records that cannot be written again count for the size of a batch', async () => {
  const file = join(temporaryFolder(), 'bad.ndjson');
  const records = ['{"raw":"a"}', '{"values":{"id":"2"}}', '{"raw":"c"}', '{"raw":"d"}', '{"values":{"id":"5"}}'];
  writeFileSync(file, records.map((record) => `${record}\n`).join(''));
  const { signal } = new AbortController();
  const request = { schema, shared: null, split: { label: '', json: null }, passThrough: false };
  const batches: unknown[] = [];
  for await (const batch of dirtyReader([file], schema).read({ ...request, batchRows: 2, batchBytes: 1e6, signal })) {
    batches.push([[...(batch.ordinals ?? [])], batch.rejected.map(({ ordinal }) => ordinal)]);
  }
  expect(batches).toEqual([
    [[1], [0]],
    [[], [2, 3]],
    [[4], []],
  ]);
});
