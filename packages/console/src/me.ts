/** Who is looking, and at which project. */
import type { Permission, Role } from '@sluice/server/contract';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { permissions } from 'virtual:contract';
import { shared, type Reply } from './api.ts';

export type Me = Reply<'people', 'me'>;

/** Below the frame, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(shared.me).data;
}

/** Name of the project of the address. Throws outside of project pages. */
export function useProject(): string {
  const { project } = useParams({ strict: false }) as { readonly project?: string };
  if (project === undefined) throw new Error('useProject belongs to pages of a project');
  return project;
}

/** A parameter of the address: `useParameter('job')`. */
export function useParameter(name: string): string {
  const value = (useParams({ strict: false }) as Readonly<Record<string, string | undefined>>)[name];
  if (value === undefined) throw new Error(`The address has no "${name}"`);
  return value;
}

/** The role in a project; administrators of the installation administrate all. */
export function roleIn({ user, projects }: Me, project: string): Role | undefined {
  const member = projects.find(({ name }) => name.toLowerCase() === project.toLowerCase());
  return member?.role ?? (user.isAdministrator ? 'administrator' : undefined);
}

/** Whether the user may do something in the project of the address. The server checks again. */
export function useMay(permission: Permission): boolean {
  return may(useMe(), useProject(), permission);
}

export function may(me: Me, project: string, permission: Permission): boolean {
  const role = roleIn(me, project);
  return role !== undefined && (permissions[permission].roles as readonly Role[]).includes(role);
}
