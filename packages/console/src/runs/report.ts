import { queryOptions } from '@tanstack/react-query';
import { api, keys } from '../api.ts';
import { isOver, type Run } from './run-state.tsx';

/** The parts of a report that the console shows; see the engine's report. */
export interface Report {
  readonly reader: string;
  readonly writer: string;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsSkipped: number;
  readonly rowsDirty: number;
  readonly rowsFiltered: number;
  readonly bytes: number;
  readonly rowsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly channels: number;
  readonly bottleneck: string;
  readonly reconciliation: {
    readonly ok: boolean;
    readonly sentence: string;
    readonly countBefore?: number;
    readonly countAfter?: number;
  };
  readonly retries: number;
  readonly resumedFrom?: { readonly tasksSkipped: number; readonly rowsWritten: number };
  readonly notes: readonly string[];
  readonly tasks: readonly TaskReport[];
}

export interface TaskReport {
  readonly taskId: string;
  readonly label: string;
  readonly attempts: number;
  readonly isolated: boolean;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsDirty: number;
  readonly bytes: number;
  readonly seconds: number;
}

export function reportQuery(project: string, run: Run) {
  return queryOptions({
    queryKey: keys.of(project, 'runs', 'report', run.id, run.state),
    queryFn: async ({ signal }) =>
      (await api.runs.report({ params: { project, run: run.id }, signal })) as unknown as Report,
    enabled: isOver(run),
    retry: false,
  });
}
