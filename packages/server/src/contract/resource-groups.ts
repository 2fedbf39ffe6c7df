import { z } from 'zod';
import { idSchema, instantSchema, nameSchema, versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

const limits = z.object({
  description: z.string().max(500),
  slots: z.number().int().min(1).max(1000).meta({ description: 'Runs at a time; a job may take several.' }),
  memoryMb: z.number().int().min(64).max(1_048_576).meta({ description: 'Data buffers of one run.' }),
  mbps: z.number().min(0).max(100_000).meta({ description: 'MB/s of one run at most; 0: no limit.' }),
});

const agentSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    state: z.enum(['online', 'lost', 'draining']),
    version: z.string(),
    slots: z.number().int(),
    usedSlots: z.number().int(),
    lastHeartbeatAt: instantSchema,
  })
  .meta({ id: 'Agent' });

export const resourceGroupSchema = limits
  .extend({
    id: idSchema,
    name: nameSchema,
    kind: z.enum(['builtIn', 'agents']).meta({ description: 'builtIn: worker processes of the server itself.' }),
    usedSlots: z.number().int(),
    queued: z.number().int().meta({ description: 'Runs that wait for a slot.' }),
    isDraining: z.boolean().meta({ description: 'Finishes what runs and takes nothing new.' }),
    agents: z.array(agentSchema),
    version: versionSchema,
  })
  .meta({ id: 'ResourceGroup' });

export const resourceGroupRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: '/api/resource-groups',
    summary: 'Where work can run, and how busy it is there.',
    access: 'signedIn',
    reply: z.object({ items: z.array(resourceGroupSchema) }),
  },
  create: {
    method: 'POST',
    path: '/api/resource-groups',
    summary: 'Make a group for remote agents.',
    access: 'installation',
    body: limits.partial().extend({ name: nameSchema }),
    reply: resourceGroupSchema,
    status: 201,
    isIdempotent: true,
  },
  get: {
    method: 'GET',
    path: '/api/resource-groups/:group',
    summary: 'A resource group.',
    access: 'signedIn',
    reply: resourceGroupSchema,
  },
  update: {
    method: 'PATCH',
    path: '/api/resource-groups/:group',
    summary: 'Change limits, drain or fill a group.',
    access: 'installation',
    body: limits.extend({ isDraining: z.boolean() }).partial(),
    reply: resourceGroupSchema,
    isVersioned: true,
  },
  delete: {
    method: 'DELETE',
    path: '/api/resource-groups/:group',
    summary: 'Delete a group that no job uses. The built-in group stays.',
    access: 'installation',
  },
});
