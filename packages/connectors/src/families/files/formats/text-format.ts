import type { JsonValue, Schema, TextOptions, TextParser } from '@sluice/core';
import type { ByteWindow } from '../byte-window.ts';
import type { FileColumn } from '../columns.ts';
import type { ColumnPolicies } from '../placement.ts';
import type { RecordScanner } from './format.ts';

/** A format of records in text: how its files name their columns, and how a document is scanned. */
export interface TextFormat {
  /** Columns of a document, for `["*"]`; undefined when it is empty. */
  discover(window: ByteWindow, path: string): Promise<readonly FileColumn[] | undefined>;
  /**
   * Passes over what comes before the first record of a document and returns a scanner for the rest. `isStart` is
   * false for a later part of a file, whose header (if it needs one) is given as `head`.
   */
  begin(window: ByteWindow, request: ScanRequest): Promise<RecordScanner>;
  /** What `begin` needs to know of the beginning of a file to read a later part of it. */
  head(window: ByteWindow): Promise<JsonValue>;
  /** Why a file cannot be cut at the ends of its lines; undefined: it can. */
  readonly cutObstacle: string | undefined;
  /** Finding where to cut takes a pass over the whole file. */
  readonly readsAllToCut: boolean;
  /** Ends of records at or after each target; undefined when the file cannot be cut. */
  boundaries(
    read: (start: number) => AsyncIterable<Uint8Array>,
    targets: readonly number[],
  ): Promise<readonly number[] | undefined>;
}

export interface ScanRequest {
  readonly path: string;
  readonly columns: readonly FileColumn[];
  readonly schema: Schema;
  readonly textOptions: readonly TextOptions[];
  readonly parsers: readonly (TextParser | undefined)[];
  readonly isStart: boolean;
  readonly head: JsonValue;
  /** Where the columns were found, for messages about files that differ. */
  readonly firstPath: string;
  /** The columns are those of the first file's header, not listed in the job. */
  readonly isDiscovered: boolean;
  readonly policies: ColumnPolicies;
}
