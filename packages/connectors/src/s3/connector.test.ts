import { types, type Batch } from '@sluice/core';
import { batchOf, describeWithService, openReader, openWriter } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import connector from './index.ts';
import { s3Place } from './endpoint.ts';
import { newBucket } from './test-buckets.ts';
import { readRows, writeRows } from '../families/files/object-store/test-rows.ts';

const schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: true },
    { name: 'name', type: types.utf8, isNullable: true },
  ],
};
const rows = (...names: readonly string[]): Batch =>
  batchOf(
    schema,
    names.map((name, index) => [BigInt(index + 1), name]),
  );

describeWithService('versitygw', 'jobs on S3', () => {
  test('a published job reads as it is', async () => {
    const bucket = await newBucket();
    await bucket.put('a/b/1.csv', '1,one\n');
    await bucket.put('a/b/2.csv', '2,"two, too"\n');
    const { endpoint, bucket: name, accessKeyId, secretAccessKey } = bucket.connection;
    const parameter = {
      endpoint,
      bucket: name,
      regionId: 'us-east-1',
      accessId: accessKeyId,
      accessKey: secretAccessKey,
      fileFormat: 'csv',
      object: ['a/b/*.csv'],
      fieldDelimiter: ',',
      encoding: 'UTF-8',
      column: [
        { index: 0, type: 'long' },
        { index: 1, type: 'string' },
        { value: 'const', type: 'string' },
      ],
    };
    expect(await readRows(connector, parameter as never)).toEqual([
      [1n, 'one', 'const'],
      [2n, 'two, too', 'const'],
    ]);
  });

  test('a run writes one object per task under the prefix, and replaces those of the prefix only', async () => {
    const bucket = await newBucket();
    for (const key of ['out/part__old', 'out/other', 'out/part/below']) await bucket.put(key, key);
    await writeRows(connector, { ...bucket.connection, object: 'out/part', header: true }, [[rows('a')], [rows('b')]], {
      runId: 'r1',
    });
    expect(await bucket.keys()).toEqual([
      'out/other',
      'out/part/below',
      'out/part__r1_0000.csv',
      'out/part__r1_0001.csv',
    ]);
    expect((await bucket.get('out/part__r1_0001.csv')).toString()).toBe('id,name\n1,b\n');
  });

  test('a single object has exactly its name, joined from all tasks', async () => {
    const bucket = await newBucket();
    await bucket.put('out/all.csv', 'old');
    const parameter = { ...bucket.connection, object: 'out/all.csv', writeSingleObject: 'true', header: true };
    await writeRows(connector, parameter, [[rows('a')], [rows('b', 'c')]]);
    expect(await bucket.keys()).toEqual(['out/all.csv']);
    expect((await bucket.get('out/all.csv')).toString()).toBe('id,name\n1,a\n1,b\n2,c\n');
  });

  test('names may follow a template', async () => {
    const bucket = await newBucket();
    const parameter = { ...bucket.connection, path: '/out/', nameTemplate: 'day-{task}' };
    await writeRows(connector, parameter, [[rows('a')], [rows('b')]]);
    expect(await bucket.keys()).toEqual(['out/day-0000.csv', 'out/day-0001.csv']);
    expect((await bucket.get('out/day-0001.csv')).toString()).toBe('1,b\n');
  });

  test('a failed run leaves what was there and nothing else', async () => {
    const bucket = await newBucket();
    await bucket.put('out/part__old', 'old');
    const writer = await openWriter(connector, { ...bucket.connection, object: 'out/part' });
    const { wanted, shared } = await writer.prepare(schema);
    const { signal } = new AbortController();
    const task = await writer.openTask({ taskId: '0000', attempt: 1, schema: wanted, shared, isolate: false, signal });
    await task.write(rows('a'));
    await task.abort();
    await writer.cancel?.();
    await writer.close();
    expect(await bucket.keys()).toEqual(['out/part__old']);
  });

  test('nonConflict stops before anything is written', async () => {
    const bucket = await newBucket();
    await bucket.put('out/part__old', 'old');
    const parameter = { ...bucket.connection, object: 'out/part', writeMode: 'nonConflict' };
    await expect(writeRows(connector, parameter, [[rows('a')]])).rejects.toMatchObject({ code: 'FILES_NAME_TAKEN' });
  });

  test('compressed files are written and read', async () => {
    const bucket = await newBucket();
    await writeRows(connector, { ...bucket.connection, object: 'z/a', compress: 'gzip' }, [[rows('ä', 'b')]]);
    const column = ['id', 'name'].map((name, index) => ({ name, index, type: index === 0 ? 'long' : 'string' }));
    expect(await readRows(connector, { ...bucket.connection, object: 'z/*.gz', column })).toEqual([
      [1n, 'ä'],
      [2n, 'b'],
    ]);
  });

  test('a bucket that is not there is told before the first row', async () => {
    const { connection } = await newBucket();
    const wrong = { ...connection, bucket: 'nowhere-at-all' };
    const writer = await openWriter(connector, { ...wrong, object: 'out/a' });
    await expect(writer.prepare(schema)).rejects.toMatchObject({ code: 'OBJECT_STORE_BUCKET_NOT_FOUND' });
    const reader = await openReader(connector, { ...wrong, object: 'a.csv' });
    await expect(reader.describe()).rejects.toMatchObject({ code: 'OBJECT_STORE_BUCKET_NOT_FOUND' });
    await reader.close();
    await writer.close();
  });

  test('what a URL reads and writes', async () => {
    const bucket = await newBucket();
    const { endpoint, bucket: name, accessKeyId, secretAccessKey } = bucket.connection as Record<string, string>;
    const url = (path: string): URL =>
      new URL(`s3://${accessKeyId}:${secretAccessKey}@${name}/${path}?endpoint=${encodeURIComponent(endpoint ?? '')}`);
    await writeRows(connector, connector.urls?.toParameter(url('out/a%20b.csv'), 'writer') as never, [[rows('x')]]);
    expect(await bucket.keys()).toEqual(['out/a b.csv']);
    const reading = connector.urls?.toParameter(url('out/*.csv'), 'reader');
    expect(await readRows(connector, reading as never)).toEqual([['1', 'x']]);
  });
});

describe('parameters', () => {
  test('a URL becomes parameters', () => {
    const of = (text: string, side: 'reader' | 'writer') => connector.urls?.toParameter(new URL(text), side);
    expect(of('s3://sales/in/2026/*.csv.gz?region=eu-central-1', 'reader')).toEqual({
      bucket: 'sales',
      path: ['in/2026/*.csv.gz'],
      fileFormat: 'csv',
      nullFormat: '',
      byteEncoding: 'base64',
      region: 'eu-central-1',
    });
    expect(of('s3://sales/out/a.jsonl', 'writer')).toEqual({
      bucket: 'sales',
      object: 'out/a.jsonl',
      singleFileOutput: true,
      fileFormat: 'jsonl',
    });
    expect(of('s3://sales/out/?fileFormat=text', 'writer')).toMatchObject({ path: 'out/', fileFormat: 'text' });
    expect(of('s3://sales', 'writer')).toMatchObject({ bucket: 'sales', path: '/' });
  });

  test.each([
    [{}, 'neither object nor path is given'],
    [{ object: 'a', path: 'b' }, 'both object and path are given'],
    [{ object: 'a/', writeSingleObject: true }, 'writeSingleObject needs a name, not a folder'],
  ])('the target %j is refused', async (parameter, problem) => {
    const connection = { bucket: 'sales', accessKeyId: 'key', secretAccessKey: 'secret' };
    await expect(openWriter(connector, { ...connection, ...parameter })).rejects.toMatchObject({
      code: 'OBJECT_STORE_BAD_TARGET',
      message: `The names of the objects to write are not clear: ${problem}.`,
    });
  });

  test.each([
    [{}, 'https://sales.s3.us-east-1.amazonaws.com/', '', 'us-east-1'],
    [{ region: 'eu-central-1' }, 'https://sales.s3.eu-central-1.amazonaws.com/', '', 'eu-central-1'],
    [{ region: 'cn-north-1' }, 'https://sales.s3.cn-north-1.amazonaws.com.cn/', '', 'cn-north-1'],
    [{ region: 'eu-west-1', bucket: 'a.b.c' }, 'https://s3.eu-west-1.amazonaws.com/', '/a.b.c', 'eu-west-1'],
    [
      { endpoint: 'https://s3.ap-south-1.amazonaws.com' },
      'https://sales.s3.ap-south-1.amazonaws.com/',
      '',
      'ap-south-1',
    ],
    [{ endpoint: 'http://minio.internal:9000' }, 'http://minio.internal:9000/', '/sales', 'us-east-1'],
    [{ endpoint: 'storage.example.com/s3', region: 'x' }, 'https://storage.example.com/', '/s3/sales', 'x'],
    [{ endpoint: 'https://[::1]:9000' }, 'https://[::1]:9000/', '/sales', 'us-east-1'],
    [
      { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' },
      'https://sales.oss-cn-hangzhou.aliyuncs.com/',
      '',
      'oss-cn-hangzhou',
    ],
    [
      { endpoint: 'https://tos-s3-cn-beijing.volces.com' },
      'https://sales.tos-s3-cn-beijing.volces.com/',
      '',
      'cn-beijing',
    ],
    [{ endpoint: 'https://s3.example.com', pathStyle: false }, 'https://sales.s3.example.com/', '', 'us-east-1'],
    [{ region: 'eu-west-1', pathStyle: true }, 'https://s3.eu-west-1.amazonaws.com/', '/sales', 'eu-west-1'],
  ])('%j leads to %s', (options, origin, basePath, region) => {
    const place = s3Place({ bucket: 'sales', ...options });
    expect(place.address.origin.href).toBe(origin);
    expect(place.address.basePath).toBe(basePath);
    expect(place.region).toBe(region);
  });
});
