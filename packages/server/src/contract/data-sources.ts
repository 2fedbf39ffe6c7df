import { z } from 'zod';
import { errorValuesSchema, instantSchema, nameSchema, pageOf, pageQuery, versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

/** Values of the fields that the connector declares; which ones depends on its type. */
const connectionSchema = z.record(z.string().max(100), z.json()).meta({
  description: 'As the connector declares it. Secrets are answered as ******; sent back so, they stay as they were.',
});
export const environmentSchema = z.enum(['production', 'development']).meta({
  description: 'One name may have two definitions. Scheduled runs use production, edits and test runs development.',
});
const environmentQuery = z.object({ environment: environmentSchema.default('production') });

const checkSchema = z.object({
  step: z.string().meta({ description: 'resolve, connect, tls, login, read …' }),
  ok: z.boolean(),
  detail: z.string(),
  hint: z.string().optional().meta({ description: 'What to do about a step that failed.' }),
  code: z.string().optional().meta({ description: 'Of the error of a step that failed.' }),
  values: errorValuesSchema.optional(),
  ms: z.number(),
});

const testSchema = z
  .object({
    group: nameSchema,
    at: instantSchema,
    ok: z.boolean(),
    checks: z.array(checkSchema).meta({ description: 'In order; the first failed one ends the list.' }),
  })
  .meta({ id: 'ConnectivityTest' });

const definitionSchema = z.object({
  connection: connectionSchema,
  version: versionSchema,
  changedAt: instantSchema,
  changedBy: z.string().optional(),
  tests: z.array(testSchema).meta({ description: 'The last one from each resource group.' }),
});

export const dataSourceSchema = z
  .object({
    name: nameSchema,
    type: z.string(),
    description: z.string(),
    definitions: z.object({ production: definitionSchema.optional(), development: definitionSchema.optional() }),
    usedBy: z.number().int().meta({ description: 'Jobs that name it.' }),
  })
  .meta({ id: 'DataSource' });

const columnSchema = z.object({
  name: z.string(),
  type: z.string(),
  nativeType: z.string().optional(),
  isNullable: z.boolean(),
});

export const tableSchema = z.object({
  name: z.string().meta({ description: 'As written in a job.' }),
  kind: z.enum(['table', 'view', 'file']),
  estimatedRows: z.number().optional(),
  estimatedBytes: z.number().optional(),
});

const base = '/api/projects/:project/data-sources';
const one = `${base}/:name` as const;

export const dataSourceRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: base,
    summary: 'Data sources of the project.',
    access: 'dataSources.view',
    query: pageQuery.extend({ search: z.string().max(80).optional(), type: z.string().max(80).optional() }),
    reply: pageOf(dataSourceSchema),
  },
  get: {
    method: 'GET',
    path: one,
    summary: 'A data source.',
    access: 'dataSources.view',
    reply: dataSourceSchema,
  },
  /** Creates or changes one definition. */
  put: {
    method: 'PUT',
    path: one,
    summary: 'Create a data source, add its other definition, or change one (with If-Match).',
    access: 'dataSources.edit',
    query: environmentQuery,
    body: z.object({
      type: z.string().min(1).max(80),
      description: z.string().max(500).default(''),
      connection: connectionSchema,
    }),
    reply: dataSourceSchema,
  },
  clone: {
    method: 'POST',
    path: `${one}/clone`,
    summary: 'Copy all definitions, secrets included, under another name.',
    access: 'dataSources.edit',
    body: z.object({ name: nameSchema }),
    reply: dataSourceSchema,
    status: 201,
  },
  delete: {
    method: 'DELETE',
    path: one,
    summary: 'Delete a data source, or one of its definitions. Refused with the list of users while jobs use it.',
    access: 'dataSources.edit',
    query: z.object({ environment: environmentSchema.optional() }),
  },
  users: {
    method: 'GET',
    path: `${one}/users`,
    summary: 'Jobs that use it.',
    access: 'dataSources.view',
    reply: z.object({ items: z.array(z.object({ job: nameSchema, isDeployed: z.boolean() })) }),
  },
  test: {
    method: 'POST',
    path: `${one}/test`,
    summary: 'Test the connection from a resource group; names the hop that fails.',
    access: 'dataSources.look',
    body: z.object({ environment: environmentSchema.default('production'), group: nameSchema.default('default') }),
    reply: testSchema,
    isReadOnly: true,
  },
  testUnsaved: {
    method: 'POST',
    path: '/api/projects/:project/data-source-tests',
    summary: 'Test values before they are saved. With a name, masked secrets are those of that data source.',
    access: 'dataSources.edit',
    body: z.object({
      name: nameSchema.optional(),
      environment: environmentSchema.default('production'),
      type: z.string().min(1).max(80),
      connection: connectionSchema,
      group: nameSchema.default('default'),
    }),
    reply: testSchema,
    isReadOnly: true,
  },
  tables: {
    method: 'GET',
    path: `${one}/tables`,
    summary: 'Tables, views or files.',
    access: 'dataSources.look',
    query: environmentQuery.extend({
      search: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      group: nameSchema.default('default'),
    }),
    reply: z.object({ items: z.array(tableSchema) }),
  },
  describe: {
    method: 'GET',
    path: `${one}/table`,
    summary: 'Columns and keys of a table.',
    access: 'dataSources.look',
    query: environmentQuery.extend({ table: z.string().min(1).max(500), group: nameSchema.default('default') }),
    reply: tableSchema.extend({
      columns: z.array(columnSchema),
      primaryKey: z.array(z.string()),
      uniqueKeys: z.array(z.array(z.string())),
    }),
  },
  preview: {
    method: 'POST',
    path: `${one}/preview`,
    summary: 'First rows of a table.',
    access: 'dataSources.look',
    body: z.object({
      environment: environmentSchema.default('production'),
      group: nameSchema.default('default'),
      table: z.string().min(1).max(500),
      rows: z.number().int().min(1).max(1_000).default(20),
    }),
    reply: z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      rows: z.array(z.array(z.json())),
      isWhole: z.boolean(),
    }),
    isReadOnly: true,
  },
});

export const connectorRoutes = defineRoutes({
  list: {
    method: 'GET',
    path: '/api/connectors',
    summary: 'Kinds of systems that can be read or written.',
    access: 'signedIn',
    reply: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          summary: z.string(),
          canRead: z.boolean(),
          canWrite: z.boolean(),
          canBrowse: z.boolean(),
          needsDataSource: z.boolean(),
        }),
      ),
    }),
  },
  get: {
    method: 'GET',
    path: '/api/connectors/:name',
    summary: 'Everything about one: fields for forms, capabilities, templates, JSON Schema.',
    access: 'signedIn',
    reply: z.record(z.string(), z.json()),
  },
});
