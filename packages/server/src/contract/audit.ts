import { z } from 'zod';
import { idSchema, instantSchema, pageOf, pageQuery } from './parts.ts';
import { defineRoutes } from './route.ts';

const entrySchema = z
  .object({
    id: idSchema,
    at: instantSchema,
    action: z.string().meta({ description: 'Subject and route, for instance jobs.update.' }),
    user: z.string().optional(),
    isToken: z.boolean(),
    address: z.string(),
    target: z.string().optional(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    outcome: z.enum(['done', 'refused']),
    code: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });

const filters = pageQuery.extend({
  user: z.string().max(80).optional(),
  action: z.string().max(80).optional().meta({ description: 'An action or its beginning.' }),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

export const auditRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: '/api/projects/:project/audit',
    summary: 'Changes within a project, the latest first.',
    access: 'audit.view',
    query: filters,
    reply: pageOf(entrySchema),
  },
  listAll: {
    method: 'GET',
    path: '/api/audit',
    summary: 'Changes of the whole installation, the latest first.',
    access: 'installation',
    query: filters,
    reply: pageOf(entrySchema),
  },
});
