/** Making jobs: the wizard beside the script, mapping, templates, and looking at what a draft would do. */
import { z } from 'zod';
import { environmentSchema } from './data-sources.ts';
import { scriptSchema } from './jobs.ts';
import { errorValuesSchema, issueSchema, nameSchema } from './parts.ts';
import { defineRoutes } from './route.ts';
import { dirtyRecordSchema, valuesSchema } from './runs.ts';
import { columnsSchema, endSchema, linesSchema, mappingLineSchema, wizardModelSchema } from './wizard-model.ts';

/** Where a look at a system is made from. */
const lookSchema = z.object({
  environment: environmentSchema.default('production'),
  group: nameSchema.default('default'),
});

const draftSchema = valuesSchema.extend({
  script: scriptSchema,
  parameters: z.string().max(10_000).default('').meta({ description: 'Assignments: `day=$[yyyymmdd-1]`.' }),
  ...lookSchema.shape,
});

const rowCount = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual);

/** Columns that the client knows, or where to ask for them. */
const sideSchema = z
  .union([
    z.object({ columns: columnsSchema }),
    z.object({ dataSource: nameSchema, table: z.string().min(1).max(500), ...lookSchema.shape }),
    z.object({
      reader: endSchema,
      parameters: z.string().max(10_000).default(''),
      ...valuesSchema.shape,
      ...lookSchema.shape,
    }),
  ])
  .meta({ description: 'Columns as they are, of a table, or those that a reader delivers (files, queries).' });

const planColumnSchema = z.object({
  source: z.string(),
  sourceType: z.string(),
  sourceNative: z.string().optional(),
  target: z.string(),
  targetType: z.string(),
  targetNative: z.string().optional(),
  verdict: z.enum(['exact', 'widened', 'checked', 'lossy', 'impossible', 'unknown']),
  note: z.string().optional(),
});

export const jobPlanSchema = z
  .object({
    hash: z.string().meta({ description: 'Changes when schemas, types, statements or deletions change.' }),
    reader: z.string(),
    writer: z.string(),
    columns: z.array(planColumnSchema),
    splits: z.array(
      z.object({
        label: z.string(),
        estimatedRows: z.number().optional(),
        estimatedBytes: z.number().optional(),
      }),
    ),
    channels: z.number().int(),
    estimatedRows: z.number().optional(),
    estimatedBytes: z.number().optional(),
    transforms: z.array(z.string()),
    actions: z.array(z.string()).meta({ description: 'Statements and file operations at the target, in order.' }),
    warnings: z.array(z.string()),
    notes: z.array(z.string()),
    isDestructive: z.boolean().meta({ description: 'Existing data will be deleted or replaced.' }),
    issues: z.array(issueSchema),
  })
  .meta({ id: 'JobPlan' });

const tableTargetSchema = z.object({
  dataSource: nameSchema,
  table: z.string().min(1).max(500),
  ...lookSchema.shape,
});

const kindSchema = z.string().min(1).max(80);

const project = '/api/projects/:project';
const large = { maxBodyBytes: 4_000_000 } as const;

export const wizardRoutes = defineRoutes({
  model: {
    method: 'POST',
    path: `${project}/wizard-models`,
    summary: 'The wizard’s view of a script of any format, or the reasons why there is none.',
    access: 'jobs.view',
    body: z.object({ script: scriptSchema }),
    reply: z.object({
      model: wizardModelSchema.optional().meta({ description: 'Absent: see `reasons`.' }),
      issues: z.array(issueSchema).meta({ description: 'Of the script; also what the wizard will not keep.' }),
      reasons: z.array(issueSchema).meta({ description: 'Why the wizard cannot show it, with places in the script.' }),
    }),
    isReadOnly: true,
    ...large,
  },
  script: {
    method: 'POST',
    path: `${project}/wizard-scripts`,
    summary: 'The script of a wizard model, and what is wrong with it, with places in the model.',
    access: 'jobs.view',
    body: z.object({ model: wizardModelSchema }),
    reply: z.object({ script: z.string(), issues: z.array(issueSchema) }),
    isReadOnly: true,
    ...large,
  },
  map: {
    method: 'POST',
    path: `${project}/mappings`,
    summary: 'Lines between two lists of columns, with a verdict on each.',
    access: 'dataSources.look',
    body: z.object({
      operation: z.enum(['sameName', 'sameRow', 'fuzzy', 'clear', 'layout', 'check']).meta({
        description: 'check: only judges the lines. layout: reorders both lists so that lines are straight.',
      }),
      ignoreCase: z.boolean().default(true).meta({ description: 'Of sameName.' }),
      source: sideSchema,
      target: sideSchema,
      lines: linesSchema.default([]).meta({ description: 'Those there are. Lines from constants stay.' }),
    }),
    reply: z.object({
      source: columnsSchema,
      target: columnsSchema,
      lines: z.array(
        mappingLineSchema.extend({
          verdict: z.enum(['exact', 'widened', 'checked', 'lossy', 'impossible', 'unknown']),
          sentence: z.string().meta({ description: 'What happens to the values.' }),
        }),
      ),
      issues: z.array(issueSchema).meta({ description: 'With places such as mapping[2].target.' }),
    }),
    isReadOnly: true,
    ...large,
  },
  template: {
    method: 'GET',
    path: '/api/templates',
    summary: 'A script to begin with, for any reader and any writer.',
    access: 'signedIn',
    query: z.object({
      reader: kindSchema,
      writer: kindSchema,
      readerSource: nameSchema.optional().meta({ description: 'Data source in place of connection values.' }),
      writerSource: nameSchema.optional(),
    }),
    reply: z.object({ script: z.string() }),
  },
  jobSchema: {
    method: 'GET',
    path: '/api/job-schema',
    summary: 'JSON Schema of a whole script, for completion and checks in an editor; of all connectors by default.',
    access: 'signedIn',
    query: z.object({ reader: kindSchema.optional(), writer: kindSchema.optional() }),
    reply: z.record(z.string(), z.json()),
  },
  plan: {
    method: 'POST',
    path: `${project}/plans`,
    summary: 'What a script would do: columns, splits, statements at the target. Changes nothing.',
    access: 'dataSources.look',
    body: draftSchema,
    reply: jobPlanSchema,
    isReadOnly: true,
    ...large,
  },
  planJob: {
    method: 'POST',
    path: `${project}/jobs/:job/plan`,
    summary: 'What a run of a job would do. Changes nothing.',
    access: 'dataSources.look',
    body: valuesSchema.extend({
      what: z.enum(['deployed', 'draft']).default('draft'),
      environment: environmentSchema.default('production'),
      group: nameSchema.optional(),
    }),
    reply: jobPlanSchema,
    isReadOnly: true,
  },
  preview: {
    method: 'POST',
    path: `${project}/previews`,
    summary:
      'First rows of a script’s reader, after its transforms, under the names they get. The target is not touched.',
    access: 'dataSources.look',
    body: draftSchema.extend({ rows: rowCount(1_000, 20) }),
    reply: z.object({
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          target: z.string().optional().meta({ description: 'Column of the target that gets it.' }),
        }),
      ),
      rows: z.array(z.array(z.json())),
      isWhole: z.boolean(),
      dirty: z.number().int().meta({ description: 'Records on the way that could not be read or transformed.' }),
      filtered: z.number().int(),
    }),
    isReadOnly: true,
    ...large,
  },
  proposeTable: {
    method: 'POST',
    path: `${project}/target-tables`,
    summary: 'A CREATE TABLE statement for the columns of a source, in the words of the target. Executes nothing.',
    access: 'dataSources.look',
    body: z.object({ source: sideSchema, target: tableTargetSchema }),
    reply: z.object({
      statement: z.string(),
      notes: z.array(z.string()).meta({ description: 'What was left out, and why.' }),
      exists: z.boolean().meta({ description: 'There is already such a table.' }),
    }),
    isReadOnly: true,
    ...large,
  },
  createTable: {
    method: 'POST',
    path: `${project}/target-tables/create`,
    summary: 'Execute a CREATE TABLE statement, as proposed or edited.',
    access: 'dataSources.edit',
    body: z.object({ target: tableTargetSchema, statement: z.string().min(1).max(200_000) }),
    reply: z.object({ table: z.string(), columns: columnsSchema }),
  },
  testRun: {
    method: 'POST',
    path: `${project}/jobs/:job/test-runs`,
    summary: 'Move a sample of rows into a table or folder of its own, made like the target and removed afterwards.',
    access: 'jobs.edit',
    body: valuesSchema.extend({
      script: scriptSchema.optional().meta({ description: 'Default: the draft as it is saved.' }),
      parameters: z.string().max(10_000).optional(),
      environment: environmentSchema.default('production'),
      group: nameSchema.optional(),
      rows: rowCount(10_000, 100),
    }),
    reply: z.object({
      state: z.enum(['succeeded', 'failed', 'stopped']),
      rowsRead: z.number().int(),
      rowsWritten: z.number().int(),
      rowsDirty: z.number().int(),
      place: z
        .string()
        .optional()
        .meta({ description: 'Where the rows went; absent when there was no such place yet.' }),
      isRemoved: z.boolean().meta({ description: 'Nothing of the test run is left at the target.' }),
      notes: z.array(z.string()),
      dirty: z.array(dirtyRecordSchema).meta({ description: 'The first 20 dirty records.' }),
      error: z
        .object({
          code: z.string(),
          message: z.string(),
          hint: z.string().optional(),
          path: z.string().optional(),
          values: errorValuesSchema.optional(),
        })
        .optional(),
    }),
    ...large,
  },
});
