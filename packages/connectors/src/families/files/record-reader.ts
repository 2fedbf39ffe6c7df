import type { Batch, RejectedRow } from '@sluice/core';
import { BatchRing, type ReadTask } from '@sluice/core';
import { isUtf8 } from 'node:buffer';
import type { ByteWindow } from './byte-window.ts';
import { countLines } from './count-lines.ts';
import { fixedRowBytes, ordinalsOf } from './formats/batch-filler.ts';
import {
  keptRawBytes,
  type RecordProblem,
  type RecordScanner,
  type RecordWalker,
  type ScanState,
} from './formats/format.ts';

/** Text of one document, and how to read it. */
export interface OpenedDocument {
  /** For dirty records. */
  readonly label: string;
  readonly window: ByteWindow;
  readonly scanner: RecordScanner;
  /** Line in which the window begins, from 1. */
  readonly line: number;
  /** See `ScanState`. */
  readonly constantTexts: ScanState['constantTexts'];
}

const chunkBytes = 256 * 1024;

/**
 * Rows of documents in batches. Memory is bounded by the batches, `maxRecordBytes` and a chunk, whatever the size of
 * a file or a line: a record beyond `maxRecordBytes` is rejected and passed over without being kept.
 */
export class RecordReader {
  readonly #task: ReadTask;
  readonly #ring: BatchRing;
  readonly #state: ScanState;
  #ordinal = 0;
  #rejectedBytes = 0;
  /** Bytes of a row in memory without the bytes of its texts. */
  readonly #fixedRowBytes: number;

  constructor(task: ReadTask, maxRecordBytes: number) {
    this.#task = task;
    this.#ring = new BatchRing(task.schema, task.batchRows);
    this.#state = {
      batch: this.#ring.next(),
      maxRows: task.batchRows,
      maxRecordBytes,
      line: 1,
      isSound: true,
      isLast: false,
      constantTexts: [],
      reject: (problem) => this.#reject(problem),
    };
    this.#fixedRowBytes = fixedRowBytes(this.#state.batch.columns);
  }

  async *read(document: OpenedDocument): AsyncGenerator<Batch> {
    const { window, scanner } = document;
    const state = this.#state;
    state.line = document.line;
    state.constantTexts = document.constantTexts;
    state.batch.origin = document.label;
    let wanted = chunkBytes;
    try {
      for (;;) {
        await window.fill(wanted);
        this.#task.signal.throwIfAborted();
        if (window.length === 0) break;
        const end = usableEnd(window, scanner.lineEnd);
        state.isLast = window.isLast;
        state.isSound = isUtf8(window.bytes.subarray(window.start, end));
        const before = window.start;
        for (const batch of this.#scan(scanner, window, end)) {
          yield batch;
          state.batch.origin = document.label;
        }
        wanted = Math.max(chunkBytes, window.length + chunkBytes);
        if (window.start > before || window.length === 0) continue;
        if (window.isLast) break;
        if (window.length > state.maxRecordBytes) await this.#skipLarge(window, scanner);
        else {
          const most = state.maxRecordBytes + chunkBytes;
          wanted = Math.min(window.length * 2, most);
          // In few steps, as every one leaves the memory of the one before behind.
          window.reserve(wanted + chunkBytes, Math.min(wanted * 16, most + chunkBytes));
        }
      }
      if (state.batch.rowCount > 0 || state.batch.rejected.length > 0) {
        yield this.#finish();
        this.#startBatch();
      }
    } finally {
      await window.close();
    }
  }

  /**
   * Scans what is there, up to `end`. A batch approaches its bytes in steps: a step may fill half of what is left with
   * texts and half with the rest of the rows.
   */
  *#scan(scanner: RecordScanner, window: ByteWindow, end: number): Generator<Batch> {
    const state = this.#state;
    const { batchRows, batchBytes } = this.#task;
    while (window.start < end) {
      const half = Math.max(1, (batchBytes - state.batch.byteLength - this.#rejectedBytes) / 2);
      const rows = Math.max(1, Math.floor(half / this.#fixedRowBytes));
      state.maxRows = Math.min(batchRows, state.batch.rowCount + rows);
      const next = scanner.scan(state, window.bytes, window.start, Math.min(end, window.start + half), end);
      const isStuck = next === window.start;
      window.start = next;
      if (this.#isFull()) {
        yield this.#finish();
        this.#startBatch();
      } else if (isStuck) return;
    }
  }

  #isFull(): boolean {
    const { batch } = this.#state;
    const used = batch.byteLength + this.#rejectedBytes;
    const nextRow = batch.rowCount === 0 ? 0 : batch.byteLength / batch.rowCount;
    return batch.rowCount >= this.#task.batchRows || used + nextRow >= this.#task.batchBytes;
  }

  #reject({ column, code, reason, raw }: RecordProblem): void {
    const { batch } = this.#state;
    const ordinal = this.#ordinal + batch.rowCount + batch.rejected.length;
    const row: RejectedRow = { ordinal, ...(column === undefined ? {} : { column }), code, reason, raw };
    batch.rejected.push(row);
    this.#rejectedBytes += raw.length + 200;
  }

  #finish(): Batch {
    const { batch } = this.#state;
    batch.firstOrdinal = this.#ordinal;
    if (batch.rejected.length > 0) batch.ordinals = ordinalsOf(batch, this.#ordinal);
    this.#ordinal += batch.rowCount + batch.rejected.length;
    return batch;
  }

  /** Only when the consumer has asked again: until then the batch before the last one is in use. */
  #startBatch(): void {
    this.#state.batch = this.#ring.next();
    this.#rejectedBytes = 0;
  }

  async #skipLarge(window: ByteWindow, scanner: RecordScanner): Promise<void> {
    const state = this.#state;
    const raw = window.view.toString('utf8', window.start, window.start + keptRawBytes);
    const { line } = state;
    const walker = scanner.walker();
    do {
      const next = walker.walk(window.bytes, window.start, window.end, window.isLast);
      state.line += countLines(window.bytes, window.start, next);
      window.start = next;
      window.shrink();
      if (!walker.isAtRecordStart) await window.fill(window.length + chunkBytes);
      this.#task.signal.throwIfAborted();
    } while (!walker.isAtRecordStart && window.length > 0 && !(window.isLast && isSpent(walker, window)));
    const open = walker.isInside ? ' A quote or bracket in it is never closed; nothing after it could be read.' : '';
    const reason = `Line ${line}: the record is larger than ${state.maxRecordBytes} bytes.${open}`;
    this.#reject({ line, code: 'RECORD_TOO_LARGE', reason, raw });
  }
}

/** True when the walker has nothing left to walk. */
function isSpent(walker: RecordWalker, window: ByteWindow): boolean {
  return window.start >= window.end && !walker.isAtRecordStart;
}

/** The end of the last whole record's line; adds the last line end of a document when it lacks one. */
function usableEnd(window: ByteWindow, lineEnd: Uint8Array | undefined): number {
  if (lineEnd === undefined) return window.isLast ? window.end : window.end - partialCharacter(window);
  const found = window.view.subarray(0, window.end).lastIndexOf(lineEnd);
  const end = found < window.start ? window.start : found + lineEnd.length;
  if (!window.isLast || end === window.end) return end;
  window.append(lineEnd);
  return window.end;
}

/** Bytes of a character at the end that has not arrived whole. */
function partialCharacter(window: ByteWindow): number {
  for (let back = 1; back <= Math.min(3, window.length); back++) {
    const byte = window.bytes[window.end - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
