import type { Batch, CommitReport, JsonValue, Rejection, TaskWriter } from '@sluice/core';
import type { Encoding } from './encoding.ts';
import type { RowEncoder } from './formats/format.ts';
import type { OutputFile } from './output-file.ts';

export interface TaskOutput {
  readonly encoder: RowEncoder;
  readonly encoding: Encoding;
  /** A new file begins after so many bytes of text. */
  readonly maxBytes: number;
  /** Starts the n-th file of the task. */
  open(n: number): Promise<OutputFile>;
  isSealed(path: string): Promise<boolean>;
}

/** Bytes that are collected before they are written. */
const flushBytes = 480 * 1024;

/** Writes the rows of one task into one file or several. */
export class FileTaskWriter implements TaskWriter {
  readonly #output: TaskOutput;
  readonly #encoder: RowEncoder;
  #file: OutputFile | undefined;
  readonly #finished: OutputFile[] = [];
  #writing: Promise<void> = Promise.resolve();
  #rowsWritten = 0;

  constructor(output: TaskOutput) {
    this.#output = output;
    this.#encoder = output.encoder;
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    const rejections: Rejection[] = [];
    let row = 0;
    for (const bad of this.#unencodable(batch, rejections)) {
      await this.#encode(batch, row, bad, rejections);
      row = bad + 1;
    }
    await this.#encode(batch, row, batch.rowCount, rejections);
    this.#rowsWritten += batch.rowCount - rejections.length;
    return rejections;
  }

  /** Files that the commit will seal; empty when there was no row. */
  async commitToken(): Promise<JsonValue> {
    await this.#flush();
    await this.#writing;
    const files = this.#file === undefined ? this.#finished : [...this.#finished, this.#file];
    return files.map((file) => file.path);
  }

  async commit(): Promise<CommitReport> {
    await this.#flush();
    await this.#endFile();
    for (const file of this.#finished) await file.seal();
    const files = this.#finished.map((file) => ({ path: file.path, textBytes: file.textBytes }));
    return { rowsWritten: this.#rowsWritten, details: { files } };
  }

  async abort(): Promise<void> {
    await this.#writing.catch(() => undefined);
    for (const file of [...this.#finished, this.#file]) await file?.abort();
  }

  async #encode(batch: Batch, start: number, end: number, rejections: Rejection[]): Promise<void> {
    for (let row = start; row < end;) {
      row = this.#encoder.encode(batch, row, end, rejections);
      if (this.#encoder.pendingBytes >= flushBytes || row < end) await this.#flush();
    }
  }

  /** Starts to write what is encoded, after what was started before is written. */
  async #flush(): Promise<void> {
    await this.#writing;
    if (this.#encoder.pendingBytes === 0) return;
    if (this.#file !== undefined && this.#file.textBytes >= this.#output.maxBytes) await this.#endFile();
    this.#file ??= await this.#output.open(this.#finished.length);
    this.#writing = this.#file.write(this.#encoder.take());
    // A failure waits in the promise for the next flush.
    this.#writing.catch(() => undefined);
  }

  async #endFile(): Promise<void> {
    await this.#writing;
    if (this.#file === undefined) return;
    this.#finished.push(this.#file);
    this.#file = undefined;
  }

  /** Rows with characters that the encoding lacks; they are added to `rejections`. */
  #unencodable(batch: Batch, rejections: Rejection[]): readonly number[] {
    const { encoding } = this.#output;
    if (encoding.name.startsWith('utf-')) return [];
    const rows = new Set<number>();
    for (const [index, column] of batch.columns.entries()) {
      const { offsets, bytes } = column;
      if (column.layout !== 'bytes' || column.type.kind === 'binary') continue;
      if (encoding.fromUtf8(bytes.subarray(offsets[0], offsets[batch.rowCount])) !== undefined) continue;
      for (let row = 0; row < batch.rowCount; row++) {
        if (rows.has(row) || encoding.fromUtf8(bytes.subarray(offsets[row], offsets[row + 1])) !== undefined) continue;
        rows.add(row);
        const reason = `The value has a character that ${encoding.name} lacks.`;
        rejections.push({ row, column: index, code: 'NOT_IN_ENCODING', reason });
      }
    }
    return [...rows].sort((left, right) => left - right);
  }
}
