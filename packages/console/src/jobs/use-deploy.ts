import { useTranslation } from 'react-i18next';
import { api, type Reply } from '../api.ts';
import { useNotice } from '../ui/notice.tsx';

/** Deploys a submitted version, by default the latest, and tells what one has to know about it. Throws as the route does. */
export function useDeploy(project: string): (job: string, number?: number) => Promise<void> {
  const { t } = useTranslation();
  const notice = useNotice();
  return async (job, number) => {
    const body = number === undefined ? {} : { number };
    const deployed = await api.jobs.deploy({ params: { project, job }, body });
    notice.done(t('jobs.deploy.done'), await deployNotes(deployed));
  };
}

/** For instance that instances which are there already keep their times. */
export async function deployNotes({ notes }: Reply<'jobs', 'deploy'>): Promise<readonly string[]> {
  if (notes.length === 0) return [];
  // Knows all errors there are, which the list of jobs need not load.
  const { said } = await import('./say-issue.ts');
  return notes.map(said).map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
}
