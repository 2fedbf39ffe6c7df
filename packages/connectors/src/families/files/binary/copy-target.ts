import { createHash } from 'node:crypto';
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
import { fileErrors } from '../errors.ts';
import type { FileWriterOptions } from '../fields.ts';
import { InFlight } from '../in-flight.ts';
import { marksOf, writeMark } from '../mark-file.ts';
import { wholeFile, type StagedFile, type Storage } from '../storage.ts';
import type { FileTarget } from '../writer.ts';
import { checkedCopySchema, isCopySchema } from './copy-schema.ts';
import { CopyTask, type CopiedFile } from './copy-task.ts';

/** Files that are written or published at the same time when the storage is near. */
const usualJobs = 4;

/**
 * Copies of files below one folder, with the paths they have at the reader. They stay hidden until the run has
 * succeeded, as rows do.
 */
export class CopyTarget implements FileTarget {
  readonly #storage: Storage;
  readonly #options: FileWriterOptions;
  readonly #context: ConnectorContext;
  readonly #folders = new Map<string, Promise<void>>();

  constructor(storage: Storage, options: FileWriterOptions, context: ConnectorContext) {
    refuseOptions(options);
    if (storage.isStream)
      throw fileErrors.badDialect({ problem: 'fileFormat binary writes files, and standard output is none' });
    this.#storage = storage;
    this.#options = options;
    this.#context = context;
  }

  async inspect(schema: Schema): Promise<TargetPlan> {
    const { path, writeMode } = this.#options;
    checkSource(schema);
    const found = await this.#storage.find(path, this.#context.signal);
    const isDestructive = writeMode === 'truncate' && found.length > 0;
    const actions = [`Copy files into ${path}.`];
    if (isDestructive) actions.push(`Replace those of the same path; there are ${found.length} files now.`);
    const warnings =
      writeMode === 'error' && found.length > 0
        ? [`"${found[0]?.path}" exists: the run will stop, because writeMode is error.`]
        : [];
    return { wanted: checkedCopySchema, actions, warnings, isDestructive };
  }

  async prepare(schema: Schema, resumed?: JsonValue): Promise<PreparedTarget> {
    const { path, writeMode } = this.#options;
    checkSource(schema);
    if (resumed === undefined && writeMode === 'error') {
      const [found] = await this.#storage.find(path, this.#context.signal);
      if (found !== undefined) throw fileErrors.folderTaken({ folder: path, found: found.path });
    }
    await this.#storage.prepareFolder(path);
    return { wanted: checkedCopySchema, shared: null, notes: [] };
  }

  async openTask(task: WriteTask): Promise<TaskWriter> {
    checkSource(task.schema);
    return new CopyTask({ create: (path) => this.#create(path), jobs: this.#jobs });
  }

  /** Tasks give no tokens: one whose end is not known is simply done again. */
  async committed(): Promise<boolean> {
    return false;
  }

  async finish(reports: readonly CommitReport[]): Promise<void> {
    const marks = marksOf(this.#storage, this.#options);
    for (const mark of marks) await this.#storage.remove(mark);
    const jobs = new InFlight({ jobs: this.#jobs, bytes: Infinity });
    for (const { details } of reports) {
      const { files } = details as unknown as { readonly files: readonly CopiedFile[] };
      for (const file of files) await jobs.start(0, () => this.#publish(file));
    }
    await jobs.drain();
    for (const mark of marks) await writeMark(this.#storage, mark);
  }

  /** Sealed files stay for a resumed run; tasks have removed what they had begun. */
  async cancel(): Promise<void> {}

  get #jobs(): number {
    return this.#storage.parallelReads ?? usualJobs;
  }

  async #create(path: string): Promise<StagedFile> {
    const parts = path.split('/');
    const name = parts.pop() as string;
    const folder = parts.reduce((above, part) => this.#storage.join(above, part), this.#options.path);
    const target = this.#storage.join(folder, name);
    const { writeMode } = this.#options;
    const mayReplace = writeMode === 'truncate' || writeMode === 'error';
    if (!mayReplace && (await this.#storage.stat(target)) !== undefined)
      throw fileErrors.copyTaken({ path: target, writeMode });
    const ready = this.#folders.get(folder) ?? this.#storage.prepareFolder(folder);
    this.#folders.set(folder, ready);
    await ready;
    return this.#storage.create(target);
  }

  async #publish(file: CopiedFile): Promise<void> {
    try {
      await this.#storage.publish(file.path);
    } catch (error) {
      // An earlier call, which was interrupted, may have published it.
      if ((await this.#storage.stat(file.path))?.size !== file.bytes) throw error;
    }
    const found = await this.#storage.stat(file.path);
    if (found?.size !== file.bytes)
      throw fileErrors.copyDiffers({ path: file.path, problem: `${found?.size ?? 0} bytes instead of ${file.bytes}` });
    if (!this.#options.compareContent) return;
    const hash = createHash('sha256');
    for await (const chunk of this.#storage.read(found, wholeFile, this.#context.signal)) hash.update(chunk);
    if (hash.digest('hex') !== file.sha256)
      throw fileErrors.copyDiffers({ path: file.path, problem: 'another SHA-256 when it is read again' });
  }
}

function checkSource(schema: Schema): void {
  if (!isCopySchema(schema)) throw fileErrors.copyNeedsCopy({ side: 'reader' });
}

/** Options that would change what is copied. */
function refuseOptions(options: FileWriterOptions): void {
  const given = {
    compress: options.compress !== undefined && options.compress !== 'none' && options.compress !== '',
    column: options.column !== undefined,
    header: options.header !== undefined,
    singleFileOutput: options.singleFileOutput,
    maxFileSize: options.maxFileSize !== undefined,
    nameTemplate: options.nameTemplate !== undefined,
    suffix: options.suffix !== undefined,
  };
  const [name] = Object.entries(given).find(([, isGiven]) => isGiven) ?? [];
  if (name !== undefined)
    throw fileErrors.badDialect({ problem: `fileFormat binary copies files as they are, so ${name} has no place` });
}
