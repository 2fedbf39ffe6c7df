import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shared } from '../api.ts';
import { useMe } from '../me.ts';
import { paths } from '../paths.ts';
import { preferredProject } from '../shell/last-project.ts';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { ProjectForm } from './project-form.tsx';

/** Leads to the project that was open last; before there is one, makes the first. */
export default function StartPage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const projects = useQuery(shared.projects);
  const project = preferredProject(projects.data ?? []);
  if (project !== undefined) return <Navigate to={paths.home(project.name)} replace />;
  return (
    <Page title={t('projects.welcome', { name: user.displayName || user.name })}>
      <Loaded query={projects}>
        {() =>
          user.isAdministrator ? (
            <section className="panel start-panel">
              <h2>{t('projects.first')}</h2>
              <p>{t('projects.firstText')}</p>
              <ProjectForm />
            </section>
          ) : (
            <EmptyState title={t('projects.noneForYou')}>{t('projects.noneForYouHint')}</EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}
