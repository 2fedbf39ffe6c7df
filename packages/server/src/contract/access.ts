/**
 * Who may do what. A route names what it needs; the roles that grant it are declared here, once. The permission table
 * of the documentation and the tests of every route for every role derive from it.
 */
export const roles = ['owner', 'administrator', 'developer', 'operator', 'viewer'] as const;
export type Role = (typeof roles)[number];

const everybody: readonly Role[] = roles;
const leaders: readonly Role[] = ['owner', 'administrator'];
const builders: readonly Role[] = [...leaders, 'developer'];
const keepers: readonly Role[] = [...leaders, 'operator'];
const workers: readonly Role[] = [...leaders, 'developer', 'operator'];

/** What a role may do within a project. */
export const permissions = {
  'project.view': { roles: everybody, help: 'See the project and its members.' },
  'project.edit': { roles: leaders, help: 'Rename the project, change its settings and its members.' },
  'project.delete': { roles: ['owner'], help: 'Delete the project with everything in it.' },
  'dataSources.view': { roles: everybody, help: 'See data sources, without their secrets.' },
  'dataSources.edit': { roles: builders, help: 'Create, change, clone and delete data sources.' },
  'dataSources.look': { roles: workers, help: 'Test a data source, list its tables, see rows of it.' },
  'jobs.view': { roles: everybody, help: 'See jobs, their versions and their schedules.' },
  'jobs.edit': { roles: builders, help: 'Create, change, import, submit and delete jobs.' },
  'jobs.deploy': { roles: keepers, help: 'Deploy and undeploy submitted versions.' },
  'runs.view': { roles: everybody, help: 'See runs, their progress, log and report.' },
  'runs.start': { roles: workers, help: 'Start, cancel, rerun and resume runs.' },
  'dirty.view': { roles: workers, help: 'See and download dirty records, which hold data.' },
  'dirty.replay': { roles: workers, help: 'Edit and replay dirty records.' },
  'instances.view': { roles: everybody, help: 'See instances, their graph and statistics.' },
  'instances.control': { roles: keepers, help: 'Kill, rerun, freeze, set success, remove dependencies.' },
  'backfills.start': { roles: workers, help: 'Start and stop backfills and test instances.' },
  'alerts.view': { roles: everybody, help: 'See alert rules and deliveries.' },
  'alerts.edit': { roles: workers, help: 'Change alert rules and channels, send test alerts.' },
  'audit.view': { roles: leaders, help: 'See who changed what.' },
} as const satisfies Record<string, { readonly roles: readonly Role[]; readonly help: string }>;

export type Permission = keyof typeof permissions;

/**
 * - `public`: anybody, also without a login
 * - `signedIn`: any user
 * - `installation`: administrators of the installation: users, projects, resource groups, settings
 * - a permission: users whose role in the project of the path (`:project`) grants it
 */
export type Access = 'public' | 'signedIn' | 'installation' | Permission;

export function grants(role: Role, permission: Permission): boolean {
  return (permissions[permission].roles as readonly Role[]).includes(role);
}

export function isPermission(access: Access): access is Permission {
  return Object.hasOwn(permissions, access);
}
