import { z } from 'zod';
import { nameSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

export const sampleRoutes = defineRoutes({
  create: {
    method: 'POST',
    path: '/api/projects/:project/samples',
    summary: 'Make two sample data sources and a job that copies rows between them; those that exist are kept.',
    access: 'jobs.edit',
    reply: z.object({ dataSources: z.array(nameSchema), job: nameSchema }),
    status: 201,
    isIdempotent: true,
  },
});
