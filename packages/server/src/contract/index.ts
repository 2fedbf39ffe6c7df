/** The HTTP contract: everything a client needs to know, nothing of the server's inside. */
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { connectorRoutes, dataSourceRoutes } from './data-sources.ts';
import { instanceRoutes } from './instances.ts';
import { jobRoutes } from './jobs.ts';
import { oidcRoutes } from './oidc.ts';
import { peopleRoutes } from './people.ts';
import { projectRoutes } from './projects.ts';
import { resourceGroupRoutes } from './resource-groups.ts';
import { runRoutes } from './runs.ts';
import { sampleRoutes } from './samples.ts';
import { backfillRoutes, scheduleRoutes } from './schedules.ts';
import { settingsRoutes } from './settings.ts';
import { systemRoutes } from './system.ts';
import { wizardRoutes } from './wizard.ts';

export * from './access.ts';
export * from './alert.ts';
export * from './client.ts';
export * from './parts.ts';
export * from './route.ts';
export { type RunReportView } from './run-report.ts';
export * from './schedule.ts';
export { retentionSchema, type Retention } from './settings.ts';
export {
  alertRoutes,
  auditRoutes,
  backfillRoutes,
  connectorRoutes,
  dataSourceRoutes,
  instanceRoutes,
  jobRoutes,
  oidcRoutes,
  peopleRoutes,
  projectRoutes,
  resourceGroupRoutes,
  runRoutes,
  sampleRoutes,
  scheduleRoutes,
  settingsRoutes,
  systemRoutes,
  wizardRoutes,
};

/** THE list of routes, by subject. */
export const contract = {
  system: systemRoutes,
  people: peopleRoutes,
  oidc: oidcRoutes,
  projects: projectRoutes,
  audit: auditRoutes,
  settings: settingsRoutes,
  resourceGroups: resourceGroupRoutes,
  connectors: connectorRoutes,
  dataSources: dataSourceRoutes,
  jobs: jobRoutes,
  wizard: wizardRoutes,
  runs: runRoutes,
  samples: sampleRoutes,
  schedules: scheduleRoutes,
  instances: instanceRoutes,
  backfills: backfillRoutes,
  alerts: alertRoutes,
} as const;
