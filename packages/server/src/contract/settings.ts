import { z } from 'zod';
import { versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

const days = (fallback: number, description: string) =>
  z
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(fallback)
    .meta({ description: `${description} Days.` });

/** How long things are kept after their end. What still runs or waits is never removed. */
export const retentionSchema = z.object({
  runs: days(30, 'Runs with their reports and checkpoints; longer while their dirty records are kept.'),
  logs: days(30, 'Logs of runs.'),
  dirtyRecords: days(30, 'Dirty records, to look at and to replay.'),
  instances: days(30, 'Instances and backfills; the latest instance of each job stays.'),
  deliveries: days(
    30,
    'Deliveries of alerts. That something was told is known for 30 days anyway, so that it is told once.',
  ),
  audit: days(365, 'The audit log.'),
});
export type Retention = z.output<typeof retentionSchema>;

const settingsView = z
  .object({ retention: retentionSchema, version: versionSchema })
  .meta({ id: 'InstallationSettings' });

/** Without the defaults, which would be taken for values that were sent. */
const retentionChange = z.object(
  Object.fromEntries(
    Object.entries(retentionSchema.shape).map(([name, field]) => [name, field.unwrap().optional()]),
  ) as { readonly [Name in keyof Retention]: z.ZodOptional<z.ZodNumber> },
);

export const settingsRoutes = defineRoutes({
  get: {
    method: 'GET',
    path: '/api/settings',
    summary: 'Settings of the installation that can be changed while it runs.',
    access: 'installation',
    reply: settingsView,
  },
  update: {
    method: 'PATCH',
    path: '/api/settings',
    summary: 'Change settings of the installation.',
    access: 'installation',
    body: z.object({ retention: retentionChange.optional() }),
    reply: settingsView,
    isVersioned: true,
  },
});
