import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileBatchConversion } from '@sluice/core';
import { describeWithService, openReader, openWriter, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { avroFile, long } from '../families/files/formats/avro/test-avro.ts';
import txtfile from '../txtfile/index.ts';
import postgresql from './index.ts';
import { openSession } from './test-sessions.ts';

describeWithService('postgresql', 'lists of bytes', (server) => {
  test('of a file arrive in bytea[] as they are', async () => {
    const { host, port, user, password, database } = server();
    const session = await openSession(server());
    await session.execute('create table blobs (id int primary key, v bytea[])');
    const path = join(temporaryFolder(), 'lists.avro');
    const item = { type: 'array', items: 'bytes' };
    const schema = { type: 'record', name: 'r', fields: [{ name: 'id', type: 'int' }, { name: 'v', type: item }] }; // prettier-ignore
    const lists = [[Buffer.from('hello'), Buffer.from([0, 255, 92, 34])], [], [Buffer.alloc(0)]];
    const data = Buffer.concat(lists.flatMap((items, id) => [long(id), ...avroArray(items)]));
    writeFileSync(path, avroFile({ schema: JSON.stringify(schema), blocks: [{ count: lists.length, data }] }));
    const reader = await openReader(txtfile, { path: [path], fileFormat: 'avro', column: ['*'] });
    const writer = await openWriter(postgresql, {
      host, port, user, password, database, table: 'blobs', column: ['id', 'v'],
    }); // prettier-ignore
    const { wanted, shared } = await writer.prepare(await reader.describe());
    const plan = await reader.plan({ channels: 1, wanted });
    const { signal } = new AbortController();
    const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
    const converter = compileBatchConversion(plan.schema, wanted, { timeZone: 'UTC', lenientDates: false });
    for (const split of plan.splits) {
      const limits = { batchRows: 10, batchBytes: 1 << 20, signal };
      for await (const batch of reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits })) {
        const converted = converter?.convert(batch) ?? { batch, rejections: [] };
        expect(converted.rejections).toEqual([]);
        expect(await task.write(converted.batch)).toEqual([]);
      }
    }
    await writer.finish([await task.commit()]);
    await Promise.all([reader.close(), writer.close()]);
    const found = await session.query(
      `select array_to_string(array(select encode(b, 'hex') || '.' from unnest(v) b), ' ') from blobs order by id`,
    );
    await session.close();
    expect(found).toEqual([['68656c6c6f. 00ff5c22.'], [''], ['.']]);
  });
});

function avroArray(items: readonly Buffer[]): readonly Buffer[] {
  const block = items.length === 0 ? [] : [long(items.length), ...items.flatMap((item) => [long(item.length), item])];
  return [...block, long(0)];
}
