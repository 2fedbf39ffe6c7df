/** The HTTP contract: everything a client needs to know, nothing of the server's inside. */
import { auditRoutes } from './audit.ts';
import { connectorRoutes, dataSourceRoutes } from './data-sources.ts';
import { jobRoutes } from './jobs.ts';
import { peopleRoutes } from './people.ts';
import { projectRoutes } from './projects.ts';
import { resourceGroupRoutes } from './resource-groups.ts';
import { runRoutes } from './runs.ts';
import { systemRoutes } from './system.ts';

export * from './access.ts';
export * from './client.ts';
export * from './parts.ts';
export * from './route.ts';
export * from './schedule.ts';
export {
  auditRoutes,
  connectorRoutes,
  dataSourceRoutes,
  jobRoutes,
  peopleRoutes,
  projectRoutes,
  resourceGroupRoutes,
  runRoutes,
  systemRoutes,
};

/** THE list of routes, by subject. */
export const contract = {
  system: systemRoutes,
  people: peopleRoutes,
  projects: projectRoutes,
  audit: auditRoutes,
  resourceGroups: resourceGroupRoutes,
  connectors: connectorRoutes,
  dataSources: dataSourceRoutes,
  jobs: jobRoutes,
  runs: runRoutes,
} as const;
