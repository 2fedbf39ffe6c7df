import type {
  CommitReport,
  ConnectorContext,
  JsonValue,
  PreparedTarget,
  Schema,
  TargetPlan,
  TaskWriter,
  Writer,
  WriteTask,
} from '@sluice/core';
import { codecNamed } from './codecs/index.ts';
import type { Codec } from './codecs/codec.ts';
import { loadEncoding, type Encoding } from './encoding.ts';
import { fileErrors } from './errors.ts';
import type { FileWriterOptions } from './fields.ts';
import { rowEncoder } from './formats/encoders.ts';
import { OutputFile } from './output-file.ts';
import {
  checkFileName,
  compareOutputNames,
  joinedName,
  outputName,
  runPrefix,
  taskPrefixes,
  type OutputNames,
} from './output-names.ts';
import type { Storage, StoredFile } from './storage.ts';
import { FileTaskWriter } from './task-writer.ts';

/**
 * Writes files of any storage. Nothing is visible before `finish`: tasks seal hidden files, `finish` publishes them and
 * then removes the old ones, so a failed run leaves the target as it was, and a resumed one finds its sealed files.
 */
export class FileWriter implements Writer {
  readonly #storage: Storage;
  readonly #options: FileWriterOptions;
  readonly #context: ConnectorContext;
  readonly #codec: Codec | undefined;
  readonly #encoding: Encoding;
  readonly #names: OutputNames;
  #schema: Schema | undefined;
  #hasStreamStarted = false;

  static async open(storage: Storage, options: FileWriterOptions, context: ConnectorContext): Promise<FileWriter> {
    return new FileWriter(storage, options, context, await loadEncoding(options.encoding));
  }

  private constructor(storage: Storage, options: FileWriterOptions, context: ConnectorContext, encoding: Encoding) {
    this.#storage = storage;
    this.#options = options;
    this.#context = context;
    this.#codec = codecNamed(options.compress ?? '', 'write');
    this.#encoding = encoding;
    if (options.singleFileOutput) this.#checkSingle();
    const suffix = options.singleFileOutput
      ? ''
      : `${options.suffix ?? `.${options.fileFormat}`}${this.#codec?.suffixes[0] ?? ''}`;
    this.#names = { fileName: checkFileName(options.fileName), runId: context.runId, suffix };
    if (suffix !== '') checkFileName(`x${suffix}`);
  }

  async inspect(schema: Schema): Promise<TargetPlan> {
    const { path, writeMode, fileName, singleFileOutput } = this.#options;
    rowEncoder(this.#options, schema, this.#context);
    if (this.#storage.isStream)
      return { wanted: schema, actions: ['Write to standard output.'], warnings: [], isDestructive: false };
    const existing = await this.#existing();
    const target = singleFileOutput
      ? this.#storage.join(path, fileName)
      : this.#storage.join(path, `${runPrefix(this.#names)}*${this.#names.suffix}`);
    const actions = [`Write ${target}.`];
    const warnings: string[] = [];
    const isDestructive = existing.length > 0 && writeMode === 'truncate';
    if (isDestructive) {
      actions.push(`Remove ${existing.length} file(s) when the new ones are complete: ${namesOf(existing)}.`);
    }
    if (existing.length > 0 && writeMode === 'nonConflict')
      warnings.push(`"${existing[0]?.path}" exists: the run will stop, because writeMode is nonConflict.`);
    return { wanted: schema, actions, warnings, isDestructive };
  }

  async prepare(schema: Schema): Promise<PreparedTarget> {
    // Contradictory options surface before the first row.
    rowEncoder(this.#options, schema, this.#context);
    this.#schema = schema;
    if (!this.#storage.isStream) {
      await this.#refuseConflict();
      await this.#storage.prepareFolder(this.#options.path);
    }
    return { wanted: schema, shared: { columns: schema.columns } as unknown as JsonValue, notes: [] };
  }

  async openTask(task: WriteTask): Promise<TaskWriter> {
    this.#schema = task.schema;
    if (!this.#storage.isStream) await this.#discardTask(task.taskId);
    const encoder = rowEncoder(this.#options, task.schema, this.#context);
    const { maxFileSize } = this.#options;
    return new FileTaskWriter({
      encoder,
      encoding: this.#encoding,
      maxBytes: maxFileSize === undefined || maxFileSize === 0 ? Infinity : maxFileSize * 1024 * 1024,
      open: (n) => this.#open(task.taskId, n, encoder.start()),
      isSealed: (path) => this.#isSealed(path),
    });
  }

  async committed(token: JsonValue): Promise<boolean> {
    const paths = token as readonly string[];
    for (const path of paths)
      if (!(await this.#isSealed(path)) && (await this.#storage.stat(path)) === undefined) return false;
    return true;
  }

  /** May be called again after it was interrupted at any point. */
  async finish(reports: readonly CommitReport[]): Promise<void> {
    if (this.#storage.isStream) return;
    const { path, writeMode, singleFileOutput } = this.#options;
    const hasRows = reports.some((report) => report.rowsWritten > 0);
    // The hidden files themselves tell what was committed, also by attempts before a resume.
    let sealed = await this.#sealedInOrder();
    if (sealed.length === 0 && !hasRows) {
      await this.#writeEmpty();
      sealed = await this.#sealedInOrder();
    }
    const old = writeMode === 'truncate' ? await this.#existing() : [];
    const published = singleFileOutput ? await this.#publishJoined(sealed) : sealed.map((file) => file.path);
    if (!singleFileOutput) for (const file of published) await this.#storage.publish(file);
    // After, not before: whoever looks in between finds too much rather than nothing.
    for (const file of old) {
      if (!singleFileOutput && !published.includes(file.path) && !this.#isOfRun(file))
        await this.#storage.remove(file.path);
    }
    await this.#storage.discard(path, runPrefix(this.#names), { sealed: true });
  }

  /** Sealed files stay: a resumed run counts on them. */
  async cancel(): Promise<void> {
    if (!this.#storage.isStream)
      await this.#storage.discard(this.#options.path, runPrefix(this.#names), { sealed: false });
  }

  async close(): Promise<void> {}

  #checkSingle(): void {
    if (this.#options.maxFileSize !== undefined)
      throw fileErrors.badDialect({ problem: 'singleFileOutput and maxFileSize exclude each other' });
    if (this.#codec !== undefined && !this.#codec.isConcatenable) {
      throw fileErrors.badDialect({
        problem: `parts compressed with ${this.#codec.name} cannot be joined to one file; use gzip or zstd`,
      });
    }
  }

  async #open(taskId: string, n: number, header: Uint8Array): Promise<OutputFile> {
    const { path, singleFileOutput } = this.#options;
    // Parts to be joined: only the first one begins with the header.
    const needsHeader = this.#storage.isStream ? !this.#hasStreamStarted : !singleFileOutput || Number(taskId) === 0;
    this.#hasStreamStarted = true;
    const name = outputName(this.#names, taskId, n, singleFileOutput && needsHeader);
    const staged = await this.#storage.create(this.#storage.join(path, name));
    const file = new OutputFile(staged, this.#encoding, this.#codec);
    try {
      if (needsHeader) await file.start(header);
      return file;
    } catch (error) {
      await file.abort();
      throw error;
    }
  }

  /** A run without rows leaves a file all the same. */
  async #writeEmpty(): Promise<void> {
    const schema = this.#schema ?? { columns: [] };
    const file = await this.#open('0000', 0, rowEncoder(this.#options, schema, this.#context).start());
    await file.seal();
  }

  /** Joins the parts to one file and publishes it under its exact name, which replaces an old one. */
  async #publishJoined(sealed: readonly StoredFile[]): Promise<readonly string[]> {
    const { path, fileName } = this.#options;
    const whole = this.#storage.join(path, fileName);
    const joined = this.#storage.join(path, joinedName(this.#names));
    // None: an earlier call got as far as publishing.
    if (sealed.length === 0) return [whole];
    if (!sealed.some((file) => file.path === joined))
      await this.#storage.concatenate(await this.#withHeader(sealed), joined);
    await this.#storage.publish(joined, whole);
    return [whole];
  }

  /** The first task had no rows, so the header has to be written now. */
  async #withHeader(sealed: readonly StoredFile[]): Promise<readonly StoredFile[]> {
    const { columns } = this.#schema ?? { columns: [] };
    const header = rowEncoder(this.#options, { columns }, this.#context).start();
    const needsHeader = header.length > 0 || this.#encoding.mark.length > 0;
    if (!needsHeader || sealed[0]?.path.endsWith('_h') === true) return sealed;
    await this.#writeEmpty();
    return this.#sealedInOrder();
  }

  async #sealedInOrder(): Promise<readonly StoredFile[]> {
    const sealed = await this.#storage.sealed(this.#options.path, runPrefix(this.#names));
    return [...sealed].sort((left, right) => compareOutputNames(left.path, right.path));
  }

  async #isSealed(path: string): Promise<boolean> {
    const sealed = await this.#storage.sealed(this.#options.path, runPrefix(this.#names));
    return sealed.some((file) => file.path === path);
  }

  /** What an earlier attempt at the task left. */
  async #discardTask(taskId: string): Promise<void> {
    for (const prefix of taskPrefixes(this.#names, taskId)) {
      await this.#storage.discard(this.#options.path, prefix, { sealed: true });
    }
  }

  #isOfRun(file: StoredFile): boolean {
    return file.path.startsWith(this.#storage.join(this.#options.path, runPrefix(this.#names)));
  }

  /** Visible files that the write mode is about. */
  async #existing(): Promise<readonly StoredFile[]> {
    const { path, fileName, singleFileOutput } = this.#options;
    const found = await this.#storage.list(path, fileName);
    return singleFileOutput ? found.filter((file) => file.path === this.#storage.join(path, fileName)) : found;
  }

  async #refuseConflict(): Promise<void> {
    const { writeMode, fileName } = this.#options;
    const conflicts =
      writeMode === 'nonConflict' ? (await this.#existing()).filter((file) => !this.#isOfRun(file)) : [];
    if (conflicts[0] !== undefined) throw fileErrors.nameTaken({ prefix: fileName, found: conflicts[0].path });
  }
}

/** The first few paths, and how many more. */
function namesOf(files: readonly StoredFile[]): string {
  const shown = files.slice(0, 5).map((file) => file.path);
  if (files.length > shown.length) shown.push(`and ${files.length - shown.length} more`);
  return shown.join(', ');
}
