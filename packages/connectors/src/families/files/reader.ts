import type {
  Batch,
  ConnectorContext,
  JsonValue,
  PlanRequest,
  Reader,
  ReadPlan,
  ReadTask,
  Schema,
  TextOptions,
} from '@sluice/core';
import { byteParsers } from './byte-encoding.ts';
import { ByteWindow } from './byte-window.ts';
import { constantTexts, parseColumns, refineSchema, schemaOf, type FileColumn } from './columns.ts';
import { loadEncoding, type Encoding } from './encoding.ts';
import { fileErrors } from './errors.ts';
import type { FileReaderOptions } from './fields.ts';
import { textFormat } from './formats/index.ts';
import type { TextFormat } from './formats/text-format.ts';
import { planSplits, type FilePart } from './plan.ts';
import { RecordReader } from './record-reader.ts';
import type { Storage, StoredFile } from './storage.ts';
import { TextSource, type TextDocument } from './text-source.ts';

/** Plain JSON for the tasks. */
interface Shared {
  readonly columns: readonly FileColumn[];
  readonly firstPath: string;
  readonly isDiscovered: boolean;
}

/** Reads files of any storage as rows. */
export class FileReader implements Reader {
  readonly #options: FileReaderOptions;
  readonly #context: ConnectorContext;
  readonly #source: TextSource;
  readonly #format: TextFormat;
  readonly #storage: Storage;
  #files: readonly StoredFile[] | undefined;
  #shared: Shared | undefined;

  static async open(storage: Storage, options: FileReaderOptions, context: ConnectorContext): Promise<FileReader> {
    return new FileReader(storage, options, context, await loadEncoding(options.encoding));
  }

  private constructor(storage: Storage, options: FileReaderOptions, context: ConnectorContext, encoding: Encoding) {
    this.#storage = storage;
    this.#options = options;
    this.#context = context;
    this.#source = new TextSource(storage, { ...options, encoding });
    this.#format = textFormat(options);
  }

  async describe(): Promise<Schema> {
    const { columns } = await this.#resolve();
    return schemaOf(columns);
  }

  async plan(request: PlanRequest): Promise<ReadPlan> {
    const shared = await this.#resolve();
    const schema = refineSchema(shared.columns, request.wanted, this.#options.byteEncoding !== undefined);
    constantTexts(shared.columns, schema, this.#textOptions(shared.columns));
    if (request.keep !== undefined)
      return { schema, splits: request.keep, shared: shared as unknown as JsonValue, notes: [] };
    const { splits, notes } = await planSplits({
      files: this.#files ?? [],
      channels: request.channels,
      minSplitBytes: this.#options.minSplitBytes,
      source: this.#source,
      format: this.#format,
      storage: this.#storage,
      signal: this.#context.signal,
    });
    return { schema, splits, shared: shared as unknown as JsonValue, notes };
  }

  async *read(task: ReadTask): AsyncIterable<Batch> {
    const shared = task.shared as unknown as Shared;
    const { parts } = task.split.json as unknown as { readonly parts: readonly FilePart[] };
    const reader = new RecordReader(task, this.#options.maxRecordBytes);
    const textOptions = this.#textOptions(shared.columns);
    const request = {
      ...shared,
      schema: task.schema,
      textOptions,
      constantTexts: constantTexts(shared.columns, task.schema, textOptions),
      parsers: byteParsers(task.schema, this.#options.byteEncoding ?? 'base64'),
    };
    for (const part of parts) {
      const isStart = part.range === undefined || part.range.start === 0;
      for await (const { label, bytes } of this.#open(part, task.signal)) {
        const window = new ByteWindow(bytes);
        const scanner = await this.#format
          .begin(window, { ...request, path: part.file.path, isStart, head: part.head ?? null })
          .catch(async (error: unknown) => {
            await window.close();
            throw error;
          });
        const line = 1 + countLines(window.bytes, 0, window.start);
        const place = isStart ? label : `${label}, from byte ${part.range?.start ?? 0}`;
        yield* reader.read({ label: place, window, scanner, line });
      }
    }
  }

  async close(): Promise<void> {}

  async *#open(part: FilePart, signal: AbortSignal): AsyncGenerator<TextDocument> {
    if (part.range === undefined) yield* this.#source.open(part.file, signal);
    else yield this.#source.openPart(part.file, part.range, signal);
  }

  async #resolve(): Promise<Shared> {
    if (this.#shared !== undefined) return this.#shared;
    const { path, allowEmpty, column } = this.#options;
    const declared = parseColumns(column);
    this.#files = await this.#source.find(path, allowEmpty, this.#context.signal);
    const firstPath = this.#files[0]?.path ?? path[0] ?? '';
    this.#shared = {
      columns: declared ?? (await this.#discover(firstPath)),
      firstPath,
      isDiscovered: declared === undefined,
    };
    return this.#shared;
  }

  /** Columns of the first file that is not empty. */
  async #discover(firstPath: string): Promise<readonly FileColumn[]> {
    for (const file of this.#files ?? []) {
      for await (const { bytes } of this.#source.open(file, this.#context.signal)) {
        const window = new ByteWindow(bytes);
        const found = await this.#format.discover(window, file.path).finally(() => window.close());
        if (found !== undefined) return found;
      }
    }
    throw fileErrors.noColumns({ path: firstPath });
  }

  #textOptions(columns: readonly FileColumn[]): readonly TextOptions[] {
    const { timeZone, lenientDates } = this.#context;
    return columns.map(({ format }) => ({
      timeZone,
      lenientDates,
      ...(format === undefined ? {} : { dateFormat: format }),
    }));
  }
}

function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) if (bytes[at] === 10) lines++;
  return lines;
}
