/** English texts, by subject. Each subject has a file of its own here and in zh/. */
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { backfills } from './backfills.ts';
import { dataSources } from './data-sources.ts';
import { form } from './form.ts';
import { instances } from './instances.ts';
import { jobs } from './jobs.ts';
import { nav } from './nav.ts';
import { calendar, operations } from './operations.ts';
import { projects } from './projects.ts';
import { resourceGroups } from './resource-groups.ts';
import { runs } from './runs.ts';
import { schedules } from './schedules.ts';
import { shell } from './shell.ts';
import { system } from './system.ts';
import { ui } from './ui.ts';
import { users } from './users.ts';

export const en = {
  alerts,
  audit,
  backfills,
  dataSources,
  form,
  instances,
  jobs,
  nav,
  calendar,
  operations,
  projects,
  resourceGroups,
  runs,
  schedules,
  shell,
  system,
  ui,
  users,
};
