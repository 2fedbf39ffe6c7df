import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CellValue, getCell, parseOptions } from '@sluice/core';
import type { Batch, CommitReport, ConnectorContext, Reader, Split, Writer } from '@sluice/core';
import { fakeClock, temporaryFolder, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import stream from './index.ts';

type Parameter = Record<string, unknown>;

async function openReader(parameter: Parameter, context: ConnectorContext = testContext()): Promise<Reader> {
  const { options, issues } = parseOptions(stream.reader?.fields ?? {}, parameter, 'reader');
  expect(issues).toEqual([]);
  return (stream.reader as NonNullable<typeof stream.reader>).open(options as never, context);
}

async function openWriter(parameter: Parameter, context: ConnectorContext = testContext()): Promise<Writer> {
  const { options, issues } = parseOptions(stream.writer?.fields ?? {}, parameter, 'writer');
  expect(issues).toEqual([]);
  return (stream.writer as NonNullable<typeof stream.writer>).open(options as never, context);
}

interface Reading {
  readonly channels?: number;
  readonly batchRows?: number;
  readonly batchBytes?: number;
  readonly signal?: AbortSignal;
}

/** What each batch of each split holds when its consumer looks. */
async function visit(
  parameter: Parameter,
  reading: Reading,
  see: (batch: Batch, split: Split) => unknown,
): Promise<void> {
  const reader = await openReader(parameter);
  const schema = await reader.describe();
  const plan = await reader.plan({ channels: reading.channels ?? 1, wanted: schema });
  const { batchRows = 4, batchBytes = 1_000_000, signal = new AbortController().signal } = reading;
  for (const split of plan.splits) {
    const task = { schema: plan.schema, shared: plan.shared, split, batchRows, batchBytes, signal };
    for await (const batch of reader.read(task)) await see(batch, split);
  }
}

async function rowsOf(parameter: Parameter, reading: Reading = {}): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  await visit(parameter, reading, (batch) => {
    for (let row = 0; row < batch.rowCount; row++) rows.push(batch.columns.map((column) => getCell(column, row)));
  });
  return rows;
}

test('makes constants of every type', async () => {
  const column = [
    { type: 'string', value: 'field' },
    { type: 'long', value: 100 },
    { type: 'LONG', value: '-9223372036854775808' },
    { type: 'double', value: '3.5' },
    { type: 'date', value: '2014/12/12 12:13:14', dateFormat: 'yyyy/MM/dd HH:mm:ss' },
    { type: 'bool', value: true },
    { type: 'bool', value: 'false' },
    { type: 'bytes', value: 'ab' },
    { value: null },
  ];
  const row = ['field', 100n, -(2n ** 63n), 3.5, '2014-12-12 12:13:14', true, false, Uint8Array.of(97, 98), null];
  expect(await rowsOf({ column, sliceRecordCount: '9' })).toEqual(Array.from({ length: 9 }, () => row));
});

test('describes its columns, with names of their own or counted', async () => {
  const reader = await openReader({
    column: [
      { type: 'long', value: 1 },
      { name: 'x', value: null },
    ],
    sliceRecordCount: 1,
  });
  expect(await reader.describe()).toEqual({
    columns: [
      { name: 'column1', type: { kind: 'int64' }, isNullable: false },
      { name: 'x', type: { kind: 'utf8' }, isNullable: true },
    ],
  });
});

test('makes as many records as asked for in every channel', async () => {
  const seen: unknown[] = [];
  const parameter = { column: [{ value: 'x' }], sliceRecordCount: 10 };
  await visit(parameter, { channels: 2 }, (batch, split) =>
    seen.push([split.json, batch.firstOrdinal, batch.rowCount]),
  );
  expect(seen).toEqual([
    [{ index: 0 }, 0, 4],
    [{ index: 0 }, 4, 4],
    [{ index: 0 }, 8, 2],
    [{ index: 1 }, 0, 4],
    [{ index: 1 }, 4, 4],
    [{ index: 1 }, 8, 2],
  ]);
});

test('makes no batch for no records', async () => {
  expect(await rowsOf({ column: [{ value: 'x' }], sliceRecordCount: 0 })).toEqual([]);
});

test('keeps to the bytes of a batch', async () => {
  const sizes: number[] = [];
  const parameter = { column: [{ value: 'x'.repeat(96) }], sliceRecordCount: 5 };
  await visit(parameter, { batchRows: 100, batchBytes: 250 }, (batch) => sizes.push(batch.rowCount));
  expect(sizes).toEqual([2, 2, 1]);
});

test('counts on over the channels', async () => {
  const rows = await rowsOf({ column: [{ type: 'long', incr: '10,-5' }], sliceRecordCount: 3 }, { channels: 2 });
  expect(rows.flat()).toEqual([10n, 5n, 0n, -5n, -10n, -15n]);
});

test('makes the same random rows again, whatever the size of batches', async () => {
  const column = [{ random: '8,15' }, { type: 'long', random: '-3,3' }, { type: 'double', random: '0,1' }];
  const parameter = { column, sliceRecordCount: 50 };
  const rows = await rowsOf(parameter, { channels: 2, batchRows: 7 });
  expect(await rowsOf(parameter, { channels: 2, batchRows: 50 })).toEqual(rows);
  expect(rows.slice(0, 50)).not.toEqual(rows.slice(50));
});

test('keeps random values within their bounds and reaches them', async () => {
  const column = [
    { random: '1,3' },
    { type: 'long', random: '-1,1' },
    { type: 'double', random: '5,6' },
    { type: 'date', random: '2020-01-01 00:00:00, 2020-01-01 00:00:00.002' },
    { type: 'bytes', random: '0,2' },
  ];
  const rows = await rowsOf({ column, sliceRecordCount: 300 }, { batchRows: 64 });
  const texts = rows.map((row) => row[0] as string);
  expect(new Set(texts.map((text) => text.length))).toEqual(new Set([1, 2, 3]));
  expect(texts.every((text) => /^[A-Za-z0-9]+$/.test(text))).toBe(true);
  expect(new Set(rows.map((row) => row[1]))).toEqual(new Set([-1n, 0n, 1n]));
  expect(rows.every((row) => (row[2] as number) >= 5 && (row[2] as number) < 6)).toBe(true);
  expect(new Set(rows.map((row) => row[3]))).toEqual(
    new Set(['2020-01-01 00:00:00', '2020-01-01 00:00:00.001', '2020-01-01 00:00:00.002']),
  );
  expect(new Set(rows.map((row) => (row[4] as Uint8Array).length))).toEqual(new Set([0, 1, 2]));
});

test('weighs random booleans', async () => {
  const count = async (random: string): Promise<number> => {
    const rows = await rowsOf({ column: [{ type: 'bool', random }], sliceRecordCount: 400 }, { batchRows: 400 });
    return rows.filter(([cell]) => cell === true).length;
  };
  expect(await count('0,1')).toBe(400);
  expect(await count('1,0')).toBe(0);
  expect(Math.abs((await count('1,3')) - 300)).toBeLessThan(40);
});

test.each([
  [{ type: 'long' }, 'STREAM_COLUMN_SOURCE'],
  [{ value: 'x', random: '1,2' }, 'STREAM_COLUMN_SOURCE'],
  [{ type: 'long', value: 'x' }, 'STREAM_BAD_VALUE'],
  [{ type: 'date', value: '2020-02-30' }, 'STREAM_BAD_VALUE'],
  [{ type: 'date', value: '2020-01-02', dateFormat: 'QQ' }, 'TEXT_BAD_DATE_FORMAT'],
  [{ type: 'string', random: '5' }, 'STREAM_BAD_RANGE'],
  [{ type: 'string', random: '5,4' }, 'STREAM_BAD_RANGE'],
  [{ type: 'string', random: '-1,4' }, 'STREAM_BAD_RANGE'],
  [{ type: 'long', random: '1,x' }, 'STREAM_BAD_RANGE'],
  [{ type: 'long', random: '1,2,3' }, 'STREAM_BAD_RANGE'],
  [{ type: 'date', random: '2020-01-01,soon' }, 'STREAM_BAD_RANGE'],
  [{ type: 'bool', random: '0,0' }, 'STREAM_BAD_RANGE'],
  [{ type: 'string', incr: '1,1' }, 'STREAM_BAD_RANGE'],
  [{ type: 'long', incr: '1,a' }, 'STREAM_BAD_RANGE'],
])('refuses the column %j', async (column, code) => {
  await expect(openReader({ column: [column], sliceRecordCount: 1 })).rejects.toMatchObject({ code });
});

test('keeps the splits of a resumed run', async () => {
  const reader = await openReader({ column: [{ value: 'x' }], sliceRecordCount: 1 });
  const keep = [{ label: 'part 2', json: { index: 1 } }];
  const plan = await reader.plan({ channels: 5, wanted: await reader.describe(), keep });
  expect(plan.splits).toEqual(keep);
});

test('stops when cancelled', async () => {
  const cancel = new AbortController();
  let batches = 0;
  const reading = visit({ column: [{ value: 'x' }], sliceRecordCount: 1_000_000 }, { signal: cancel.signal }, () => {
    if (++batches === 3) setTimeout(() => cancel.abort(), 0);
  });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect(batches).toBeLessThan(10_000);
});

const column = [{ type: 'long', incr: '1' }, { value: 'é' }, { value: null }, { type: 'date', value: '2020-01-02' }];

/** Copies rows through the writer, a task per split, and finishes the run. */
async function copy(writer: Writer, rows: number, channels = 1): Promise<readonly CommitReport[]> {
  const reports: CommitReport[] = [];
  const reader = await openReader({ column, sliceRecordCount: rows });
  const schema = await reader.describe();
  const { wanted, shared } = await writer.prepare(schema);
  const { splits } = await reader.plan({ channels, wanted });
  const { signal } = new AbortController();
  for (const [index, split] of splits.entries()) {
    const task = await writer.openTask({ taskId: `000${index}`, attempt: 1, schema, shared, isolate: false, signal });
    for await (const batch of reader.read({ schema, shared: null, split, batchRows: 2, batchBytes: 1e6, signal })) {
      expect(await task.write(batch)).toEqual([]);
    }
    reports.push(await task.commit());
  }
  await writer.finish(reports);
  return reports;
}

test('prints rows to standard output', async () => {
  let printed = '';
  const context = testContext({ output: async (bytes) => void (printed += new TextDecoder().decode(bytes)) });
  const reports = await copy(await openWriter({ fieldDelimiter: ', ' }, context), 3);
  expect(printed).toBe(
    '1, é, null, 2020-01-02 00:00:00\n2, é, null, 2020-01-02 00:00:00\n3, é, null, 2020-01-02 00:00:00\n',
  );
  expect(reports).toEqual([{ rowsWritten: 3 }]);
});

test('separates with a tab and prints the text for NULL', async () => {
  let printed = '';
  const context = testContext({ output: async (bytes) => void (printed += new TextDecoder().decode(bytes)) });
  await copy(await openWriter({ nullFormat: '\\N' }, context), 1);
  expect(printed).toBe('1\té\t\\N\t2020-01-02 00:00:00\n');
});

test('drops rows without print, and counts them', async () => {
  let calls = 0;
  const context = testContext({ output: async () => void calls++ });
  expect(await copy(await openWriter({ print: 'false' }, context), 5)).toEqual([{ rowsWritten: 5 }]);
  expect(calls).toBe(0);
});

test('wants the schema of the reader', async () => {
  const writer = await openWriter({});
  const schema = { columns: [{ name: 'a', type: { kind: 'json' as const }, isNullable: true }] };
  expect(await writer.prepare(schema)).toMatchObject({ wanted: schema });
});

test('writes one file over all tasks, in their order, and leaves nothing else', async () => {
  const path = join(temporaryFolder(), 'new');
  const writer = await openWriter({ path, fileName: 'out.txt', fieldDelimiter: '|' });
  await copy(writer, 2, 2);
  const lines = readFileSync(join(path, 'out.txt'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split('|')[0])).toEqual(['1', '2', '3', '4']);
  expect(readdirSync(path)).toEqual(['out.txt']);
});

test('replaces the file only when the run succeeds', async () => {
  const path = temporaryFolder();
  writeFileSync(join(path, 'out.txt'), 'old');
  const writer = await openWriter({ path, fileName: 'out.txt' });
  expect(await writer.inspect({ columns: [] })).toMatchObject({ isDestructive: true });
  const { signal } = new AbortController();
  await writer.prepare({ columns: [] });
  const task = await writer.openTask({
    taskId: '0000',
    attempt: 1,
    schema: { columns: [] },
    shared: null,
    isolate: false,
    signal,
  });
  await task.abort();
  await writer.cancel?.();
  expect(readFileSync(join(path, 'out.txt'), 'utf8')).toBe('old');
  expect(readdirSync(path)).toEqual(['out.txt']);
});

test('pauses once after the given number of records', async () => {
  const clock = fakeClock();
  const writer = await openWriter({ print: false, recordNumBeforeSleep: 3, sleepTime: 2 }, testContext({ clock }));
  await copy(writer, 7);
  expect(clock.slept).toBe(2000);
});

test('prints the rows before the pause first', async () => {
  const steps: string[] = [];
  const clock = { ...fakeClock(), sleep: async () => void steps.push('pause') };
  const output = async (bytes: Uint8Array): Promise<void> => {
    steps.push(
      ...new TextDecoder()
        .decode(bytes)
        .trimEnd()
        .split('\n')
        .map((line) => line.charAt(0)),
    );
  };
  await copy(await openWriter({ recordNumBeforeSleep: 3, sleepTime: 1 }, testContext({ clock, output })), 4);
  expect(steps).toEqual(['1', '2', '3', 'pause', '4']);
});

test('an unfinished task leaves the folder clean after abort', async () => {
  const path = temporaryFolder();
  const writer = await openWriter({ path, fileName: 'out.txt' });
  await writer.prepare({ columns: [] });
  const { signal } = new AbortController();
  const task = { taskId: '0000', attempt: 2, schema: { columns: [] }, shared: null, isolate: false, signal };
  await (await writer.openTask(task)).abort();
  expect(existsSync(join(path, 'out.txt'))).toBe(false);
  expect(readdirSync(path)).toEqual([]);
});
