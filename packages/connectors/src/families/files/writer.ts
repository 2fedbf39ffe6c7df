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

/** What a writer of files does, with nothing left out but the closing, which is the storage's. */
export type FileTarget = Required<Omit<Writer, 'countRows' | 'close'>>;

/**
 * Writes files of any storage. Nothing is visible before `finish`: tasks seal hidden files, `finish` publishes them and
 * then removes the old ones, so a failed run leaves the target as it was, and a resumed one finds its sealed files.
 * The storage is closed with it.
 */
export class FileWriter implements Writer {
  readonly #target: FileTarget;
  readonly #storage: Storage;

  static async open(storage: Storage, options: FileWriterOptions, context: ConnectorContext): Promise<FileWriter> {
    try {
      return new FileWriter(await targetOf(storage, options, context), storage);
    } catch (error) {
      await storage.close?.();
      throw error;
    }
  }

  private constructor(target: FileTarget, storage: Storage) {
    this.#target = target;
    this.#storage = storage;
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

  async close(): Promise<void> {
    await this.#storage.close?.();
  }
}

async function targetOf(storage: Storage, options: FileWriterOptions, context: ConnectorContext): Promise<FileTarget> {
  if (options.fileFormat !== 'binary') return RowFiles.open(storage, options, context);
  return new (await import('./binary/copy-target.ts')).CopyTarget(storage, options, context);
}
