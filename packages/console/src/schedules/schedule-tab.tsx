import type { JobTab } from '../jobs/job-tab.ts';
import { ScheduleEditor } from './schedule-editor.tsx';

/** When the job runs by itself. */
export function ScheduleTab({ project, job, editing, mayEdit }: JobTab) {
  return (
    <ScheduleEditor
      project={project}
      job={job.name}
      draft={editing.draft}
      isDisabled={!mayEdit}
      onChange={editing.change}
    />
  );
}
