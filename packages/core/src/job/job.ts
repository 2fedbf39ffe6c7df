/** The one model of a job. Script 2.0 and 1.0, DataX files and the wizard parse to it and print from it. */
import type { JsonValue } from '../data/batch.ts';

export type JobFormat = 'script-2.0' | 'script-1.0' | 'datax';

export type Parameter = Readonly<Record<string, JsonValue>>;

export interface JobStep {
  /** Name of the step, referred to by `order.hops`. */
  readonly name: string;
  /** Connector name as written in the file (`mysql`, `txtfilereader`); the registry resolves it. */
  readonly connector: string;
  /** Exactly as in the file, so that printing it again is the identity. */
  readonly parameter: Parameter;
  /** Where `parameter` lies in the file: `steps[0].parameter`, `job.content[0].reader.parameter`. */
  readonly path: string;
}

/** One in-flight transformation. DataX's `transformer` entries use the names `dx_*`. */
export interface TransformStep {
  readonly name: string;
  readonly parameter: Parameter;
  readonly path: string;
}

export interface JobSetting {
  /** Largest number of channels. */
  readonly concurrent: number;
  /** Bytes per second over the whole job; absent: no limit. */
  readonly bytesPerSecond?: number;
  readonly recordsPerSecond?: number;
  /** Dirty records allowed; absent: any number. */
  readonly maxDirtyRecords?: number;
  /** Share of dirty records allowed at the end, 0 to 1; only when `maxDirtyRecords` is absent. */
  readonly maxDirtyShare?: number;
  /** IANA zone or offset (`GMT+8`) for texts without a zone; absent: the machine's. */
  readonly timeZone?: string;
  readonly isDistributed: boolean;
  /** Resume from finished splits on a rerun. */
  readonly canFailOver: boolean;
  readonly lenientDates: boolean;
}

export interface Job {
  readonly format: JobFormat;
  readonly reader: JobStep;
  readonly writer: JobStep;
  readonly transforms: readonly TransformStep[];
  readonly setting: JobSetting;
  /** The parsed file, for printing it back with everything Sluice does not use. */
  readonly source: Parameter;
}

/** One finding of validation. An error stops the job; a warning does not; a note explains a difference on purpose. */
export interface Issue {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly path?: string;
  /** 1-based, in the job file. */
  readonly line?: number;
  readonly column?: number;
}
