import type { Access } from './access.ts';

/** What the engine gives a connector. */
export interface ConnectorContext {
  readonly log: Logger;
  /** Aborted when the run is cancelled for good. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Identifies the run: names of temporary tables and files derive from it. */
  readonly runId: string;
  /** IANA zone in which texts without a zone are read and instants are printed. */
  readonly timeZone: string;
  /** Accept dates as DataX does (`2020-1-2`, `20200102`); else only ISO forms and the declared formats. */
  readonly lenientDates: boolean;
  /** Bytes that all buffers of this side of the run may take together. */
  readonly memoryBytes: number;
  /** A folder for temporary files of this run; removed at its end. */
  readonly temporaryFolder: string;
  /** Writes data to standard output, for targets that are the screen or a pipe. Resolves when more may be written. */
  readonly output: (bytes: Uint8Array) => Promise<void>;
  /** What may be reached; absent: everything. Options with a role are checked before the connector is opened. */
  readonly access?: Access;
  /** Bytes of standard input, for sources that are a pipe. Can be read once. */
  readonly input: () => AsyncIterable<Uint8Array>;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Fixed message and fields. Nothing per row, nothing per batch above debug. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Monotonic milliseconds. */
  monotonic(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
