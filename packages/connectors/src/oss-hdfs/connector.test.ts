import { randomBytes } from 'node:crypto';
import { types } from '@sluice/core';
import { batchOf, describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { readRows, writeRows } from '../families/files/object-store/test-rows.ts';
import { folderOf, getFile, namesIn } from '../hdfs/test-cluster.ts';
import connector from './index.ts';

describeWithService('hdfs', 'OSS-HDFS over a gateway', (server) => {
  test('a job with the fields of published ones writes and reads back', async () => {
    const { host, port, user } = server();
    const connection = {
      webhdfsAddress: [`http://${host}:${port}`],
      user,
      endpoint: 'cn-shanghai.oss-dls.aliyuncs.com',
      bucket: 'lake',
      accessId: 'id',
      accessKey: 'key',
    };
    const path = `${folderOf(server())}/${randomBytes(4).toString('hex')}`;
    const schema = { columns: [{ name: 'a', type: types.utf8, isNullable: true }] };
    const rows = [['x'], ['Grüße 世界']];
    const writing = { ...connection, path, fileName: 'out', fileFormat: 'text', writeMode: 'nonConflict' };
    await writeRows(connector, writing, [[batchOf(schema, rows)]]);
    const [name] = await namesIn(server(), path);
    expect((await getFile(server(), `${path}/${name}`)).toString()).toBe('x\nGrüße 世界\n');
    const reading = { ...connection, path: `${path}/*`, fileFormat: 'text', column: [{ index: 0, type: 'string' }] };
    expect(await readRows(connector, reading)).toEqual(rows);
  });
});
