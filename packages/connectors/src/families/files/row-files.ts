import type {
  CommitReport,
  ConnectorContext,
  JsonValue,
  PreparedTarget,
  Schema,
  TargetPlan,
  TaskWriter,
  WriteTask,
} from '@sluice/core';
import { isCopySchema } from './binary/copy-schema.ts';
import { fileErrors } from './errors.ts';
import type { FileWriterOptions } from './fields.ts';
import { marksOf, writeMark } from './mark-file.ts';
import { OutputFile } from './output-file.ts';
import { ExistingFiles, foldersOf, nameOf, namesOf } from './existing-files.ts';
import { textOptionsOf } from './formats/text-encoders.ts';
import {
  compareOutputNames,
  dayOf,
  joinedName,
  maxFolderBytes,
  outputName,
  publishedName,
  runPrefix,
  taskPrefixes,
  type OutputFileName,
} from './output-names.ts';
import { PartitionedTaskWriter } from './partition-writer.ts';
import { Partitions } from './partitions.ts';
import type { Storage, StoredFile } from './storage.ts';
import { FileTaskWriter } from './task-writer.ts';
import { planWriting, type WritePlan } from './write-plan.ts';
import { writtenColumns } from './written-columns.ts';
import type { FileTarget } from './writer.ts';

/** Plain JSON for the tasks and for a resumed run. */
interface Shared {
  readonly columns: Schema['columns'];
  /** Day of the run, as `20261120`. */
  readonly date: string;
}

/** Rows into files of one format. */
export class RowFiles implements FileTarget {
  readonly #storage: Storage;
  readonly #options: FileWriterOptions;
  readonly #context: ConnectorContext;
  readonly #plan: WritePlan;
  readonly #existing: ExistingFiles;
  #schema: Schema = { columns: [] };
  #date = '';
  #hasStreamStarted = false;
  /** Hidden paths of tasks that were in doubt, and are published. */
  readonly #settled = new Set<string>();

  static async open(storage: Storage, options: FileWriterOptions, context: ConnectorContext): Promise<RowFiles> {
    return new RowFiles(storage, options, context, await planWriting(options, context));
  }

  private constructor(storage: Storage, options: FileWriterOptions, context: ConnectorContext, plan: WritePlan) {
    this.#storage = storage;
    this.#options = options;
    this.#context = context;
    this.#plan = plan;
    this.#existing = new ExistingFiles(storage, options, plan.names);
  }

  async inspect(schema: Schema): Promise<TargetPlan> {
    const { path, writeMode, fileName, singleFileOutput } = this.#options;
    const wanted = this.#wanted(schema);
    const warnings: string[] = [];
    if (this.#takesOneTask)
      warnings.push('The parts of several tasks could not be joined to one file: the run stops when there are more.');
    if (this.#storage.isStream)
      return this.#planned({ wanted, actions: ['Write to standard output.'], warnings, isDestructive: false });
    const existing = await this.#existing.all(this.#context.signal);
    const name = publishedName(this.#plan.names, `${runPrefix(this.#plan.names)}*${this.#plan.names.suffix}`, '*');
    const actions = [`Write ${this.#storage.join(path, singleFileOutput ? fileName : name)}.`];
    const isDestructive = existing.length > 0 && writeMode === 'truncate';
    if (isDestructive) {
      const which = this.#isPartitioned ? ', as far as they lie in folders that get rows' : '';
      actions.push(`Remove ${existing.length} file(s) when the new ones are complete${which}: ${namesOf(existing)}.`);
    }
    if (existing.length > 0 && this.#existing.areConflicts)
      warnings.push(`"${existing[0]?.path}" exists: the run will stop, because writeMode is ${writeMode}.`);
    return this.#planned({ wanted, actions, warnings, isDestructive });
  }

  #planned(plan: TargetPlan): TargetPlan {
    return this.#takesOneTask ? { ...plan, takesOneTask: true } : plan;
  }

  /** Files of blocks end with an index of all of them. */
  get #takesOneTask(): boolean {
    return (this.#options.singleFileOutput || this.#storage.isStream) && !this.#plan.isJoinable;
  }

  async prepare(schema: Schema, resumed?: JsonValue): Promise<PreparedTarget> {
    const wanted = this.#wanted(schema);
    this.#schema = wanted;
    this.#date = (resumed as Shared | undefined)?.date ?? dayOf(this.#context.clock.now(), this.#context.timeZone);
    if (!this.#storage.isStream) {
      if (resumed === undefined) await this.#existing.refuseConflict(this.#context.signal);
      await this.#storage.prepareFolder(this.#options.path);
    }
    const shared: Shared = { columns: wanted.columns, date: this.#date };
    const target = { wanted, shared: shared as unknown as JsonValue };
    if (!this.#takesOneTask) return { ...target, notes: [] };
    const note = `One channel writes the file: parts of ${this.#formatName()} cannot be joined.`;
    return { ...target, notes: [note], takesOneTask: true };
  }

  async openTask(task: WriteTask): Promise<TaskWriter> {
    const { isStream } = this.#storage;
    if (this.#takesOneTask && Number(task.taskId) !== 0) throw fileErrors.cannotJoin({ format: this.#formatName() });
    this.#schema = task.schema;
    this.#date = (task.shared as unknown as Shared).date;
    if (!isStream) await this.#discardTask(task.taskId);
    if (this.#isPartitioned) return this.#openPartitioned(task);
    return this.#taskWriter(task.schema, (n, head) => this.#open({ taskId: task.taskId, n }, head));
  }

  #openPartitioned({ taskId, schema }: WriteTask): TaskWriter {
    const partitions = this.#partitions(schema, taskId);
    let count = 0;
    return new PartitionedTaskWriter({
      partitions,
      maxOpen: this.#options.openPartitions ?? (this.#plan.hasTypes ? 8 : 64),
      open: (folders) =>
        this.#taskWriter(partitions.schema, (_, head) => this.#open({ taskId, n: count++, folders }, head)),
      discard: () => this.#discardTask(taskId).catch(() => undefined),
    });
  }

  #taskWriter(schema: Schema, open: (n: number, head: Uint8Array) => Promise<OutputFile>): FileTaskWriter {
    const { encoderFor, encoding, maxBytes } = this.#plan;
    const publishedPath = (path: string): string => this.#publishedPath(path);
    return new FileTaskWriter({ encoder: encoderFor(schema), encoding, maxBytes, open, publishedPath });
  }

  async committed(token: JsonValue): Promise<boolean> {
    const paths = token as readonly string[];
    const sealed = new Set((await this.#sealedInOrder()).map((file) => file.path));
    for (const path of paths) {
      if (sealed.has(path)) continue;
      // A name that does not tell the run may be that of a file of an earlier one.
      if (!this.#namesTellRun || (await this.#storage.stat(this.#publishedPath(path))) === undefined) return false;
      this.#settled.add(path);
    }
    return true;
  }

  async finish(reports: readonly CommitReport[]): Promise<void> {
    if (this.#storage.isStream) return;
    const { path, writeMode, singleFileOutput, generateEmptyFile } = this.#options;
    const marks = marksOf(this.#storage, this.#options);
    for (const mark of marks) await this.#storage.remove(mark);
    const hasRows = reports.some((report) => report.rowsWritten > 0);
    // The hidden files themselves tell what was committed, also by attempts before a resume.
    let sealed = await this.#sealedInOrder();
    if (sealed.length === 0 && !hasRows && generateEmptyFile && !this.#isPartitioned) {
      await this.#writeEmpty();
      sealed = await this.#sealedInOrder();
    }
    const own = this.#ownPaths(sealed, reports);
    const old = writeMode === 'truncate' ? await this.#existing.beside(own) : [];
    if (singleFileOutput) await this.#publishJoined(sealed);
    else await this.#publish(sealed);
    // After, not before: whoever looks in between finds too much rather than nothing.
    for (const file of old)
      if (!own.has(file.path) && !this.#existing.isOfRun(file)) await this.#storage.remove(file.path);
    await this.#storage.discard(path, runPrefix(this.#plan.names), { sealed: true });
    for (const mark of marks) await writeMark(this.#storage, mark);
  }

  async #publish(sealed: readonly StoredFile[]): Promise<void> {
    if (this.#isPartitioned) {
      const folders = foldersOf(sealed.map((file) => this.#publishedPath(file.path)));
      for (const folder of folders) await this.#storage.prepareFolder(folder);
    }
    for (const file of sealed) await this.#storage.publish(file.path, this.#publishedPath(file.path));
  }

  async cancel(): Promise<void> {
    if (!this.#storage.isStream)
      await this.#storage.discard(this.#options.path, runPrefix(this.#plan.names), { sealed: false });
  }

  /** The columns as the files have them. Contradictory options surface here, before the first row. */
  #wanted(schema: Schema): Schema {
    if (isCopySchema(schema)) throw fileErrors.copyNeedsCopy({ side: 'writer' });
    const wanted = writtenColumns(schema, this.#options, this.#plan.hasTypes);
    const { encoderFor } = this.#plan;
    encoderFor(this.#isPartitioned ? this.#partitions(wanted, '0000').schema : wanted);
    return wanted;
  }

  get #isPartitioned(): boolean {
    return this.#options.partitionColumns.length > 0;
  }

  #partitions(schema: Schema, taskId: string): Partitions {
    const { partitionColumns } = this.#options;
    const textOptions = textOptionsOf(this.#options, this.#context);
    return new Partitions(schema, partitionColumns, textOptions, maxFolderBytes(this.#plan.names, taskId));
  }

  #formatName(): string {
    const { codec } = this.#plan;
    return codec === undefined ? this.#options.fileFormat : `${this.#options.fileFormat} packed with ${codec.name}`;
  }

  get #namesTellRun(): boolean {
    const { template } = this.#plan.names;
    return !this.#options.singleFileOutput && (template === undefined || template.includes('{run}'));
  }

  #publishedPath(hidden: string): string {
    const { path, singleFileOutput, fileName } = this.#options;
    if (singleFileOutput) return this.#storage.join(path, fileName);
    const { names } = this.#plan;
    if (names.template === undefined && !this.#isPartitioned) return hidden;
    const start = hidden.lastIndexOf(runPrefix(names));
    return this.#storage.join(path, publishedName(names, hidden.slice(start), this.#date));
  }

  /** Final paths of what this run has written, also before `finish` was interrupted. */
  #ownPaths(sealed: readonly StoredFile[], reports: readonly CommitReport[]): ReadonlySet<string> {
    const reported = reports.flatMap(({ details }) => {
      const { files = [] } = (details ?? {}) as { readonly files?: readonly { readonly path: string }[] };
      return files.map((file) => file.path);
    });
    const hidden = [...sealed.map((file) => file.path), ...this.#settled];
    return new Set([...reported, ...hidden.map((path) => this.#publishedPath(path))]);
  }

  async #open(wanted: Omit<OutputFileName, 'hasHeader'>, head: Uint8Array): Promise<OutputFile> {
    const { path, singleFileOutput } = this.#options;
    const { names, encoding, codec, isJoinable } = this.#plan;
    // Parts to be joined: only the first one begins with the header.
    const isFirst = this.#storage.isStream ? !this.#hasStreamStarted : !singleFileOutput || Number(wanted.taskId) === 0;
    this.#hasStreamStarted = true;
    const name = outputName(names, { ...wanted, hasHeader: singleFileOutput && isFirst });
    const hidden = this.#storage.join(path, name);
    const staged = await this.#storage.create(hidden, this.#publishedPath(hidden));
    const file = new OutputFile(staged, encoding, codec, nameOf(this.#publishedPath(hidden)));
    try {
      if (isFirst || !isJoinable) await file.start(head);
      return file;
    } catch (error) {
      await file.abort();
      throw error;
    }
  }

  /** A run without rows leaves a file all the same. */
  async #writeEmpty(): Promise<void> {
    const encoder = this.#plan.encoderFor(this.#schema);
    const file = await this.#open({ taskId: '0000', n: 0 }, encoder.start());
    const rest = encoder.end?.();
    if (rest !== undefined) await file.write(rest);
    await file.end();
    await file.seal();
  }

  /** Joins the parts to one file and publishes it under its exact name, which replaces an old one. */
  async #publishJoined(sealed: readonly StoredFile[]): Promise<void> {
    const { path, fileName } = this.#options;
    const whole = this.#storage.join(path, fileName);
    const joined = this.#storage.join(path, joinedName(this.#plan.names));
    // None: an earlier call got as far as publishing, or there is nothing to write.
    if (sealed.length === 0) return;
    const [first] = sealed as readonly [StoredFile];
    if (!this.#plan.isJoinable) return this.#storage.publish(first.path, whole);
    if (!sealed.some((file) => file.path === joined))
      await this.#storage.concatenate(await this.#withHeader(sealed), joined);
    await this.#storage.publish(joined, whole);
  }

  /** The first task had no rows, so the header has to be written now. */
  async #withHeader(sealed: readonly StoredFile[]): Promise<readonly StoredFile[]> {
    const { encoderFor, encoding } = this.#plan;
    const needsHeader = encoderFor(this.#schema).start().length > 0 || encoding.mark.length > 0;
    if (!needsHeader || sealed[0]?.path.endsWith('_h') === true) return sealed;
    await this.#writeEmpty();
    return this.#sealedInOrder();
  }

  async #sealedInOrder(): Promise<readonly StoredFile[]> {
    const sealed = await this.#storage.sealed(this.#options.path, runPrefix(this.#plan.names));
    return [...sealed].sort((left, right) => compareOutputNames(left.path, right.path));
  }

  /** What an earlier attempt at the task left. */
  async #discardTask(taskId: string): Promise<void> {
    for (const prefix of taskPrefixes(this.#plan.names, taskId))
      await this.#storage.discard(this.#options.path, prefix, { sealed: true });
  }
}
