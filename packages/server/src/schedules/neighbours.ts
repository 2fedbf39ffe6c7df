import type { z } from 'zod';
import type { Dependency } from '../contract/schedule.ts';
import type { scheduleRoutes } from '../contract/schedules.ts';
import type { JobRow } from '../jobs/jobs.ts';
import type { DeployedJob, StoreCalendar } from './calendar.ts';

type Reply = z.output<typeof scheduleRoutes.dependencies.reply>;
type Reference = Reply['parents'][number];

/** Jobs that a job waits for, and those that wait for it. Parents are there only when it is deployed with a schedule. */
export function neighboursOf(calendar: StoreCalendar, row: JobRow, project: string): Reply {
  const job = calendar.job(row.id);
  const nameOf = (other: DeployedJob): string => (other.projectId === row.project_id ? project : other.projectName);
  const own = { project, job: row.name, isScheduled: job !== undefined };
  const parents = (job?.named ?? []).flatMap((dependency): Reference[] => {
    const { kind } = dependency;
    if (kind === 'previousSelf') return [{ ...own, kind }];
    if (kind === 'previousChildren')
      return calendar.childrenOf(row.id).flatMap((id) => {
        const child = calendar.job(id);
        return child === undefined ? [] : [{ project: nameOf(child), job: child.name, kind, isScheduled: true }];
      });
    const isScheduled = calendar.find(dependency, row.project_id) !== undefined;
    return [{ project: dependency.project ?? project, job: dependency.job, kind, isScheduled }];
  });
  const children = [...calendar.jobs.values()].flatMap((child) =>
    child.named
      .filter((dependency) => names(dependency, child, row, project))
      .map(({ kind }) => ({ project: nameOf(child), job: child.name, kind, isScheduled: true })),
  );
  return { parents, children };
}

/** By name: a job that is not deployed is waited for as soon as it is. */
function names(dependency: Dependency, child: DeployedJob, row: JobRow, project: string): boolean {
  if (!('job' in dependency) || dependency.job.toLowerCase() !== row.name_key) return false;
  if (dependency.project === undefined) return child.projectId === row.project_id;
  return dependency.project.toLowerCase() === project.toLowerCase();
}
