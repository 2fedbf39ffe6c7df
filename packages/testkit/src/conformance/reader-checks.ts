import { SluiceError, type Batch, type Reader, type ReadPlan, type Split } from '@sluice/core';
import { expect } from 'vitest';
import { rowsOf, type Rows } from '../rows.ts';
import type { Check } from './check.ts';
import { expectRows, openReader, plainRows, plainSchema, within, type ReaderSubject, type Subject } from './subject.ts';

const rowCount = 2_500;
const awkwardTexts: Rows = [
  [1n, null],
  [2n, ''],
  [3n, ' both sides '],
  [4n, 'Grüße, 世界 🚰'],
  [5n, 'quote \' double " back ` slash \\ comma , end'],
  [6n, 'tab\tnewline\nreturn\r end'],
  [7n, 'NULL'],
  [8n, '\\N'],
  [9n, 'x'.repeat(70_000)],
];

/** What every reader keeps. */
export const readerChecks: readonly Check[] = [
  ...[1, 2, 3, 8].map((channels) =>
    check(`reader: ${channels} channels read every row once`, async (subject) => {
      expectRows(await readAll(subject, plainRows(rowCount), { channels }), plainRows(rowCount));
    }),
  ),
  check('reader: an empty source has a schema and no rows', async (subject) => {
    await withReader(subject, [], async (reader) => {
      const schema = await reader.describe();
      expect(schema.columns).toHaveLength(2);
      const plan = await reader.plan({ channels: 2, wanted: plainSchema });
      expectRows(await readSplits(reader, plan, plan.splits), []);
    });
  }),
  check('reader: one row is read once with many channels', async (subject) => {
    expectRows(await readAll(subject, plainRows(1), { channels: 8 }), plainRows(1));
  }),
  check('reader: nulls, empty, long and awkward texts arrive as they are', async (subject) => {
    expectRows(await readAll(subject, awkwardTexts, { channels: 1 }), awkwardTexts);
  }),
  check('reader: batches keep to the rows asked for', async (subject) => {
    const sizes: number[] = [];
    await readAll(subject, plainRows(500), { batchRows: 64, look: (batch) => sizes.push(batch.rowCount) });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64);
  }),
  check('reader: batches of wide rows keep to the bytes asked for, give or take two rows', async (subject) => {
    const rows: Rows = Array.from({ length: 60 }, (_, index) => [BigInt(index + 1), 'x'.repeat(20_000)]);
    const sizes: number[] = [];
    await readAll(subject, rows, { batchBytes: 200_000, look: (batch) => sizes.push(batch.byteLength) });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(241_000);
  }),
  check('reader: a batch stays as it is until the second next one is asked for', async (subject) => {
    await withReader(subject, plainRows(500), async (reader) => {
      const plan = await reader.plan({ channels: 1, wanted: plainSchema });
      let before: { batch: Batch; rows: Rows } | undefined;
      for await (const batch of read(reader, plan, plan.splits[0] as Split, { batchRows: 50 })) {
        if (before !== undefined) expectRows(rowsOf(before.batch), before.rows);
        before = { batch, rows: rowsOf(batch) };
      }
    });
  }),
  check('reader: ordinals number the rows of a split from 0', async (subject) => {
    await withReader(subject, plainRows(500), async (reader) => {
      const plan = await reader.plan({ channels: 3, wanted: plainSchema });
      for (const split of plan.splits) {
        const ordinals: number[] = [];
        for await (const batch of read(reader, plan, split, { batchRows: 50 })) {
          for (let row = 0; row < batch.rowCount; row++) ordinals.push(batch.ordinalOf(row));
        }
        expect(ordinals).toEqual(ordinals.map((_, index) => index));
      }
    });
  }),
  check('reader: cancelling ends a read with an error within 5 s', async (subject) => {
    await withReader(subject, plainRows(rowCount), async (reader) => {
      const plan = await reader.plan({ channels: 1, wanted: plainSchema });
      const stop = new AbortController();
      const reading = (async () => {
        for await (const _ of read(reader, plan, plan.splits[0] as Split, { batchRows: 10, signal: stop.signal })) {
          stop.abort(new Error('cancelled'));
        }
      })();
      await expect(within(5_000, 'the cancelled read', reading)).rejects.toThrow();
    });
  }),
  check('reader: a read that is left half-way lets the reader close within 5 s', async (subject) => {
    await withReader(subject, plainRows(rowCount), async (reader) => {
      const plan = await reader.plan({ channels: 1, wanted: plainSchema });
      const batches = read(reader, plan, plan.splits[0] as Split, { batchRows: 10 })[Symbol.asyncIterator]();
      await batches.next();
      await within(5_000, 'leaving the read', Promise.resolve(batches.return?.()));
      await within(5_000, 'close', reader.close());
    });
  }),
  check('reader: closing twice is harmless', async (subject) => {
    await withReader(subject, plainRows(1), async (reader) => {
      await reader.close();
      await reader.close();
    });
  }),
  check('reader: the splits of an earlier plan are kept when asked for', async (subject) => {
    const parameter = await subject.reader.create(plainSchema, plainRows(rowCount));
    const first = await openReader(subject.connector, parameter);
    await first.describe();
    const { splits } = await first.plan({ channels: 4, wanted: plainSchema });
    await first.close();
    const left = JSON.parse(JSON.stringify(splits.slice(1))) as Split[];
    const done = splits.slice(0, 1);
    const rows: Rows[] = [];
    for (const keep of [done, left]) {
      const reader = await openReader(subject.connector, parameter);
      try {
        await reader.describe();
        const plan = await reader.plan({ channels: 4, wanted: plainSchema, keep });
        expect(plan.splits.map((split) => split.json)).toEqual(keep.map((split) => split.json));
        rows.push(await readSplits(reader, plan, plan.splits));
      } finally {
        await reader.close();
      }
    }
    expectRows(rows.flat(), plainRows(rowCount));
  }),
  check(
    'reader: another process can read the splits',
    async (subject) => {
      const parameter = await subject.reader.create(plainSchema, plainRows(rowCount));
      const planner = await openReader(subject.connector, parameter);
      const other = await openReader(subject.connector, parameter);
      try {
        await planner.describe();
        const plan = await planner.plan({ channels: 4, wanted: plainSchema });
        const sent = JSON.parse(JSON.stringify(plan)) as ReadPlan;
        expectRows(await readSplits(other, sent, sent.splits), plainRows(rowCount));
      } finally {
        await planner.close();
        await other.close();
      }
    },
    (subject) => subject.connector.reader?.capabilities.canDistribute === true,
  ),
  check(
    'reader: a missing source is told within 2 s',
    async (subject) => {
      const opening = (async () => {
        const reader = await openReader(subject.connector, (await subject.reader.missing?.()) ?? {});
        await reader.describe().finally(() => reader.close());
      })();
      await expect(within(2_000, 'the answer', opening)).rejects.toThrow(SluiceError);
      await expect(opening).rejects.toMatchObject({ retryable: false });
    },
    (subject) => subject.reader.missing !== undefined,
  ),
];

type WithReader = Subject & { readonly reader: ReaderSubject };

function check(
  name: string,
  run: (subject: WithReader) => Promise<void>,
  applies?: (subject: WithReader) => boolean,
): Check {
  const isReader = (subject: Subject): subject is WithReader => subject.reader !== undefined;
  return {
    name,
    appliesTo: (subject) => isReader(subject) && (applies?.(subject) ?? true),
    run: (subject) => run(subject as WithReader),
  };
}

interface ReadOptions {
  readonly batchRows?: number;
  readonly batchBytes?: number;
  readonly signal?: AbortSignal;
}

function read(reader: Reader, plan: ReadPlan, split: Split, options: ReadOptions = {}): AsyncIterable<Batch> {
  const { batchRows = 100, batchBytes = 1 << 20, signal = new AbortController().signal } = options;
  return reader.read({ schema: plan.schema, shared: plan.shared, split, batchRows, batchBytes, signal });
}

async function withReader(subject: WithReader, rows: Rows, use: (reader: Reader) => Promise<void>): Promise<void> {
  const parameter = await subject.reader.create(plainSchema, rows);
  const reader = await openReader(subject.connector, parameter);
  try {
    await reader.describe();
    await use(reader);
  } finally {
    await reader.close();
  }
}

/** Reads as the engine does: describe, plan, and as many splits at once as there are channels. */
async function readAll(
  subject: WithReader,
  rows: Rows,
  options: { channels?: number; look?: (batch: Batch) => void } & ReadOptions,
): Promise<Rows> {
  let all: Rows = [];
  await withReader(subject, rows, async (reader) => {
    const plan = await reader.plan({ channels: options.channels ?? 1, wanted: plainSchema });
    all = await readSplits(reader, plan, plan.splits, options);
  });
  return all;
}

async function readSplits(
  reader: Reader,
  plan: ReadPlan,
  splits: readonly Split[],
  options: { channels?: number; look?: (batch: Batch) => void } & ReadOptions = {},
): Promise<Rows> {
  const queue = [...splits];
  const rows: Rows[] = [];
  const channel = async (): Promise<void> => {
    for (let split = queue.shift(); split !== undefined; split = queue.shift()) {
      for await (const batch of read(reader, plan, split, options)) {
        options.look?.(batch);
        expect(batch.rejected).toEqual([]);
        rows.push(rowsOf(batch));
      }
    }
  };
  await Promise.all(Array.from({ length: options.channels ?? 1 }, channel));
  return rows.flat();
}
