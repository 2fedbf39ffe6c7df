import type { Batch, CommitReport, JsonValue, Rejection, TaskWriter } from '@sluice/core';
import type { Encoding } from './encoding.ts';
import type { RowEncoder } from './formats/format.ts';
import type { OutputFile } from './output-file.ts';

export interface TaskOutput {
  readonly encoder: RowEncoder;
  readonly encoding: Encoding;
  /** A new file begins after so many bytes of text. */
  readonly maxBytes: number;
  /** Starts the n-th file of the task with these bytes. */
  open(n: number, head: Uint8Array): Promise<OutputFile>;
  /** The path that a file gets when it is published. */
  publishedPath(path: string): string;
}

/** A file of the manifest in the run report. */
interface FinishedFile {
  readonly file: OutputFile;
  readonly rows: number;
}

/** Bytes that are collected before they are written. */
const flushBytes = 480 * 1024;

/** Writes the rows of one task into one file or several. Full ones are sealed at once, and stay hidden. */
export class FileTaskWriter implements TaskWriter {
  readonly #output: TaskOutput;
  readonly #encoder: RowEncoder;
  /** What the next file begins with; undefined before its first row. */
  #head: Uint8Array | undefined;
  #file: OutputFile | undefined;
  #fileRows = 0;
  readonly #finished: FinishedFile[] = [];
  /** How many of them are sealed. */
  #sealed = 0;
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

  /** Files that are sealed after the commit; empty when there was no row. */
  async commitToken(): Promise<JsonValue> {
    await this.#endFile();
    return this.#finished.map(({ file }) => file.path);
  }

  async commit(): Promise<CommitReport> {
    await this.#endFile();
    await this.#seal();
    const files = this.#finished.map(({ file, rows }) => ({
      path: this.#output.publishedPath(file.path),
      rows,
      bytes: file.bytes,
    }));
    return { rowsWritten: this.#rowsWritten, details: { files } };
  }

  async abort(): Promise<void> {
    await this.#writing.catch(() => undefined);
    for (const { file } of this.#finished) await file.abort();
    await this.#file?.abort();
  }

  async #encode(batch: Batch, start: number, end: number, rejections: Rejection[]): Promise<void> {
    for (let row = start; row < end;) {
      this.#head ??= this.#encoder.start();
      const refused = rejections.length;
      const next = this.#encoder.encode(batch, row, end, rejections);
      this.#fileRows += next - row - (rejections.length - refused);
      row = next;
      if (this.#encoder.pendingBytes >= flushBytes || row < end) await this.#flush();
    }
  }

  /** Starts to write what is encoded, after what was started before is written. */
  async #flush(): Promise<void> {
    await this.#writing;
    if (this.#encoder.pendingBytes === 0) return;
    const file = await this.#begin();
    this.#writing = file.write(this.#encoder.take());
    // A failure waits in the promise for the next flush.
    this.#writing.catch(() => undefined);
    if (file.textBytes < this.#output.maxBytes) return;
    await this.#endFile();
    // Now, not at the commit: an open file takes memory, a handle or a connection.
    await this.#seal();
  }

  async #seal(): Promise<void> {
    for (; this.#sealed < this.#finished.length; this.#sealed++) await this.#finished[this.#sealed]?.file.seal();
  }

  async #begin(): Promise<OutputFile> {
    this.#file ??= await this.#output.open(this.#finished.length, this.#head ?? new Uint8Array(0));
    return this.#file;
  }

  /** Completes the file with all rows so far; without any there is none. */
  async #endFile(): Promise<void> {
    await this.#writing;
    if (this.#fileRows > 0) {
      const file = await this.#begin();
      while (this.#encoder.pendingBytes > 0) await file.write(this.#encoder.take());
      const rest = this.#encoder.end?.();
      if (rest !== undefined) await file.write(rest);
      await file.end();
      this.#finished.push({ file, rows: this.#fileRows });
    }
    this.#file = undefined;
    this.#head = undefined;
    this.#fileRows = 0;
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
