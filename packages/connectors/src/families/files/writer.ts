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
import type { FileWriterOptions } from './fields.ts';
import { RowFiles } from './row-files.ts';
import type { Storage } from './storage.ts';

/** What a writer of files does, with nothing left out. */
export type FileTarget = Required<Omit<Writer, 'countRows'>>;

/**
 * Writes files of any storage. Nothing is visible before `finish`: tasks seal hidden files, `finish` publishes them and
 * then removes the old ones, so a failed run leaves the target as it was, and a resumed one finds its sealed files.
 */
export class FileWriter implements FileTarget {
  readonly #target: FileTarget;

  static async open(storage: Storage, options: FileWriterOptions, context: ConnectorContext): Promise<FileWriter> {
    if (options.fileFormat !== 'binary') return new FileWriter(await RowFiles.open(storage, options, context));
    return new FileWriter(new (await import('./binary/copy-target.ts')).CopyTarget(storage, options, context));
  }

  private constructor(target: FileTarget) {
    this.#target = target;
  }

  inspect(schema: Schema): Promise<TargetPlan> {
    return this.#target.inspect(schema);
  }

  prepare(schema: Schema, resumed?: JsonValue): Promise<PreparedTarget> {
    return this.#target.prepare(schema, resumed);
  }

  openTask(task: WriteTask): Promise<TaskWriter> {
    return this.#target.openTask(task);
  }

  committed(token: JsonValue): Promise<boolean> {
    return this.#target.committed(token);
  }

  /** May be called again after it was interrupted at any point. */
  finish(reports: readonly CommitReport[]): Promise<void> {
    return this.#target.finish(reports);
  }

  /** Sealed files stay: a resumed run counts on them. */
  cancel(): Promise<void> {
    return this.#target.cancel();
  }

  close(): Promise<void> {
    return this.#target.close();
  }
}
