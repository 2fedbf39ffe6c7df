import type { Batch, CommitReport, JsonValue, Rejection, TaskWriter } from '@sluice/core';
import type { Partitions } from './partitions.ts';

export interface PartitionedOutput {
  readonly partitions: Partitions;
  /** Partitions that are written at the same time, at most; each holds what its format collects. */
  readonly maxOpen: number;
  /** Writes the rows of one partition into files of their own. */
  open(folders: readonly string[]): TaskWriter;
  /** Removes all files of the task. */
  discard(): Promise<void>;
}

/** Writes the rows of one task into folders by their values. Of too many at a time, the one used longest ago is ended. */
export class PartitionedTaskWriter implements TaskWriter {
  readonly #output: PartitionedOutput;
  /** By their folders; the one used last comes last. */
  readonly #open = new Map<string, TaskWriter>();
  readonly #tokens: JsonValue[] = [];
  readonly #reports: CommitReport[] = [];

  constructor(output: PartitionedOutput) {
    this.#output = output;
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    const rejections: Rejection[] = [];
    for (const { folders, batch: part, rows } of this.#output.partitions.split(batch, rejections)) {
      const writer = await this.#writerOf(folders);
      for (const rejection of await writer.write(part)) rejections.push(this.#inWhole(batch, rejection, rows));
    }
    return rejections;
  }

  async commitToken(): Promise<JsonValue> {
    const open = await Promise.all([...this.#open.values()].map(async (writer) => writer.commitToken?.()));
    return [...this.#tokens, ...open].flat() as JsonValue;
  }

  async commit(): Promise<CommitReport> {
    for (const folders of this.#open.keys()) await this.#end(folders);
    const files = this.#reports.flatMap(({ details }) => (details as { readonly files: readonly JsonValue[] }).files);
    return { rowsWritten: this.#reports.reduce((sum, report) => sum + report.rowsWritten, 0), details: { files } };
  }

  async abort(): Promise<void> {
    for (const writer of this.#open.values()) await writer.abort();
    await this.#output.discard();
  }

  async #writerOf(folders: readonly string[]): Promise<TaskWriter> {
    const name = folders.join('/');
    const [oldest] = this.#open.keys();
    const known = this.#open.get(name);
    if (known === undefined && oldest !== undefined && this.#open.size >= this.#output.maxOpen) await this.#end(oldest);
    const writer = known ?? this.#output.open(folders);
    this.#open.delete(name);
    this.#open.set(name, writer);
    return writer;
  }

  /** Completes and seals the files of a partition. Rows that come for it later go into another file. */
  async #end(name: string): Promise<void> {
    const writer = this.#open.get(name) as TaskWriter;
    this.#tokens.push((await writer.commitToken?.()) ?? []);
    this.#reports.push(await writer.commit());
    this.#open.delete(name);
  }

  #inWhole(batch: Batch, { row, column, ...rest }: Rejection, rows: Int32Array | undefined): Rejection {
    const name = column === undefined ? undefined : this.#output.partitions.schema.columns[column]?.name;
    const index = batch.schema.columns.findIndex((each) => each.name === name);
    return { row: rows?.[row] ?? row, ...rest, ...(index < 0 ? {} : { column: index }) };
  }
}
