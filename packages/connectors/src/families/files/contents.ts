import type { Batch, JsonValue, ReadTask, Schema, TextOptions } from '@sluice/core';
import type { FileColumn } from './columns.ts';
import type { ByteRange, Storage, StoredFile } from './storage.ts';

/** How rows are got out of files: text from start to end, block formats at places, or files as they are. */
export interface FileContents {
  /**
   * The columns of a job as the files have them, in the types they will be delivered in: the listed ones, or all of
   * the first file that has any. Undefined when no file tells.
   */
  columns(
    listed: readonly FileColumn[] | undefined,
    files: readonly StoredFile[],
  ): Promise<readonly FileColumn[] | undefined>;
  /** Delivered columns, when they are not what `columns` says. */
  schema?(columns: readonly FileColumn[]): Schema;
  /** Refuses writers that cannot take what is delivered; absent: every writer can. */
  accept?(columns: readonly FileColumn[], wanted: Schema): Schema;
  /** What can be read of a large file by several tasks. The parts cover it once, in order (invariant 4). */
  cut(file: StoredFile, request: CutRequest): Promise<readonly FilePart[]>;
  /** Sentences for the plan about how these files are read. */
  notes(files: readonly StoredFile[]): readonly string[];
  /** Rows of the parts, in order. */
  read(request: ContentsRequest): AsyncGenerator<Batch>;
}

/** What a task reads: a file, or a part of it. Plain JSON. */
export interface FilePart {
  readonly file: StoredFile;
  /** Records that begin in a range of bytes. Absent: all of them. */
  readonly range?: ByteRange;
  /** What the format knows from the beginning of the file, for a later part. */
  readonly head?: JsonValue;
  /** Blocks from `start` to before `end`. Absent: all. */
  readonly blocks?: { readonly start: number; readonly end: number; readonly bytes: number; readonly of: number };
}

export interface CutRequest {
  readonly channels: number;
  readonly minSplitBytes: number;
  readonly notes: string[];
  readonly signal: AbortSignal;
}

export interface ContentsRequest {
  readonly task: ReadTask;
  readonly parts: readonly FilePart[];
  readonly columns: readonly FileColumn[];
  /** Where the columns were found, for messages about files that differ. */
  readonly firstPath: string;
  /** The columns are all of the first file, not listed in the job. */
  readonly isDiscovered: boolean;
  /** How texts of each column are read. */
  readonly textOptions: readonly TextOptions[];
  readonly reads: FileReads;
}

/** Reads of one task; small files may be there already. */
export type FileReads = Pick<Storage, 'read'>;

/** So many parts per channel that a slow one does not keep the others waiting. */
export const partsPerChannel = 4;
