import { z } from 'zod';
import { environmentSchema } from './data-sources.ts';
import { idSchema, instantSchema, nameSchema, pageOf, pageQuery } from './parts.ts';
import { defineRoutes } from './route.ts';
import { runErrorSchema, runReportSchema } from './run-report.ts';

export const runStateSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']).meta({
  description: 'queued: waits for a slot of its resource group. cancelled: stopped by somebody.',
});

const progressSchema = z
  .record(z.string(), z.number())
  .meta({ description: 'Counters: rowsRead, rowsWritten, bytesRead …' });

export const runSchema = z
  .object({
    id: idSchema,
    job: nameSchema.optional().meta({ description: 'Absent: its job was deleted.' }),
    jobVersion: z.number().int().optional().meta({ description: 'Absent: a draft.' }),
    state: runStateSchema,
    reason: z.enum(['manual', 'schedule', 'backfill', 'test', 'replay']),
    group: nameSchema,
    priority: z.number().int(),
    environment: environmentSchema,
    startedBy: z.string().optional(),
    variables: z.record(z.string(), z.string()).meta({ description: 'Secrets are masked.' }),
    bizdate: z.string().optional(),
    cyctime: z.string().optional(),
    queuedAt: instantSchema,
    startedAt: instantSchema.optional(),
    finishedAt: instantSchema.optional(),
    attempts: z.number().int().meta({ description: 'Processes that worked on it; more than one after a resume.' }),
    progress: progressSchema.optional(),
    rowsRead: z.number().optional(),
    rowsWritten: z.number().optional(),
    rowsDirty: z.number().optional(),
    bytes: z.number().optional(),
    error: runErrorSchema.optional(),
    previous: idSchema.optional().meta({ description: 'The run that this one repeats.' }),
  })
  .meta({ id: 'Run' });

const one = '/api/projects/:project/runs/:run';

export const valuesSchema = z.object({
  variables: z.record(z.string().max(100), z.string().max(10_000)).default({}),
  bizdate: z
    .string()
    .regex(/^\d{8}$/)
    .optional()
    .meta({ description: 'yyyymmdd; default: yesterday in the project’s zone.' }),
  cyctime: z
    .string()
    .regex(/^\d{14}$/)
    .optional()
    .meta({ description: 'yyyymmddhh24miss' }),
});

const runConfigurationSchema = z
  .object({
    script: z.string().optional().meta({
      description: 'JSON with all values in place, without comments; absent when the script cannot be read.',
    }),
    format: z.enum(['script', 'datax']).optional(),
    jobVersion: z.number().int().optional().meta({ description: 'Absent: a draft.' }),
    variables: z.record(z.string(), z.string()).meta({ description: 'Secrets are masked.' }),
    dataSources: z.array(z.string()).meta({ description: 'Names of those that the script uses.' }),
    environment: environmentSchema,
    group: nameSchema,
    bizdate: z.string().optional(),
    cyctime: z.string().optional(),
  })
  .meta({ id: 'RunConfiguration' });

export const dirtyRecordSchema = z.record(z.string(), z.json()).meta({
  description: 'origin, ordinal, column, code, reason, values or raw.',
});

export const runRoutes = defineRoutes({
  start: {
    method: 'POST',
    path: '/api/projects/:project/jobs/:job/runs',
    summary: 'Run a job: its draft against development sources, or its deployed version against production.',
    access: 'runs.start',
    body: valuesSchema.extend({
      what: z.enum(['deployed', 'draft']).default('deployed'),
      environment: environmentSchema.default('production'),
      group: nameSchema.optional(),
    }),
    reply: runSchema,
    status: 202,
    isIdempotent: true,
  },
  list: {
    method: 'GET',
    path: '/api/projects/:project/runs',
    summary: 'Runs, the latest first.',
    access: 'runs.view',
    query: pageQuery.extend({
      job: nameSchema.optional(),
      state: runStateSchema.optional(),
      from: instantSchema.optional(),
      to: instantSchema.optional(),
    }),
    reply: pageOf(runSchema),
  },
  get: { method: 'GET', path: one, summary: 'A run.', access: 'runs.view', reply: runSchema },
  report: {
    method: 'GET',
    path: `${one}/report`,
    summary: 'Everything about a finished run, splits included.',
    access: 'runs.view',
    reply: runReportSchema,
  },
  configuration: {
    method: 'GET',
    path: `${one}/configuration`,
    summary: 'What a run was made of: its script with the values in place, secrets masked.',
    access: 'runs.view',
    reply: runConfigurationSchema,
  },
  cancel: {
    method: 'POST',
    path: `${one}/cancel`,
    summary: 'Stop a run: finish the splits under way, or with `now` at once.',
    access: 'runs.start',
    body: z.object({ now: z.boolean().default(false) }),
    reply: runSchema,
    status: 202,
  },
  rerun: {
    method: 'POST',
    path: `${one}/rerun`,
    summary: 'Run the same script again with the same values, from the beginning.',
    access: 'runs.start',
    reply: runSchema,
    status: 202,
    isIdempotent: true,
  },
  resume: {
    method: 'POST',
    path: `${one}/resume`,
    summary: 'Go on with a failed or cancelled run: finished splits are not read again.',
    access: 'runs.start',
    body: z.object({
      inDoubt: z.enum(['keep', 'repeat']).optional().meta({
        description:
          'What became of splits whose commit was interrupted, where the target cannot tell. keep: their rows are there; repeat: they are not, and are written again.',
      }),
    }),
    reply: runSchema,
    status: 202,
  },
  events: {
    method: 'GET',
    path: `${one}/events`,
    summary: 'Log lines, progress and state as server-sent events; goes on after Last-Event-ID.',
    access: 'runs.view',
    query: z.object({
      after: z.coerce.number().int().min(0).optional().meta({
        description: 'Line to go on after, for clients that cannot send Last-Event-ID, which wins.',
      }),
    }),
    stream: 'events',
  },
  log: {
    method: 'GET',
    path: `${one}/log`,
    summary: 'Log lines of a run, from a line on.',
    access: 'runs.view',
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
      search: z.string().max(200).optional(),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          line: z.number().int(),
          at: instantSchema,
          level: z.string(),
          message: z.string(),
          fields: z.record(z.string(), z.json()),
        }),
      ),
    }),
  },
  dirty: {
    method: 'GET',
    path: `${one}/dirty`,
    summary: 'Dirty records of a run, with values and reasons.',
    access: 'dirty.view',
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      column: z.string().max(200).optional(),
      code: z.string().max(100).optional(),
    }),
    reply: z.object({
      total: z.number().int(),
      counts: z.array(z.object({ column: z.string().optional(), code: z.string(), count: z.number().int() })),
      items: z.array(z.object({ number: z.number().int(), record: dirtyRecordSchema })),
    }),
  },
  dirtyFile: {
    method: 'GET',
    path: `${one}/dirty.ndjson`,
    summary: 'All dirty records, to repair and to replay.',
    access: 'dirty.view',
    stream: 'download',
  },
  replay: {
    method: 'POST',
    path: `${one}/replay`,
    summary: 'Write the dirty records again, as they are or as sent; a run of its own.',
    access: 'dirty.replay',
    body: z.object({ records: z.array(dirtyRecordSchema).min(1).max(100_000).optional() }),
    reply: runSchema,
    status: 202,
    maxBodyBytes: 32_000_000,
  },
});
