import type { Batch, Rejection, Schema } from '@sluice/core';

/**
 * Reads records from text that arrives in pieces. A scanner fills the columns of a batch; the caller owns the window
 * of bytes and asks again when the batch is full or more bytes are there.
 */
export interface RecordScanner {
  /**
   * Reads records that begin in `bytes[position, stop)` and end before `end`, until the batch has `maxRows`. Returns
   * where the first record begins that was not read; the same position when not one was complete.
   */
  scan(state: ScanState, bytes: Uint8Array, position: number, stop: number, end: number): number;
  /** Passes over a record that is too long to be kept. */
  walker(): RecordWalker;
  /**
   * What ends a record: appended when the last one lacks it; bytes after its last one wait for more. Absent: records
   * end by themselves.
   */
  readonly lineEnd?: Uint8Array;
}

/** Follows one record through any number of pieces, keeping nothing. */
export interface RecordWalker {
  /** Walks on and returns the position reached. `isAtRecordStart` then tells whether the record has ended there. */
  walk(bytes: Uint8Array, position: number, end: number, isLast: boolean): number;
  readonly isAtRecordStart: boolean;
  /** The end so far lies within quotes or brackets. */
  readonly isInside: boolean;
}

/** What a scanner and its caller share. */
export interface ScanState {
  batch: Batch;
  maxRows: number;
  maxRecordBytes: number;
  /** Line in which the next record begins, from 1. */
  line: number;
  /** All bytes up to `end` are sound UTF-8. */
  isSound: boolean;
  /** `end` is the end of the document. */
  isLast: boolean;
  /** Text of each column that is the same in all records of the document; undefined for the others. */
  constantTexts: readonly (Uint8Array | null | undefined)[];
  /** Takes a record that cannot be read. */
  reject(problem: RecordProblem): void;
}

export interface RecordProblem {
  readonly line: number;
  /** Index in the schema. */
  readonly column?: number;
  readonly code: string;
  readonly reason: string;
  readonly raw: string;
}

/** Turns rows into the bytes of a file. Holds at most one buffer. */
export interface RowEncoder {
  /** Bytes before the first row of a file: a header. */
  start(): Uint8Array;
  /**
   * Encodes rows from `row` to before `endRow`, or until the buffer is full. Returns the first row that was
   * not encoded. Rows that the format cannot hold go to `rejections`.
   */
  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number;
  /** Bytes encoded since the last call; valid until `encode` is called after the next `take`. */
  take(): Uint8Array;
  /** Bytes waiting to be taken. */
  readonly pendingBytes: number;
  /**
   * Bytes that complete a file after its last row (what is collected, a footer). The encoder is then ready for `start`
   * of the next file. Absent: a file is complete after any record.
   */
  end?(): Uint8Array;
}

/** Makes an encoder for the files of one task. */
export type EncoderFactory = (schema: Schema) => RowEncoder;

/** How much of a refused record is kept when it is too large. */
export const keptRawBytes = 1024;
