import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { batchOf, describeWithService, openReader, openWriter } from '@sluice/testkit';
import { expect, test } from 'vitest';
import connector from './index.ts';
import { connectionOf, folderOf, getFile, namesIn, operate, putFile } from './test-cluster.ts';
import { exploring, readRows, texts, writeRows } from './test-runs.ts';

const rows = [
  ['1', 'x'],
  ['2', 'Grüße, 世界'],
];

describeWithService('hdfs', 'files in HDFS', (server) => {
  const newFolder = (): string => `${folderOf(server())}/${randomBytes(4).toString('hex')}`;
  const reading = (path: string, more = {}) => ({ ...connectionOf(server()), path, nullFormat: '', ...more });
  const writing = (path: string, more = {}) => ({ ...connectionOf(server()), path, fileName: 'out', ...more });

  test('what is written is there for everybody, and reads back', async () => {
    const folder = newFolder();
    await writeRows(writing(folder, { singleFileOutput: true, fileName: 'out.csv' }), [rows]);
    expect((await getFile(server(), `${folder}/out.csv`)).toString()).toBe('1,x\n2,"Grüße, 世界"\n');
    expect((await readRows(reading(folder))).rows).toEqual(rows);
  });

  test('compressed files are written and read', async () => {
    const folder = newFolder();
    await writeRows(writing(folder, { compress: 'gzip' }), [rows]);
    const [name] = await namesIn(server(), folder);
    expect(name).toMatch(/^out__test_0000\.csv\.gz$/);
    const bytes = await getFile(server(), `${folder}/${name}`);
    expect(gunzipSync(bytes).toString()).toBe('1,x\n2,"Grüße, 世界"\n');
    await putFile(server(), `${folder}/other.csv.gz`, gzipSync('3,y\n'));
    expect((await readRows(reading(folder))).rows).toEqual([['3', 'y'], ...rows]);
  });

  test('Parquet, as published jobs have it', async () => {
    const folder = newFolder();
    const column = ['a', 'b'].map((name) => ({ name, type: 'STRING' }));
    await writeRows(writing(folder, { fileType: 'PARQUET', compress: 'SNAPPY', column }), [rows]);
    expect((await readRows({ ...connectionOf(server()), path: `${folder}/*`, fileType: 'parquet' })).rows).toEqual(
      rows,
    );
  });

  test.each(['a b', '100%', 'a%20b', 'ü 世界', "quote's", 'a+b', 'x;y', 'a,b', 'hash#', 'a&b=c', 'dt=2026-11-20'])(
    'a folder and a file named "%s"',
    async (name) => {
      const folder = `${newFolder()}/${name}`;
      await writeRows(writing(folder, { fileName: name, singleFileOutput: true, header: ['a', 'b'] }), [
        rows,
        [['3', 'y']],
      ]);
      expect(await namesIn(server(), folder)).toEqual([name]);
      const read = await readRows(reading(`${folder}/${name}`, { skipHeader: true }));
      expect(read.rows).toEqual([...rows, ['3', 'y']]);
    },
  );

  test('a name that HDFS does not take', async () => {
    const failing = writeRows(writing(newFolder(), { fileName: 'a:b', singleFileOutput: true }), [rows]);
    await expect(failing).rejects.toMatchObject({ code: 'FILES_UNWRITABLE', message: expect.stringContaining('a:b') });
  });

  test('patterns, folders, and what Hadoop hides', async () => {
    const folder = newFolder();
    for (const path of [
      'dt=1/a.csv',
      'dt=1/b.txt',
      'dt=2/c.csv',
      'dt=1/_meta.csv',
      'dt=1/.hidden.csv',
      '_temporary/0/d.csv',
    ])
      await putFile(server(), `${folder}/${path}`, `${path},1\n`);
    const paths = async (pattern: string): Promise<unknown[]> =>
      (await readRows(reading(pattern, { column: [{ index: 0 }] }))).rows.map(([path]) => path);
    expect(await paths(folder)).toEqual(['dt=1/a.csv', 'dt=1/b.txt', 'dt=2/c.csv']);
    expect(await paths(`${folder}/*/*.csv`)).toEqual(['dt=1/a.csv', 'dt=2/c.csv']);
    expect(await paths(`${folder}/dt=1/*`)).toEqual(['dt=1/a.csv', 'dt=1/b.txt']);
    expect(await paths(`${folder}/**/*.csv`)).toEqual(['dt=1/a.csv', 'dt=2/c.csv']);
    expect(await paths(`${folder}/dt=?/[ac].csv`)).toEqual(['dt=1/a.csv', 'dt=2/c.csv']);
    expect(await paths(`${folder}/dt={1,2}`)).toEqual(['dt=1/a.csv', 'dt=1/b.txt', 'dt=2/c.csv']);
    expect(await paths(`${folder}/dt=1/_m*`)).toEqual(['dt=1/_meta.csv']);
    expect(await paths(`${folder}/dt=1/_meta.csv`)).toEqual(['dt=1/_meta.csv']);
    expect(await paths(`hdfs://anything:8020${folder}//dt=2/`)).toEqual(['dt=2/c.csv']);
  });

  test('a large file is cut into splits that lie across blocks', async () => {
    const path = `${newFolder()}/large.csv`;
    const lines = Array.from({ length: 60_000 }, (_, index) => `${index},${'x'.repeat(40)}`);
    const content = `${lines.join('\n')}\n`;
    await operate(server(), 'PUT', path, { op: 'CREATE', blocksize: '1048576' }, content);
    const read = await readRows(reading(path, { minSplitBytes: 300_000, hasQuotedNewlines: false }), { channels: 2 });
    expect(read.splits).toHaveLength(8);
    expect(read.rows.map(([id]) => Number(id))).toEqual(lines.map((_, index) => index));
  });

  test('an aborted task leaves nothing, a killed run only hidden files, which the next one of its name removes', async () => {
    const folder = newFolder();
    const writer = await openWriter(connector, writing(folder));
    const { wanted, shared } = await writer.prepare(texts);
    const open = (taskId: string) =>
      writer.openTask({
        taskId,
        attempt: 1,
        schema: wanted,
        shared,
        isolate: false,
        signal: new AbortController().signal,
      });
    const aborted = await open('0000');
    await aborted.write(
      batchOf(
        texts,
        Array.from({ length: 20_000 }, () => ['long'.repeat(20), 'b']),
      ),
    );
    // The data node makes the file some time after the first bytes were sent.
    await expect.poll(() => namesIn(server(), folder), { timeout: 10_000 }).toEqual(['.out__test_0000.csv.sluice-tmp']);
    await aborted.abort();
    expect(await namesIn(server(), folder)).toEqual([]);
    const committed = await open('0001');
    await committed.write(batchOf(texts, rows));
    const token = await committed.commitToken?.();
    await committed.commit();
    expect(await namesIn(server(), folder)).toEqual(['.out__test_0001.csv.sluice-sealed']);
    expect((await readRows(reading(folder, { allowEmpty: true, column: [{ index: 0 }] }))).rows).toEqual([]);
    const resumed = await openWriter(connector, writing(folder));
    await resumed.prepare(texts, shared);
    expect(await resumed.committed?.(token ?? null)).toBe(true);
    await resumed.finish([]);
    expect(await namesIn(server(), folder)).toEqual(['out__test_0001.csv']);
  });

  test('truncate replaces, append adds, nonConflict stops', async () => {
    const folder = newFolder();
    await putFile(server(), `${folder}/out-old.csv`, 'old\n');
    await putFile(server(), `${folder}/other.csv`, 'other\n');
    await writeRows(writing(folder, { writeMode: 'append' }), [rows], { runId: 'one' });
    expect(await namesIn(server(), folder)).toEqual(['other.csv', 'out-old.csv', 'out__one_0000.csv']);
    const stopped = writeRows(writing(folder, { writeMode: 'nonConflict' }), [rows], { runId: 'two' });
    await expect(stopped).rejects.toMatchObject({ code: 'FILES_NAME_TAKEN' });
    await writeRows(writing(folder, { writeMode: 'truncate' }), [rows], { runId: 'three' });
    expect(await namesIn(server(), folder)).toEqual(['other.csv', 'out__three_0000.csv']);
  });

  test('parts are joined to one file, which replaces the old one', async () => {
    const folder = newFolder();
    await putFile(server(), `${folder}/all.csv`, 'old\n');
    const one = { fileName: 'all.csv', singleFileOutput: true, header: ['a', 'b'] };
    await writeRows(writing(folder, one), [[['1', 'x']], [], [['2', 'y']], [['3', 'z']]]);
    expect((await getFile(server(), `${folder}/all.csv`)).toString()).toBe('a,b\n1,x\n2,y\n3,z\n');
    expect(await namesIn(server(), folder)).toEqual(['all.csv']);
  });

  test('who may not read or write is told so', async () => {
    const folder = newFolder();
    const path = await putFile(server(), `${folder}/secret.csv`, 'a,b\n');
    await operate(server(), 'PUT', path, { op: 'SETPERMISSION', permission: '600' });
    await expect(readRows(reading(path, { user: 'alice' }))).rejects.toMatchObject({
      code: 'FILES_UNREADABLE',
      message: expect.stringMatching(/^Cannot read ".*secret\.csv": permission denied: user=alice, access=READ/),
      retryable: false,
    });
    await operate(server(), 'PUT', folder, { op: 'SETPERMISSION', permission: '700' });
    await expect(readRows(reading(folder, { user: 'alice' }))).rejects.toMatchObject({ code: 'FILES_UNREADABLE' });
    await operate(server(), 'PUT', folder, { op: 'SETPERMISSION', permission: '755' });
    await expect(writeRows(writing(folder, { user: 'alice' }), [rows])).rejects.toMatchObject({
      code: 'FILES_UNWRITABLE',
      message: expect.stringContaining('permission denied: user=alice, access=WRITE_EXECUTE'),
    });
  });

  test('quotas', async () => {
    const few = newFolder();
    await operate(server(), 'PUT', few, { op: 'MKDIRS' });
    await operate(server(), 'PUT', few, {
      op: 'SETQUOTA',
      namespacequota: '1',
      storagespacequota: String(2n ** 63n - 1n),
    });
    await expect(writeRows(writing(few), [rows])).rejects.toMatchObject({
      code: 'FILES_UNWRITABLE',
      message: expect.stringContaining('the quota of names of its folder is used up'),
    });
    const small = newFolder();
    await operate(server(), 'PUT', small, { op: 'MKDIRS' });
    await operate(server(), 'PUT', small, { op: 'SETQUOTA', namespacequota: '1000', storagespacequota: '1024' });
    const many = Array.from({ length: 60_000 }, () => ['long'.repeat(20), 'b']);
    await expect(writeRows(writing(small), [many])).rejects.toMatchObject({
      code: 'FILES_UNWRITABLE',
      message: expect.stringContaining('the space quota of its folder is used up'),
    });
    expect(await namesIn(server(), small)).toEqual([]);
  });

  test('no room', async () => {
    const folder = newFolder();
    await operate(server(), 'PUT', folder, { op: 'MKDIRS' });
    // It wants a kind of disk that the cluster does not have, which is refused as a full one is.
    await operate(server(), 'PUT', folder, { op: 'SETSTORAGEPOLICY', storagepolicy: 'COLD' });
    await expect(writeRows(writing(folder), [rows])).rejects.toMatchObject({
      code: 'FILES_DISK_FULL',
      message: `No space left while writing "${folder}/out__test_0000.csv".`,
    });
    expect(await namesIn(server(), folder)).toEqual([]);
  });

  test('paths that do not fit', async () => {
    const file = await putFile(server(), `${newFolder()}/a.csv`, 'a\n');
    await expect(readRows(reading('/nowhere/*.csv'))).rejects.toMatchObject({ code: 'FILES_NO_FILE' });
    await expect(readRows(reading('data/a.csv'))).rejects.toMatchObject({ code: 'HDFS_RELATIVE_PATH' });
    await expect(writeRows(writing(file), [rows])).rejects.toMatchObject({
      code: 'FILES_UNWRITABLE',
      message: expect.stringMatching(/is a file|something else has this name|not a folder/),
    });
  });

  test('a file that is replaced after planning is noticed', async () => {
    const path = await putFile(server(), `${newFolder()}/a.csv`, '1,x\n');
    const reader = await openReader(connector, reading(path));
    await reader.describe();
    const plan = await reader.plan({ channels: 1, wanted: texts });
    await putFile(server(), path, '2,y\n');
    const [split] = plan.splits;
    if (split === undefined) throw new Error('no split');
    const limits = { batchRows: 10, batchBytes: 1000, signal: new AbortController().signal };
    const batches = reader.read({ schema: plan.schema, shared: plan.shared, split, ...limits });
    const next = batches[Symbol.asyncIterator]().next();
    await expect(next).rejects.toMatchObject({ code: 'FILES_CHANGED' });
  });

  test('the explorer tests, lists and describes', async () => {
    const folder = newFolder();
    await putFile(server(), `${folder}/orders.jsonl`, '{"id":1,"name":"x"}\n');
    await putFile(server(), `${folder}/_SUCCESS`, '');
    const explorer = await exploring(connectionOf(server()));
    expect((await explorer.test()).map(({ step, ok }) => [step, ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['read', true],
    ]);
    expect(await explorer.listTables({ schema: folder, pattern: 'ord*' })).toEqual([
      { name: `${folder}/orders.jsonl`, kind: 'file', estimatedBytes: 20 },
    ]);
    const described = await explorer.describeTable(`${folder}/orders.jsonl`);
    expect(described.schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
    await expect(explorer.describeTable(`${folder}/none.csv`)).rejects.toMatchObject({ code: 'FILES_NO_FILE' });
    await explorer.close();
    const wrong = await exploring({ defaultFS: 'webhdfs://127.0.0.1:1' });
    expect((await wrong.test()).map(({ step, ok }) => [step, ok])).toEqual([
      ['resolve', true],
      ['connect', false],
    ]);
  });
});
