import { parseOptions, type CellValue, type Parameter } from '@sluice/core';
import { collect, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { fileReaderFields, fileWriterFields, type FileReaderOptions, type FileWriterOptions } from './fields.ts';
import { FileReader } from './reader.ts';
import type { Storage } from './storage.ts';
import { testStorage } from './test-storage.ts';
import { FileWriter } from './writer.ts';

interface Read {
  readonly rows: CellValue[][];
  readonly splits: readonly string[];
  readonly notes: readonly string[];
}

async function read(storage: Storage, parameter: Parameter, channels = 1): Promise<Read> {
  const { options } = parseOptions(fileReaderFields, parameter, 'reader.parameter');
  const reader = await FileReader.open(storage, options as FileReaderOptions, testContext());
  const plan = await reader.plan({ channels, wanted: await reader.describe() });
  const rows: CellValue[][] = [];
  const { signal } = new AbortController();
  for (const split of plan.splits) {
    const task = { schema: plan.schema, shared: plan.shared, split, batchRows: 1000, batchBytes: 1 << 20, signal };
    rows.push(...(await collect(reader.read(task))));
  }
  return { rows, splits: plan.splits.map(({ label }) => label), notes: plan.notes };
}

test('small files far away are read many at a time, as many as the storage allows', async () => {
  const measure = async (parallelReads: number): Promise<number> => {
    const storage = testStorage({ latencyMs: 1, parallelReads });
    for (let i = 0; i < 200; i++) storage.files.set(`in/${i}.csv`, Buffer.from(`${i},x\n`.repeat(10)));
    expect((await read(storage, { path: 'in/' })).rows.length).toBe(2000);
    return storage.mostAtOnce();
  };
  expect(await measure(1)).toBe(1);
  expect(await measure(32)).toBe(32);
});

test('small files share splits, a few for each channel, and each record comes once and in order', async () => {
  const storage = testStorage();
  const names = Array.from({ length: 500 }, (_, i) => String(i).padStart(3, '0'));
  for (const name of names) storage.files.set(`in/${name}`, Buffer.from(`${name}\n`));
  const { rows, splits } = await read(storage, { path: 'in/' }, 3);
  expect(rows.map(([name]) => name)).toEqual(names);
  expect(splits.length).toBe(13);
  expect(splits[0]).toBe('in/000 and 40 more');
});

test('files of some size have splits of their own', async () => {
  const storage = testStorage();
  for (const [name, size] of [
    ['a', 30_000],
    ['b', 10],
    ['c', 10],
    ['d', 30_000],
  ] as const)
    storage.files.set(`in/${name}`, Buffer.alloc(size, 'x\n'));
  expect((await read(storage, { path: 'in/' })).splits).toEqual(['in/a', 'in/b and 1 more', 'in/d']);
});

test('a file far away is not fetched twice to be cut, unless its quotes do not matter', async () => {
  const storage = testStorage({ parallelReads: 8 });
  storage.files.set('in/a.csv', Buffer.from('a,b\n'.repeat(10_000)));
  const parameter = { path: 'in/', minSplitBytes: 1000 };
  const whole = await read(storage, parameter, 2);
  expect(whole.splits).toEqual(['in/a.csv']);
  expect(whole.notes[0]).toContain('hasQuotedNewlines false promises');
  expect((await read(storage, { ...parameter, hasQuotedNewlines: false }, 2)).splits.length).toBe(8);
  const near = testStorage();
  near.files.set('in/a.csv', Buffer.from('a,b\n'.repeat(10_000)));
  expect((await read(near, parameter, 2)).splits.length).toBe(8);
});

test('the mark file is waited for, and its absence ends the wait', async () => {
  const storage = testStorage();
  storage.files.set('in/a', Buffer.from('x\n'));
  const waits: number[] = [];
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    async sleep(ms: number) {
      waits.push(ms);
      if (waits.length === 3) storage.files.set('in/done', new Uint8Array(0));
    },
  };
  const open = async (maxRetryTime: number): Promise<FileReader> => {
    const parameter = { path: 'in/', markDoneFileName: 'in/done', maxRetryTime };
    const { options } = parseOptions(fileReaderFields, parameter, 'reader.parameter');
    return FileReader.open(storage, options as FileReaderOptions, testContext({ clock }));
  };
  await expect((await open(2)).describe()).rejects.toMatchObject({
    code: 'FILES_NO_MARK',
    message: '"in/done" did not appear within 2 minutes, so the files may not be complete.',
  });
  expect(waits).toEqual([60_000, 60_000]);
  expect((await (await open(2)).describe()).columns.length).toBe(1);
  expect(waits.length).toBe(3);
  expect((await read(storage, { path: 'in/', markDoneFileName: 'in/done' })).splits).toEqual(['in/a']);
});

test('a reader closes its storage, also one that cannot be opened', async () => {
  let closed = 0;
  const storage = { ...testStorage(), close: async () => void closed++ };
  const open = (parameter: Parameter): Promise<FileReader> => {
    const { options } = parseOptions(fileReaderFields, parameter, 'reader.parameter');
    return FileReader.open(storage, options as FileReaderOptions, testContext());
  };
  await (await open({ path: 'in/' })).close();
  expect(closed).toBe(1);
  await expect(open({ path: 'in/', encoding: 'EBCDIC-7' })).rejects.toMatchObject({ code: 'FILES_UNKNOWN_ENCODING' });
  expect(closed).toBe(2);
});

test('a writer closes its storage, also one that cannot be opened', async () => {
  let closed = 0;
  const storage = { ...testStorage(), close: async () => void closed++ };
  const open = (parameter: Parameter): Promise<FileWriter> => {
    const { options } = parseOptions(fileWriterFields, parameter, 'writer.parameter');
    return FileWriter.open(storage, options as FileWriterOptions, testContext());
  };
  await (await open({ path: 'out' })).close();
  expect(closed).toBe(1);
  await expect(open({ path: 'out', fileName: 'a/b' })).rejects.toMatchObject({ code: 'FILES_BAD_FILE_NAME' });
  expect(closed).toBe(2);
});
