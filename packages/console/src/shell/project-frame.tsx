import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { shared } from '../api.ts';
import { useProject } from '../me.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { ZoneContext } from '../ui/time.tsx';
import { PageWaiting } from '../ui/waiting.tsx';
import { rememberProject } from './last-project.ts';
import { PageMissing } from './page-missing.tsx';

/** Around the pages of a project: there is one of this name, and its zone is that of all times shown. */
export function ProjectFrame() {
  const name = useProject();
  const projects = useQuery(shared.projects);
  const project = projects.data?.find((each) => each.name.toLowerCase() === name.toLowerCase());
  useEffect(() => {
    if (project !== undefined) rememberProject(project.name);
  }, [project]);
  if (projects.isPending) return <PageWaiting />;
  if (projects.isError && projects.data === undefined)
    return (
      <div className="page">
        <ProblemBox error={projects.error} onRetry={() => void projects.refetch()} />
      </div>
    );
  if (project === undefined) return <PageMissing />;
  return (
    <ZoneContext value={project.timeZone}>
      <Outlet />
    </ZoneContext>
  );
}
