import {
  contract,
  grants,
  isPermission,
  permissions,
  roles,
  type Access,
  type RouteSpec,
} from '@sluice/server/contract';

/** Who may do what on a server: permissions by role, and every route with what it needs. */
export function permissionsPage(): string {
  const parts = [
    '# Permissions',
    'A user has one role in each project, or none. Administrators of the installation make users, projects and resource groups, change [settings](settings.md), and are administrators of every project.',
    table(
      ['permission', ...roles, ''],
      Object.entries(permissions).map(([name, { help }]) => [
        `\`${name}\``,
        ...roles.map((role) => (grants(role, name as keyof typeof permissions) ? 'yes' : '')),
        help,
      ]),
    ),
    '## Routes',
    'All of them are described at `/docs` and in `/openapi.json` of a server. A project that a user does not belong to is answered like one that does not exist.',
    ...Object.entries(contract).flatMap(([group, routes]) => [
      `### ${group}`,
      table(
        ['route', 'needs', ''],
        Object.values(routes as Readonly<Record<string, RouteSpec>>).map(({ method, path, access, summary }) => [
          `\`${method} ${path}\``,
          needOf(access),
          summary,
        ]),
      ),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function needOf(access: Access): string {
  if (isPermission(access)) return `\`${access}\``;
  const words = { public: 'nothing', signedIn: 'a login', installation: 'an administrator of the installation' };
  return words[access];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
