import {
  SluiceError,
  compileBatchConversion,
  taskErrors,
  types,
  type Batch,
  type PreparedTarget,
  type Rejection,
  type Schema,
  type TaskWriter,
  type Writer,
} from '@sluice/core';
import { expect } from 'vitest';
import { batchOf, type Rows } from '../rows.ts';
import type { Check } from './check.ts';
import {
  expectRows,
  openWriter,
  plainRows,
  plainSchema,
  within,
  type Subject,
  type Target,
  type WriterSubject,
} from './subject.ts';

const textOptions = { timeZone: 'UTC', lenientDates: false };

/** What every writer keeps. */
export const writerChecks: readonly Check[] = [
  check('writer: a commit counts the rows and they are there', async (subject) => {
    const { target, writer, task } = await begin(subject);
    await task.write(plainRows(100));
    await task.write(plainRows(100, 101));
    await task.write(plainRows(50, 201));
    const report = await task.commit();
    await writer.finish([report]);
    await writer.close();
    expect(report.rowsWritten).toBe(250);
    expectRows(await target.rows(), plainRows(250));
  }),
  check('writer: a task without rows commits none', async (subject) => {
    const { target, writer, task } = await begin(subject);
    const report = await task.commit();
    await writer.finish([report]);
    await writer.close();
    expect(report.rowsWritten).toBe(0);
    expectRows(await target.rows(), []);
  }),
  check('writer: nulls, empty, long and awkward texts arrive as they are', async (subject) => {
    const texts = [
      null,
      '',
      ' both sides ',
      'Grüße, 世界 🚰',
      '\' " ` \\ , ;',
      'tab\tline\nreturn\r',
      'NULL',
      '\\N',
      'x'.repeat(70_000),
    ];
    const rows = texts.map((text, index) => [BigInt(index + 1), text]);
    const { target, writer, task } = await begin(subject);
    await task.write(rows);
    await writer.finish([await task.commit()]);
    await writer.close();
    expectRows(await target.rows(), rows);
  }),
  check('writer: 200 columns arrive in order', async (subject) => {
    const texts = Array.from({ length: 199 }, (_, index) => ({
      name: `c${index}`,
      type: types.utf8,
      isNullable: true,
    }));
    const schema = { columns: [...plainSchema.columns.slice(0, 1), ...texts] };
    const rows = [1n, 2n, 3n].map((id) => [id, ...texts.map((column) => `${column.name} of ${id}`)]);
    const { target, writer, task } = await begin(subject, { schema });
    await task.write(rows);
    await writer.finish([await task.commit()]);
    await writer.close();
    expectRows(await target.rows(), rows);
  }),
  check(
    'writer: an aborted task leaves nothing',
    async (subject) => {
      const { target, writer, task } = await begin(subject);
      await task.write(plainRows(100));
      await task.abort();
      await writer.cancel?.();
      await writer.close();
      expectRows(await target.rows(), []);
    },
    (subject) => subject.connector.writer?.capabilities.isTransactional === true,
  ),
  check(
    'writer: after an abort the same task can be written again',
    async (subject) => {
      const { target, writer, task, open } = await begin(subject);
      await task.write(plainRows(60));
      await task.abort();
      const again = await open({ attempt: 2 });
      await again.write(plainRows(60));
      await writer.finish([await again.commit()]);
      await writer.close();
      expectRows(await target.rows(), plainRows(60));
    },
    (subject) => subject.connector.writer?.capabilities.isTransactional === true,
  ),
  check(
    'writer: isolated, exactly the refused rows come back and the others land',
    async (subject) => {
      const { target, writer, task } = await begin(subject, { isolate: true });
      const rows = plainRows(10).map((row, index) => (index === 3 || index === 7 ? [1n, 'again'] : row));
      const refused = await task.write(rows);
      const report = await task.commit();
      await writer.finish([report]);
      await writer.close();
      expect(refused.map((each) => each.row).toSorted((a, b) => a - b)).toEqual([3, 7]);
      for (const each of refused)
        expect(each).toMatchObject({ code: expect.any(String), reason: expect.stringMatching(/./) });
      expect(report.rowsWritten).toBe(8);
      expectRows(
        await target.rows(),
        rows.filter((_, index) => index !== 3 && index !== 7),
      );
    },
    (subject) => subject.writer.refusesDuplicates,
  ),
  check(
    'writer: in the fast way a refused row is returned or asks for isolation, never lost',
    async (subject) => {
      const { target, writer, task } = await begin(subject);
      const rows: Rows = [...plainRows(10), [1n, 'again']];
      const outcome = await settle(task, rows);
      await writer.cancel?.();
      await writer.close();
      if (outcome === 'isolation') return;
      expect(outcome.map((each) => each.row)).toEqual([10]);
      expectRows(await target.rows(), plainRows(10));
    },
    (subject) => subject.writer.refusesDuplicates,
  ),
  check(
    'writer: two tasks write at the same time',
    async (subject) => {
      const { target, writer, task, open } = await begin(subject);
      const other = await open({ taskId: '0002' });
      await Promise.all([task.write(plainRows(50)), other.write(plainRows(50, 51))]);
      await Promise.all([task.write(plainRows(50, 101)), other.write(plainRows(50, 151))]);
      await writer.finish(await Promise.all([task.commit(), other.commit()]));
      await writer.close();
      expectRows(await target.rows(), plainRows(200));
    },
    (subject) => subject.connector.writer?.capabilities.canWriteInParallel === true,
  ),
  check(
    'writer: it can tell afterwards whether a task was committed',
    async (subject) => {
      const { writer, task } = await begin(subject);
      await task.write(plainRows(5));
      const token = await task.raw.commitToken?.();
      const report = await task.commit();
      expect(await writer.committed?.(JSON.parse(JSON.stringify(token)))).toBe(true);
      await writer.finish([report]);
      await writer.close();
    },
    (subject) => subject.connector.writer?.capabilities.canConfirmCommit === true,
  ),
  check('writer: the count of rows, where it can be asked, is the truth', async (subject) => {
    const { writer, task } = await begin(subject);
    await task.write(plainRows(30));
    await writer.finish([await task.commit()]);
    const counted = await writer.countRows?.(1_000);
    await writer.close();
    expect([undefined, 30]).toContain(counted);
  }),
  check('writer: after cancelling, abort and close end within 5 s', async (subject) => {
    const stop = new AbortController();
    const { writer, task } = await begin(subject, { signal: stop.signal });
    await task.write(plainRows(10));
    stop.abort(new Error('cancelled'));
    await within(5_000, 'abort', task.abort());
    await within(5_000, 'cancel', Promise.resolve(writer.cancel?.()));
    await within(5_000, 'close', writer.close());
  }),
  check('writer: inspecting changes nothing, and closing twice is harmless', async (subject) => {
    const target = await subject.writer.create(plainSchema);
    const writer = await openWriter(subject.connector, target.parameter);
    await writer.inspect(plainSchema);
    await writer.close();
    await writer.close();
    expectRows(await target.rows(), []);
  }),
  check(
    'writer: a missing target is told within 2 s',
    async (subject) => {
      const opening = (async () => {
        const writer = await openWriter(subject.connector, (await subject.writer.missing?.()) ?? {});
        await writer.prepare(plainSchema).finally(() => writer.close());
      })();
      await expect(within(2_000, 'the answer', opening)).rejects.toThrow(SluiceError);
      await expect(opening).rejects.toMatchObject({ retryable: false });
    },
    (subject) => subject.writer.missing !== undefined,
  ),
];

type WithWriter = Subject & { readonly writer: WriterSubject };

function check(
  name: string,
  run: (subject: WithWriter) => Promise<void>,
  applies?: (subject: WithWriter) => boolean,
): Check {
  const isWriter = (subject: Subject): subject is WithWriter => subject.writer !== undefined;
  return {
    name,
    appliesTo: (subject) => isWriter(subject) && (applies?.(subject) ?? true),
    run: (subject) => run(subject as WithWriter),
  };
}

interface TaskOptions {
  readonly taskId?: string;
  readonly attempt?: number;
  readonly isolate?: boolean;
  readonly signal?: AbortSignal;
}

interface OpenTask {
  /** Converts the rows as the engine would and writes them; afterwards the batch is spoilt, as a ring would. */
  write(rows: Rows): Promise<readonly Rejection[]>;
  commit(): ReturnType<TaskWriter['commit']>;
  abort(): Promise<void>;
  readonly raw: TaskWriter;
}

interface Begun {
  readonly target: Target;
  readonly writer: Writer;
  readonly task: OpenTask;
  open(options: TaskOptions): Promise<OpenTask>;
}

/** A new target, prepared, with one task open. */
async function begin(subject: WithWriter, options: TaskOptions & { schema?: Schema } = {}): Promise<Begun> {
  const schema = options.schema ?? plainSchema;
  const target = await subject.writer.create(schema);
  const writer = await openWriter(subject.connector, target.parameter);
  const prepared = await writer.prepare(schema);
  const open = (each: TaskOptions): Promise<OpenTask> => openTask(writer, prepared, schema, each);
  return { target, writer, task: await open(options), open };
}

async function openTask(
  writer: Writer,
  prepared: PreparedTarget,
  schema: Schema,
  options: TaskOptions,
): Promise<OpenTask> {
  const { taskId = '0001', attempt = 1, isolate = false, signal = new AbortController().signal } = options;
  const { wanted, shared } = prepared;
  const task = await writer.openTask({ taskId, attempt, schema: wanted, shared, isolate, signal });
  const converter = compileBatchConversion(schema, wanted, textOptions);
  return {
    raw: task,
    write: async (rows) => {
      const batch = batchOf(schema, rows);
      const converted = converter?.convert(batch) ?? { batch, rejections: [] };
      expect(converted.rejections).toEqual([]);
      const refused = await task.write(converted.batch);
      spoil(converted.batch);
      return refused;
    },
    commit: () => task.commit(),
    abort: () => task.abort(),
  };
}

/** A batch may be reused once `write` has resolved; a writer that still holds it would now write rubbish. */
function spoil(batch: Batch): void {
  for (const column of batch.columns) {
    column.values.fill(-1);
    column.bytes.fill(0x3f);
  }
}

/** Writes and commits; answers the refused rows, or `isolation` when the writer asked for it (and was aborted). */
async function settle(task: OpenTask, rows: Rows): Promise<readonly Rejection[] | 'isolation'> {
  try {
    const refused = await task.write(rows);
    await task.commit();
    return refused;
  } catch (error) {
    await task.abort();
    expect(error).toMatchObject({ code: taskErrors.needsIsolation.code });
    return 'isolation';
  }
}
