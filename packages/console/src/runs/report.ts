import type { RunReportView } from '@sluice/server/contract';
import { queryOptions } from '@tanstack/react-query';
import { api, keys } from '../api.ts';
import { isOver, type Run } from './run-state.tsx';

export type Report = RunReportView;
export type TaskReport = Report['tasks'][number];

export function reportQuery(project: string, run: Run) {
  return queryOptions({
    queryKey: keys.of(project, 'runs', 'report', run.id, run.state),
    queryFn: ({ signal }) => api.runs.report({ params: { project, run: run.id }, signal }),
    enabled: isOver(run),
    retry: false,
  });
}
