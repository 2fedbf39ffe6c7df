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
import { parseColumns, refineSchema, schemaOf, type FileColumn } from './columns.ts';
import type { FileContents, FilePart } from './contents.ts';
import { fileErrors } from './errors.ts';
import type { FileReaderOptions } from './fields.ts';
import { checkFacts, withFacts } from './file-facts.ts';
import { openContents } from './open-contents.ts';
import { waitForMark } from './mark-file.ts';
import { planSplits } from './plan.ts';
import { Prefetch } from './prefetch.ts';
import type { Storage, StoredFile } from './storage.ts';

/** Plain JSON for the tasks. */
interface Shared {
  readonly columns: readonly FileColumn[];
  readonly firstPath: string;
  readonly isDiscovered: boolean;
}

/** Reads files of any storage as rows. The storage is closed with it. */
export class FileReader implements Reader {
  readonly #options: FileReaderOptions;
  readonly #context: ConnectorContext;
  readonly #storage: Storage;
  readonly #contents: FileContents;
  #files: readonly StoredFile[] | undefined;
  /** Links that match and are not read. */
  readonly #links = new Set<string>();
  #shared: Shared | undefined;

  static async open(storage: Storage, options: FileReaderOptions, context: ConnectorContext): Promise<FileReader> {
    try {
      return new FileReader(storage, options, context, await openContents(storage, options, context));
    } catch (error) {
      await storage.close?.();
      throw error;
    }
  }

  private constructor(storage: Storage, options: FileReaderOptions, context: ConnectorContext, contents: FileContents) {
    this.#storage = storage;
    this.#options = options;
    this.#context = context;
    this.#contents = contents;
  }

  async describe(): Promise<Schema> {
    const { columns } = await this.#resolve();
    return this.#contents.schema?.(columns) ?? schemaOf(columns);
  }

  async plan(request: PlanRequest): Promise<ReadPlan> {
    const shared = await this.#resolve();
    const { columns } = shared;
    const { byteEncoding, minSplitBytes, lineColumn } = this.#options;
    const schema =
      this.#contents.accept?.(columns, request.wanted) ??
      refineSchema(columns, request.wanted, byteEncoding !== undefined);
    const files = this.#files ?? [];
    checkFacts(columns, files, { schema, textOptions: this.#textOptions(columns) });
    const answer = { schema, shared: shared as unknown as JsonValue };
    if (request.keep !== undefined) return { ...answer, splits: request.keep, notes: [] };
    const planned = await planSplits({
      files,
      contents: this.#contents,
      channels: request.channels,
      minSplitBytes,
      keepsWhole: lineColumn !== undefined && lineColumn !== '',
      signal: this.#context.signal,
    });
    return { ...answer, ...planned, notes: [...this.#linkNotes(files), ...planned.notes] };
  }

  async *read(task: ReadTask): AsyncIterable<Batch> {
    const shared = task.shared as unknown as Shared;
    const { parts } = task.split.json as unknown as { readonly parts: readonly FilePart[] };
    const textOptions = this.#textOptions(shared.columns);
    const whole = parts.filter(({ range, blocks }) => range === undefined && blocks === undefined);
    const files = whole.map(({ file }) => file);
    const prefetch = files.length > 1 ? new Prefetch(this.#storage, files, task.signal) : undefined;
    try {
      yield* this.#contents.read({ ...shared, task, parts, textOptions, reads: prefetch ?? this.#storage });
    } finally {
      await prefetch?.close();
    }
  }

  async close(): Promise<void> {
    await this.#storage.close?.();
  }

  async #resolve(): Promise<Shared> {
    if (this.#shared !== undefined) return this.#shared;
    const { path, column } = this.#options;
    const listed = parseColumns(column);
    await waitForMark(this.#storage, this.#options, this.#context);
    this.#files = await this.#find();
    const firstPath = this.#files[0]?.path ?? path[0] ?? '';
    const isDiscovered = listed === undefined;
    // Listed facts are known before the file is asked for the rest.
    const withListed = listed && withFacts(listed, true, firstPath, this.#options);
    const found = await this.#contents.columns(withListed, this.#files);
    if (found === undefined) throw fileErrors.noColumns({ path: firstPath });
    const columns = isDiscovered ? withFacts(found, false, firstPath, this.#options) : found;
    this.#shared = { columns, firstPath, isDiscovered };
    return this.#shared;
  }

  /** Files of all patterns, each once. Throws `FILES_NO_FILE` for a pattern without any, unless that is allowed. */
  async #find(): Promise<readonly StoredFile[]> {
    const { path, allowEmpty, fileFormat, markDoneFileName } = this.#options;
    // Marks beside complete files, from writers here and of Hadoop, are none of them.
    const isMark = (found: string): boolean =>
      found === markDoneFileName || (fileFormat !== 'binary' && found.slice(found.lastIndexOf('/') + 1) === '_SUCCESS');
    const files = new Map<string, StoredFile>();
    for (const pattern of path) {
      const found = await this.#storage.find(pattern, this.#context.signal, (link) => this.#links.add(link));
      if (found.length === 0 && !allowEmpty) throw fileErrors.noFile({ pattern });
      for (const file of found) if (pattern === file.path || !isMark(file.path)) files.set(file.path, file);
    }
    return [...files.values()];
  }

  #linkNotes(files: readonly StoredFile[]): readonly string[] {
    const [first, ...others] = [...this.#links].filter((link) => !files.some(({ path }) => path === link));
    if (first === undefined) return [];
    this.#context.log.warn('links are not followed', { first, linkCount: others.length + 1 });
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return [`Links are followed only where a path names them, so not read: "${first}"${more}.`];
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
