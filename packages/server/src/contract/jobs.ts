import { z } from 'zod';
import { instantSchema, issueSchema, nameSchema, pageOf, pageQuery, versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';
import { jobScheduleInputSchema, jobScheduleSchema } from './schedule.ts';

export const scriptSchema = z
  .string()
  .min(2)
  .max(2_000_000)
  .meta({ description: 'The job file: script 2.0, script 1.0 or DataX, with comments as people write them.' });

/** Set by people, beside the script. */
const attributes = z.object({
  folder: z
    .string()
    .max(500)
    .regex(/^(?:[^/\\]+(?:\/[^/\\]+)*)?$/, 'names with "/" between them')
    .meta({ description: 'Path of folders, for instance `sales/daily`.' }),
  description: z.string().max(2_000),
  owner: nameSchema.meta({ description: 'User who is asked and alerted.' }),
  tags: z.array(z.string().min(1).max(50)).max(20),
  group: nameSchema.meta({ description: 'Resource group to run in.' }),
  priority: z.number().int().min(1).max(8).meta({ description: 'Higher ones go first when slots are short.' }),
});

const stateSchema = z.enum(['draft', 'submitted', 'deployed', 'undeployed']);

export const jobSchema = attributes
  .extend({
    name: nameSchema,
    state: stateSchema,
    script: scriptSchema,
    reader: z.string().optional().meta({ description: 'Connector, as far as the script can be read.' }),
    writer: z.string().optional(),
    dataSources: z.array(z.string()),
    variables: z.array(z.string()).meta({ description: 'Names of `${…}` in the script that need a value.' }),
    parameters: z.string().meta({ description: 'Assignments: `day=$[yyyymmdd-1] table=orders`.' }),
    schedule: jobScheduleSchema.optional().meta({ description: 'Absent: it runs only when somebody starts it.' }),
    deployedVersion: z.number().int().optional(),
    submittedVersion: z.number().int().optional(),
    createdAt: instantSchema,
    changedAt: instantSchema,
    changedBy: z.string().optional(),
    version: versionSchema.meta({ description: 'Of the draft; the ETag.' }),
  })
  .meta({ id: 'Job' });

export const jobSummarySchema = jobSchema.omit({ script: true }).meta({ id: 'JobSummary' });

const versionEntrySchema = z
  .object({
    number: z.number().int(),
    comment: z.string(),
    createdAt: instantSchema,
    createdBy: z.string().optional(),
    isDeployed: z.boolean(),
  })
  .meta({ id: 'JobVersion' });

const checkedSchema = z.object({ isValid: z.boolean(), issues: z.array(issueSchema) });

const base = '/api/projects/:project/jobs';
const one = `${base}/:job` as const;

export const jobRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: base,
    summary: 'Jobs, by name.',
    access: 'jobs.view',
    query: pageQuery.extend({
      search: z.string().max(80).optional().meta({ description: 'In name, description and tags.' }),
      folder: z.string().max(500).optional().meta({ description: 'In this folder and below.' }),
      state: stateSchema.optional(),
      owner: nameSchema.optional(),
      dataSource: z.string().max(80).optional(),
    }),
    reply: pageOf(jobSummarySchema),
  },
  create: {
    method: 'POST',
    path: base,
    summary: 'Make a job. A script with mistakes may be saved, not submitted.',
    access: 'jobs.edit',
    body: attributes.partial().extend({
      name: nameSchema,
      script: scriptSchema,
      parameters: z.string().max(10_000).default(''),
      schedule: jobScheduleInputSchema.optional(),
    }),
    reply: jobSchema,
    status: 201,
    isIdempotent: true,
    maxBodyBytes: 4_000_000,
  },
  get: { method: 'GET', path: one, summary: 'A job, as it is being edited.', access: 'jobs.view', reply: jobSchema },
  update: {
    method: 'PATCH',
    path: one,
    summary: 'Change a job.',
    access: 'jobs.edit',
    body: attributes.partial().extend({
      name: nameSchema.optional(),
      script: scriptSchema.optional(),
      parameters: z.string().max(10_000).optional(),
      schedule: jobScheduleInputSchema.nullable().optional().meta({ description: 'null: no longer scheduled.' }),
    }),
    reply: jobSchema,
    isVersioned: true,
    maxBodyBytes: 4_000_000,
  },
  delete: {
    method: 'DELETE',
    path: one,
    summary: 'Delete a job that is not deployed.',
    access: 'jobs.edit',
  },
  check: {
    method: 'POST',
    path: '/api/projects/:project/job-checks',
    summary: 'What is wrong with a script, with places and hints. Opens no data source.',
    access: 'jobs.view',
    body: z.object({ script: scriptSchema, parameters: z.string().max(10_000).default('') }),
    reply: checkedSchema,
    isReadOnly: true,
    maxBodyBytes: 4_000_000,
  },
  submit: {
    method: 'POST',
    path: `${one}/submit`,
    summary: 'Keep the draft as a version that can be deployed. Refused while it has mistakes.',
    access: 'jobs.edit',
    body: z.object({ comment: z.string().max(500).default('') }),
    reply: jobSchema,
  },
  deploy: {
    method: 'POST',
    path: `${one}/deploy`,
    summary: 'Put a submitted version into production, the latest by default.',
    access: 'jobs.deploy',
    body: z.object({ number: z.number().int().min(1).optional() }),
    reply: jobSchema
      .extend({
        notes: z.array(issueSchema).meta({ description: 'What to know: parents that are not in production yet.' }),
      })
      .meta({ id: 'DeployedJob' }),
  },
  undeploy: {
    method: 'POST',
    path: `${one}/undeploy`,
    summary: 'Take a job out of production.',
    access: 'jobs.deploy',
    reply: jobSchema,
  },
  versions: {
    method: 'GET',
    path: `${one}/versions`,
    summary: 'Submitted versions, the latest first.',
    access: 'jobs.view',
    reply: z.object({ items: z.array(versionEntrySchema) }),
  },
  getVersion: {
    method: 'GET',
    path: `${one}/versions/:number`,
    summary: 'The script of a version.',
    access: 'jobs.view',
    params: z.object({ number: z.coerce.number().int().min(1) }),
    reply: versionEntrySchema.extend({
      script: z.string(),
      parameters: z.string(),
      schedule: jobScheduleSchema.optional(),
    }),
  },
  rollBack: {
    method: 'POST',
    path: `${one}/versions/:number/restore`,
    summary: 'Make a version the draft again.',
    access: 'jobs.edit',
    params: z.object({ number: z.coerce.number().int().min(1) }),
    reply: jobSchema,
  },
  import: {
    method: 'POST',
    path: '/api/projects/:project/job-imports',
    summary: 'Make jobs of many files at once; each file has its own outcome.',
    access: 'jobs.edit',
    body: z.object({
      folder: z.string().max(500).default(''),
      files: z
        .array(z.object({ name: z.string().min(1).max(300), script: scriptSchema }))
        .min(1)
        .max(500),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          file: z.string(),
          job: nameSchema.optional(),
          outcome: z.enum(['created', 'exists', 'refused']),
          issues: z.array(issueSchema),
        }),
      ),
    }),
    maxBodyBytes: 32_000_000,
  },
});
