import { expect, test } from 'vitest';
import type { Connector } from '../connector/define.ts';
import { count, list, secret, text } from '../connector/fields.ts';
import { parseJob } from './detect.ts';
import type { Parameter } from './job.ts';
import { publishedSystem } from './published-plugins.ts';
import { validateJob } from './validate.ts';

const column = list(text({ title: 'Column' }), { title: 'Columns' }).optional();
const notOpened = () => Promise.reject(new Error('validation opens nothing'));

const shop: Connector = {
  name: 'shop',
  title: 'Shop',
  summary: 'A sample.',
  provenOn: [],
  connection: { host: text({ title: 'Host' }), password: secret({ title: 'Password' }).optional() },
  reader: {
    fields: {
      table: text({ title: 'Table' }),
      column,
      batchSize: count({ title: 'Batch' }).optional(),
      querySql: text({ title: 'SQL' }).optional(),
    },
    capabilities: { canSplit: false, hasSnapshot: false, canDistribute: false },
    template: {},
    open: notOpened,
  },
};

const shelf: Connector = {
  name: 'shelf',
  title: 'Shelf',
  summary: 'A sample.',
  provenOn: [],
  connection: {},
  writer: {
    fields: { column: list(text({ title: 'Column' }), { title: 'Columns' }).optional() },
    capabilities: { isTransactional: true, canConfirmCommit: false, canWriteInParallel: true },
    template: {},
    open: notOpened,
  },
};

const lookup = {
  names: ['shop', 'shelf'],
  connectorOf: (name: string) =>
    [shop, shelf].find((connector) => name.toLowerCase().replace(/(?:reader|writer)$/, '') === connector.name),
};

function validate(reader: { name: string; parameter: Parameter }, writer: { name: string; parameter: Parameter }) {
  const text = JSON.stringify(
    { job: { content: [{ reader, writer }], setting: { speed: { channel: 1 }, errorLimit: { record: 0 } } } },
    null,
    1,
  );
  const { job, issues, locate } = parseJob(text);
  if (job === undefined) throw new Error(JSON.stringify(issues));
  return locate(validateJob(job, lookup));
}

const good = { name: 'shopreader', parameter: { host: 'h', table: 't', column: ['a', 'b'] } };
const shelfWriter = { name: 'ShelfWriter', parameter: { column: ['x', 'y'] } };

test('finds nothing wrong with a good job', () => {
  expect(validate(good, shelfWriter)).toEqual([]);
});

test('suggests a connector for an unknown name', () => {
  expect(validate({ ...good, name: 'shpoReader' }, shelfWriter)).toMatchObject([
    {
      severity: 'error',
      code: 'JOB_CONNECTOR_UNKNOWN',
      hint: 'Did you mean "shop"?',
      path: 'job.content[0].reader',
      line: 5,
      column: 5,
    },
  ]);
});

test('names the system of a published plug-in that does not exist here', () => {
  expect(validate({ ...good, name: 'odpsreader' }, shelfWriter)).toMatchObject([
    { code: 'JOB_CONNECTOR_UNAVAILABLE', message: '"odpsreader" (MaxCompute) is not available in this version.' },
  ]);
});

test('says which side a connector lacks', () => {
  expect(
    validate({ name: 'shelf', parameter: {} }, { name: 'shop', parameter: {} }).map((issue) => issue.message),
  ).toEqual(['Shelf can only be written, not read.', 'Shop can only be read, not written.']);
});

test('checks the options of both sides at their place', () => {
  const issues = validate(
    { name: 'shop', parameter: { host: 'h', table: 't', batchSize: 'many', tabel: 1 } },
    shelfWriter,
  );
  expect(issues.map((issue) => `${issue.severity} ${issue.code} ${issue.path} ${issue.line}`)).toEqual([
    'warning OPTION_UNKNOWN job.content[0].reader.parameter.tabel 11',
    'error OPTION_INVALID job.content[0].reader.parameter.batchSize 10',
  ]);
});

test('does not ask for connection values when a data source or URL gives them', () => {
  expect(validate({ name: 'shop', parameter: { datasource: 'shop_db', envType: 1, table: 't' } }, shelfWriter)).toEqual(
    [],
  );
  expect(validate({ name: 'shop', parameter: { table: 't' } }, shelfWriter).map((issue) => issue.code)).toEqual([
    'OPTION_MISSING',
  ]);
});

test('compares the number of columns when both lists say it', () => {
  expect(validate(good, { name: 'shelf', parameter: { column: ['x'] } })).toMatchObject([
    {
      severity: 'error',
      code: 'JOB_COLUMN_COUNT',
      message: 'The reader has 2 columns, the writer 1.',
      path: 'job.content[0].writer.parameter.column',
    },
  ]);
});

test.each<[string, Parameter, Parameter]>([
  ['all columns are read', { column: ['*'] }, { column: ['x'] }],
  ['all columns are written', { column: ['a', 'b'] }, { column: ['*'] }],
  ['a query is read', { column: ['a', 'b'], querySql: 'select 1' }, { column: ['x'] }],
  ['a list is absent', { column: ['a', 'b'] }, {}],
  ['a list is empty', { column: [] }, { column: ['x'] }],
])('does not compare columns when %s', (_name, reader, writer) => {
  const issues = validate(
    { name: 'shop', parameter: { host: 'h', table: 't', ...reader } },
    { name: 'shelf', parameter: writer },
  );
  expect(issues.filter((issue) => issue.code === 'JOB_COLUMN_COUNT')).toEqual([]);
});

test('does not compare columns when the writer picks them by index', () => {
  const issues = validate(good, { name: 'shelf', parameter: { column: [{ index: 1, name: 'x' }] } });
  expect(issues.filter((issue) => issue.code === 'JOB_COLUMN_COUNT')).toEqual([]);
});

test('knows published names of steps and of DataX plug-ins', () => {
  expect(publishedSystem('apsaradb_for_OceanBase')).toBe('OceanBase');
  expect(publishedSystem('oceanbasev10reader')).toBe('OceanBase');
  expect(publishedSystem('hologresjdbcwriter')).toBe('Hologres');
  expect(publishedSystem('LogHub')).toBe('Simple Log Service (LogHub)');
  expect(publishedSystem('otsreader-internal')).toBe('Tablestore');
  expect(publishedSystem('nothing')).toBeUndefined();
});
