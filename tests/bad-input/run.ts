import type { RunReport } from '@sluice/engine';
import { job } from '../e2e/jobs.ts';
import { Workplace } from '../e2e/sluice.ts';

/** A run as a script sees it. */
export interface Ran {
  readonly exitCode: number | null;
  readonly report: RunReport;
  readonly place: Workplace;
  /** Wall time of the whole command. */
  readonly ms: number;
}

/** Runs a job of two steps by the command line. */
export async function run(reader: object, writer: object, setting: object = {}, place = new Workplace()): Promise<Ran> {
  const file = place.write('job.json', job(reader, writer, setting));
  const startedAt = performance.now();
  const { exitCode, answer } = await place.json(['run', file]);
  const report = (answer.runId === undefined ? { error: answer.error } : answer) as RunReport;
  return { exitCode, report, place, ms: performance.now() - startedAt };
}

/** A record of the dirty store. */
export interface DirtyLine {
  readonly stage: string;
  readonly origin: string;
  readonly column?: string;
  readonly code: string;
  readonly reason: string;
  readonly ordinal: number;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly raw?: string;
}

/** The dirty records of a run, in order. */
export async function dirtyRecords({ place, report }: Ran): Promise<readonly DirtyLine[]> {
  const { answer } = await place.json(['dirty', 'list', report.runId, '--limit', '1000']);
  return answer.result.records;
}

/** Setting that allows so many dirty records. */
export function allowed(records: number): object {
  return { errorLimit: { record: String(records) } };
}
