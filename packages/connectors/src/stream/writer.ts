import type { Batch, CommitReport, ConnectorContext, Schema, TaskWriter, WriteTask, Writer } from '@sluice/core';
import { errors } from './errors.ts';
import type { WriterOptions } from './fields.ts';
import { compileRowPrinter } from './print-rows.ts';
import { type TargetFile, targetFile } from './target-file.ts';

/** Takes every row as it is: prints it, writes it to a file, or drops it. */
export async function openWriter(options: WriterOptions, context: ConnectorContext): Promise<Writer> {
  const file = fileOf(options, context);
  return {
    inspect: async (schema) => ({
      wanted: schema,
      actions: [describeTarget(options, file)],
      warnings: [],
      isDestructive: file?.exists() ?? false,
    }),
    async prepare(schema, resumed) {
      if (resumed === undefined) await file?.makeFolder();
      return { wanted: schema, shared: null, notes: [describeTarget(options, file)] };
    },
    openTask: (task) => openTask(task, options, context, file),
    async finish(reports) {
      await file?.assemble(reports.flatMap(({ details }) => (typeof details === 'string' ? [details] : [])).sort());
    },
    async cancel() {
      await file?.removeParts();
    },
    close: async () => {},
  };
}

function fileOf({ path, fileName }: WriterOptions, { runId }: ConnectorContext): TargetFile | undefined {
  if (path === undefined || path === '' || fileName === undefined || fileName === '') return undefined;
  if (/[/\\\0]/.test(fileName) || fileName === '.' || fileName === '..') throw errors.badFileName({ fileName });
  return targetFile(path, fileName, runId);
}

function describeTarget({ print }: WriterOptions, file: TargetFile | undefined): string {
  if (file !== undefined) return `Rows are written to ${file.path}, which is replaced.`;
  return print ? 'Rows are printed to standard output.' : 'Rows are counted and dropped.';
}

/** Where the text of a task goes. */
interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** Name of the part that was written, for `finish`. */
  commit(): Promise<string | undefined>;
  abort(): Promise<void>;
}

async function openTask(
  task: WriteTask,
  options: WriterOptions,
  context: ConnectorContext,
  file: TargetFile | undefined,
): Promise<TaskWriter> {
  const sink = file === undefined ? screenSink(options, context) : await partSink(file, task);
  const write = rowWriter(task.schema, options, context, sink);
  let rowsWritten = 0;
  return {
    async write(batch) {
      await write(batch, rowsWritten, task.signal);
      rowsWritten += batch.rowCount;
      return [];
    },
    async commit(): Promise<CommitReport> {
      const details = await sink?.commit();
      return { rowsWritten, ...(details === undefined ? {} : { details }) };
    },
    abort: async () => sink?.abort().catch(() => {}),
  };
}

function screenSink({ print }: WriterOptions, { output }: ConnectorContext): Sink | undefined {
  return print ? { write: output, commit: async () => undefined, abort: async () => {} } : undefined;
}

async function partSink(file: TargetFile, { taskId, attempt }: WriteTask): Promise<Sink> {
  const name = `${taskId}.${attempt}`;
  const part = await file.openPart(name);
  return {
    write: async (bytes) => void (await part.writeFile(bytes)),
    async commit() {
      await part.sync();
      await part.close();
      return name;
    },
    async abort() {
      await part.close();
      await file.removePart(name);
    },
  };
}

/** Writes the rows of a batch, with the one pause where it belongs. */
function rowWriter(schema: Schema, options: WriterOptions, context: ConnectorContext, sink: Sink | undefined) {
  const { timeZone, lenientDates, clock } = context;
  const print = sink === undefined ? undefined : compileRowPrinter(schema, options, { timeZone, lenientDates });
  const send = async (batch: Batch, first: number, end: number): Promise<void> => {
    if (print !== undefined && end > first) await sink?.write(print(batch, first, end));
  };
  return async (batch: Batch, rowsBefore: number, signal: AbortSignal): Promise<void> => {
    const pauseAt = options.recordNumBeforeSleep - rowsBefore;
    const isPauseHere = options.recordNumBeforeSleep > 0 && pauseAt > 0 && pauseAt <= batch.rowCount;
    const middle = isPauseHere ? pauseAt : batch.rowCount;
    await send(batch, 0, middle);
    if (isPauseHere) await clock.sleep(options.sleepTime * 1000, signal);
    await send(batch, middle, batch.rowCount);
  };
}
