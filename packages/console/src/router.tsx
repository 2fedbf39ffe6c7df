import { createRootRoute, createRoute, createRouter, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router';
import { installationPages, projectPages, publicPages, type Page } from './routes.tsx';
import { Frame } from './shell/frame.tsx';
import { ProjectFrame } from './shell/project-frame.tsx';
import { PageFailure } from './shell/page-failure.tsx';
import { PageMissing } from './shell/page-missing.tsx';
import { PageWaiting } from './ui/waiting.tsx';

/** The router over the list of pages. Addresses are not typed: pages make them with `paths`. */
export function createPageRouter() {
  const root = createRootRoute();
  const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame });
  const project = createRoute({ getParentRoute: () => frame, path: '/projects/$project', component: ProjectFrame });
  project.addChildren(projectPages.map((page) => routeOf(page, project)));
  frame.addChildren([project, ...installationPages.map((page) => routeOf(page, frame))]);
  root.addChildren([frame, ...publicPages.map((page) => routeOf(page, root))]);
  return createRouter({
    routeTree: root,
    defaultPendingComponent: PageWaiting,
    defaultPendingMs: 300,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: PageMissing,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
  });
}

function routeOf({ path, load }: Page, parent: AnyRoute): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load) });
}

/** Filters in addresses are plain texts: `?state=failed&search=orders`. */
function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
