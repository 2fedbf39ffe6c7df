import { z } from 'zod';
import { idSchema, instantSchema, nameSchema, versionSchema } from './parts.ts';
import { roleSchema } from './people.ts';
import { defineRoutes } from './route.ts';

export const projectSchema = z
  .object({
    id: idSchema,
    name: nameSchema,
    title: z.string(),
    description: z.string(),
    timeZone: z
      .string()
      .meta({ description: 'IANA zone of schedules and business dates, unless a job says otherwise.' }),
    isScheduling: z.boolean().meta({
      description:
        'Off: no instances are made and none begins; runs under way go on. Days that end meanwhile have no instances.',
    }),
    createdAt: instantSchema,
    version: versionSchema,
  })
  .meta({ id: 'Project' });

const memberSchema = z.object({ user: nameSchema, displayName: z.string(), role: roleSchema });

const changes = z.object({
  title: z.string().max(120),
  description: z.string().max(2_000),
  timeZone: z.string().max(64),
  isScheduling: z.boolean(),
});

export const projectRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: '/api/projects',
    summary: 'Projects that the caller belongs to; administrators of the installation see all.',
    access: 'signedIn',
    reply: z.object({ items: z.array(projectSchema) }),
  },
  create: {
    method: 'POST',
    path: '/api/projects',
    summary: 'Make a project; whoever makes it owns it.',
    access: 'installation',
    body: changes.partial().extend({ name: nameSchema }),
    reply: projectSchema,
    status: 201,
    isIdempotent: true,
  },
  get: {
    method: 'GET',
    path: '/api/projects/:project',
    summary: 'A project.',
    access: 'project.view',
    reply: projectSchema,
  },
  update: {
    method: 'PATCH',
    path: '/api/projects/:project',
    summary: 'Change a project.',
    access: 'project.edit',
    body: changes.partial(),
    reply: projectSchema,
    isVersioned: true,
  },
  delete: {
    method: 'DELETE',
    path: '/api/projects/:project',
    summary: 'Delete a project that has no deployed jobs.',
    access: 'project.delete',
  },
  members: {
    method: 'GET',
    path: '/api/projects/:project/members',
    summary: 'Who works here, and as what.',
    access: 'project.view',
    reply: z.object({ items: z.array(memberSchema) }),
  },
  setMember: {
    method: 'PUT',
    path: '/api/projects/:project/members/:user',
    summary: 'Give a user a role; a project always keeps an owner.',
    access: 'project.edit',
    body: z.object({ role: roleSchema }),
    reply: memberSchema,
  },
  removeMember: {
    method: 'DELETE',
    path: '/api/projects/:project/members/:user',
    summary: 'Take a user out of the project.',
    access: 'project.edit',
  },
});
