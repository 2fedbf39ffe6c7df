import { parseStepOptions, types, type CellValue, type ReadTask } from '@sluice/core';
import { rowsOf, temporaryFolder, testContext } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { FileReaderOptions } from '../families/files/fields.ts';
import { FileReader } from '../families/files/reader.ts';
import type { Storage } from '../families/files/storage.ts';
import connector from './index.ts';
import { localStorage } from './local-storage.ts';
import { putFile, readFiles } from './test-files.ts';

/** Repeatable random numbers below `limit`. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

/** Records with quotes, line breaks in quotes, doubled quotes, ragged and broken ones. */
function randomCsv(random: (limit: number) => number, records: number): string {
  const fields = [
    '',
    'plain',
    '"quoted"',
    '"line\nbreak"',
    '"a""b"',
    '"crlf\r\nin"',
    'mid"quote',
    'ünïcödé 世界',
    '""',
    '","',
    '"\n"',
    '12',
    'x'.repeat(200),
  ];
  const ends = ['\n', '\n', '\n', '\r\n'];
  let text = '';
  for (let i = 0; i < records; i++) {
    const pick = () => fields[random(fields.length)] as string;
    const kind = random(20);
    if (kind === 0) text += pick();
    else if (kind === 1) text += '"bad"tail,x';
    else if (kind === 2) text += '';
    else text += `${pick()},${i},${pick()}`;
    text += ends[random(ends.length)] as string;
  }
  return text;
}

/** The file in pieces of the sizes that `size` answers. */
function pieces(content: Buffer, size: () => number): Storage {
  return {
    ...localStorage,
    find: async () => [{ path: 'memory.csv', size: content.length, version: '1' }],
    async *read(_file, { start, end }) {
      const limit = Math.min(end ?? content.length, content.length);
      for (let at = start; at < limit;) {
        const next = Math.min(at + size(), limit);
        yield Uint8Array.from(content.subarray(at, next));
        at = next;
      }
    },
  };
}

async function readAll(storage: Storage, parameter: object, batchRows: number) {
  const { options } = parseStepOptions(connector, 'reader', { path: 'memory.csv', ...parameter }, 'reader');
  const reader = await FileReader.open(
    storage,
    options as unknown as FileReaderOptions,
    testContext({ temporaryFolder: '/tmp' }),
  );
  const schema = await reader.describe();
  const plan = await reader.plan({ channels: 1, wanted: schema });
  const rows: CellValue[][] = [];
  const rejected: unknown[] = [];
  for (const split of plan.splits) {
    const task: ReadTask = {
      schema: plan.schema,
      shared: plan.shared,
      split,
      batchRows,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    };
    for await (const batch of reader.read(task)) {
      rows.push(...rowsOf(batch));
      rejected.push(...batch.rejected);
    }
  }
  return { rows, rejected };
}

const column = [{ index: 0 }, { index: 1, type: 'long' }, { index: 2 }];

test('the sizes of the pieces in which a file arrives change nothing', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = randomFrom(seed);
    const content = Buffer.from(randomCsv(random, 60));
    const whole = await readAll(
      pieces(content, () => 1 << 30),
      { column },
      1000,
    );
    const small = await readAll(
      pieces(content, () => 1 + random(7)),
      { column },
      1 + random(9),
    );
    expect(small).toEqual(whole);
    expect(whole.rows.length).toBeGreaterThan(30);
  }
});

test('the same holds for JSON in lines and over lines', async () => {
  const random = randomFrom(7);
  const records = Array.from({ length: 80 }, (_, i) => ({
    a: `t"\\\n${'ü'.repeat(random(5))}`,
    b: i,
    c: { x: [i, '}'] },
  }));
  for (const [fileFormat, text] of [
    ['jsonl', records.map((record) => JSON.stringify(record)).join('\n')],
    ['json', JSON.stringify(records, undefined, 2)],
    ['json', records.map((record) => JSON.stringify(record)).join('')],
  ] as const) {
    const content = Buffer.from(text);
    const whole = await readAll(
      pieces(content, () => 1 << 30),
      { fileFormat },
      1000,
    );
    const small = await readAll(
      pieces(content, () => 1 + random(7)),
      { fileFormat },
      7,
    );
    expect(small).toEqual(whole);
    expect(whole.rows.length).toBe(80);
  }
});

test('the parts of a file hold every record once, also with line breaks in quotes', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = randomFrom(seed * 31);
    const path = putFile(
      temporaryFolder(),
      'a.csv',
      `${seed % 2 ? '\uFEFF' : ''}"h\n0",n,t\n${randomCsv(random, 300)}`,
    );
    const parameter = {
      path,
      skipHeader: true,
      column: [
        { name: 'h\n0', type: 'string' },
        { name: 'n', type: 'long' },
        { name: 't', type: 'string' },
      ],
    };
    const whole = await readFiles(parameter);
    const parts = await readFiles(
      { ...parameter, minSplitBytes: 100 + random(2000) },
      { channels: 1 + random(5) * 2 + 1 },
    );
    expect(parts.splits.length).toBeGreaterThan(1);
    expect(parts.rows).toEqual(whole.rows);
    expect(parts.rejected.map((row) => row.raw)).toEqual(whole.rejected.map((row) => row.raw));
  }
});

test('text and JSON Lines are cut at lines', async () => {
  const folder = temporaryFolder();
  const text = putFile(folder, 'a.txt', Array.from({ length: 500 }, (_, i) => `"${i}|x\n`).join(''));
  const parameter = { path: text, fileFormat: 'text', fieldDelimiter: '|', minSplitBytes: 300 };
  const parts = await readFiles(parameter, { channels: 2 });
  expect(parts.splits.length).toBe(8);
  expect(parts.rows.map((row) => row[0])).toEqual(Array.from({ length: 500 }, (_, i) => `"${i}`));
  const jsonl = putFile(folder, 'a.jsonl', Array.from({ length: 500 }, (_, i) => `{"a":${i}}\n`).join(''));
  const lines = await readFiles(
    { path: jsonl, fileFormat: 'jsonl', minSplitBytes: 300 },
    { channels: 3, wanted: [types.int32] },
  );
  expect(lines.splits.length).toBe(12);
  expect(lines.rows.map((row) => row[0])).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

test('a file with an open quote, escapes or another encoding is read by one channel, and the plan says so', async () => {
  const folder = temporaryFolder();
  const lines = 'a,b\n'.repeat(200);
  const open = putFile(folder, 'open.csv', `${lines}"c,d\n${lines}`);
  const opened = await readFiles({ path: open, minSplitBytes: 100 }, { channels: 4 });
  expect(opened.splits.length).toBe(1);
  expect(opened.notes).toEqual([`"${open}" is read by one channel: a quote is still open at its end.`]);
  expect(opened.rows.length).toBe(400);
  const escaped = await readFiles({ path: open, minSplitBytes: 100, escape: '\\' }, { channels: 4 });
  expect(escaped.notes[0]).toContain('only quotes without escapes');
  const promised = await readFiles(
    { path: open, minSplitBytes: 100, hasQuotedNewlines: false, column: [{ index: 0 }] },
    { channels: 4 },
  );
  expect(promised.splits.length).toBeGreaterThan(1);
  expect(promised.rows.length).toBe(400);
  const gbk = putFile(folder, 'gbk.csv', lines);
  expect((await readFiles({ path: gbk, minSplitBytes: 100, encoding: 'GBK' }, { channels: 4 })).splits.length).toBe(1);
});
