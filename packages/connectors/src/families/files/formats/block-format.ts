/**
 * Formats whose files know their own columns and types and are read at places, not from start to end: Parquet, ORC,
 * Avro, Excel. A format knows nothing of storages; it asks for ranges of bytes.
 */
import type { Batch, Schema } from '@sluice/core';

export interface BlockFormat {
  /**
   * Reads what the file says of itself (footer, header). Throws `FILES_CORRUPT` with path and place when the file is
   * not of this format or incomplete.
   */
  open(file: FileBytes, signal: AbortSignal): Promise<BlockFile>;
}

/** Random access to one file. */
export interface FileBytes {
  readonly path: string;
  readonly size: number;
  /** Exactly the bytes from `start` to before `end`; the caller may keep them. Throws `FILES_CHANGED`. */
  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

export interface BlockFile {
  /** Columns in the order of the file, in the types they have there. Nested columns are `json`. */
  readonly schema: Schema;
  /** What can be read without the rest: row groups, stripes, runs of Avro blocks, sheets. */
  readonly blocks: readonly FileBlock[];
  /** Rows of the wanted blocks in order. Reads no bytes of columns that are not asked for, where the format allows. */
  read(request: BlockReadRequest): AsyncGenerator<Batch>;
  /** Gives back what it holds besides memory. Absent: nothing. */
  close?(): Promise<void>;
}

/** Plain JSON. */
export interface FileBlock {
  /** Compressed bytes in the file. */
  readonly bytes: number;
  /** Undefined when the format does not tell. */
  readonly rows?: number;
}

export interface BlockReadRequest {
  /** Blocks from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  /** Columns of the batches: those with a source have exactly the type of the file's column. */
  readonly schema: Schema;
  /** For each column of `schema` its index in the file's schema; undefined: the caller fills it in after the yield. */
  readonly sources: readonly (number | undefined)[];
  /** A batch is yielded when it has this many rows or about this many bytes (rings of two, see `Batch`). */
  readonly batchRows: number;
  readonly batchBytes: number;
  readonly signal: AbortSignal;
}
