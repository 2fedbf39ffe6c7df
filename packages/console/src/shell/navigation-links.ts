import type { Access } from '@sluice/server/contract';
import { may, type Me } from '../me.ts';
import { installationPages, projectPages, type NavEntry, type Page } from '../routes.tsx';

export interface NavLink extends NavEntry {
  readonly to: string;
  /** Active only on this very page, because others lie below its address. */
  readonly isExact: boolean;
}

export interface NavSection {
  readonly section: NavEntry['section'];
  readonly links: readonly NavLink[];
}

/** What the navigation shows: pages of the project first, by section, without those that the user may not see. */
export function navigationOf(me: Me, project: string | undefined): readonly NavSection[] {
  const links = [
    ...(project === undefined ? [] : linksOf(projectPages, `/projects/${project}`)),
    ...linksOf(installationPages, ''),
  ].filter(({ access }) => isAllowed(me, project, access));
  return [...Map.groupBy(links, ({ section }) => section)].map(([section, members]) => ({ section, links: members }));
}

function linksOf(pages: readonly Page[], base: string): readonly NavLink[] {
  return pages.flatMap(({ path, nav }) => {
    if (nav === undefined) return [];
    const isExact = path === '/' || (base === '' && path === '/projects');
    return [{ ...nav, to: path === '/' ? base : `${base}${path}`, isExact }];
  });
}

function isAllowed(me: Me, project: string | undefined, access: Access | undefined): boolean {
  if (access === undefined || access === 'public' || access === 'signedIn') return true;
  if (access === 'installation') return me.user.isAdministrator;
  return project !== undefined && may(me, project, access);
}
