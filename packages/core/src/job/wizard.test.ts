import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseJob } from './detect.ts';
import type { Parameter } from './job.ts';
import { placeInWizard, scriptOfWizard, wizardOfScript, type WizardModel } from './wizard.ts';
import { wizardIssues } from './wizard-check.ts';

const reader = {
  stepType: 'mysql',
  parameter: {
    datasource: 'Shop',
    table: ['orders'],
    column: ['id', "'a'", { name: 'n', type: 'long' }],
    unknownKey: { deep: [1] },
  },
  name: 'Reader',
  category: 'reader',
};
const writer = {
  stepType: 'postgresql',
  parameter: { datasource: 'Dw', table: 'orders', column: ['id', 'kind', 'n'], preSql: ['truncate table @table'] },
  name: 'Writer',
  category: 'writer',
};
const order = { hops: [{ from: 'Reader', to: 'Writer' }] };
const setting = { errorLimit: { record: '0' }, speed: { concurrent: 2, throttle: false }, jvmOption: '-Xmx1g' };

function script(changes: Parameter = {}): string {
  return JSON.stringify({ type: 'job', version: '2.0', steps: [reader, writer], setting, order, ...changes });
}

function modelOf(text: string): WizardModel {
  const read = wizardOfScript(text);
  if ('reasons' in read) throw new Error(JSON.stringify(read.reasons));
  return read.model;
}

function reasonsOf(text: string): string[] {
  const read = wizardOfScript(text);
  return 'reasons' in read ? read.reasons.map(({ code, path, line }) => `${code} ${path} line ${line}`) : [];
}

test('a script is two ends, a line per column, and everything else as it was', () => {
  expect(modelOf(script({ extend: { mode: 'wizard' }, traceId: 't' }))).toEqual({
    reader: {
      connector: 'mysql',
      parameter: { datasource: 'Shop', table: ['orders'], unknownKey: { deep: [1] } },
    },
    writer: {
      connector: 'postgresql',
      parameter: { datasource: 'Dw', table: 'orders', preSql: ['truncate table @table'] },
    },
    mapping: [
      { source: 'id', target: 'id' },
      { source: "'a'", target: 'kind' },
      { source: { name: 'n', type: 'long' }, target: 'n' },
    ],
    transforms: [],
    setting,
    extra: { extend: { mode: 'wizard' }, traceId: 't' },
  });
});

test('transforms are shown in the order of the hops', () => {
  const steps = [
    reader,
    { stepType: 'dx_pad', parameter: { columnIndex: 0 }, name: 'Second', category: 'processor' },
    { stepType: 'dx_substr', parameter: { columnIndex: 1 }, name: 'First', category: 'processor' },
    writer,
  ];
  const hops = ['Reader', 'First', 'Second', 'Writer'].map((from, index, all) => ({ from, to: all[index + 1] ?? '' }));
  const model = modelOf(script({ steps, order: { hops: hops.slice(0, 3) } }));
  expect(model.transforms.map(({ name }) => name)).toEqual(['dx_substr', 'dx_pad']);
  expect(modelOf(scriptOfWizard(model))).toEqual(model);
});

test('the script of a model gives the same model', () => {
  const model = modelOf(script({ extend: { mode: 'wizard' } }));
  const text = scriptOfWizard(model);
  expect(modelOf(text)).toEqual(model);
  expect(text.endsWith('\n')).toBe(true);
  expect(JSON.parse(text)).toMatchObject({ type: 'job', version: '2.0', order });
});

test('a side without a list of columns stays without one', () => {
  const { column: _column, ...file } = { ...writer.parameter, path: '/out' };
  const model = modelOf(script({ steps: [reader, { ...writer, parameter: file }] }));
  expect(model.mapping.map(({ target }) => target)).toEqual([null, null, null]);
  expect(JSON.parse(scriptOfWizard(model)).steps[1].parameter).toEqual(file);
});

test('a mapping that was cleared does not mean all columns', () => {
  const model: WizardModel = { ...modelOf(script()), mapping: [] };
  expect(JSON.parse(scriptOfWizard(model)).steps[0].parameter.column).toEqual([]);
  expect(modelOf(scriptOfWizard(model))).toEqual(model);
  expect(wizardIssues(model, [])).toMatchObject([{ severity: 'error', code: 'WIZARD_NO_LINES', path: 'mapping' }]);
});

test('lines of which only some have a target are told', () => {
  const model = modelOf(script());
  const mapping = [...model.mapping, { source: 'x', target: null }];
  expect(wizardIssues({ ...model, mapping }, [])).toMatchObject([
    { code: 'WIZARD_MIXED_COLUMNS', path: 'mapping[3].target' },
  ]);
});

test('what the wizard cannot show is told with its place', () => {
  const columns = (column: unknown) => ({ ...reader, parameter: { ...reader.parameter, column } });
  expect(reasonsOf(script({ steps: [columns(['*']), writer] as never }))).toEqual([
    'WIZARD_ALL_COLUMNS steps[0].parameter.column[0] line 1',
  ]);
  expect(reasonsOf(script({ steps: [columns(['id']), writer] as never }))).toEqual([
    'WIZARD_COLUMN_COUNTS steps[1].parameter.column line 1',
  ]);
  const other = { ...writer, name: 'Other' };
  expect(reasonsOf(script({ steps: [reader, writer, other] }))).toEqual(['WIZARD_MORE_STEPS steps[2] line 1']);
  expect(reasonsOf(script({ steps: [{ ...reader, gui: 1 }, writer] }))).toEqual([
    'WIZARD_STEP_KEY steps[0].gui line 1',
  ]);
  expect(reasonsOf(script({ steps: [{ ...reader, stepType: '${type}' }, writer] }))).toEqual([
    'WIZARD_VARIABLE_CONNECTOR steps[0] line 1',
  ]);
});

test('a variable where structure is expected is a reason, with its line', () => {
  const text = script().replace('"concurrent":2', '\n"concurrent": ${n}');
  expect(reasonsOf(text)).toEqual(['JSON_UNKNOWN_PLACEHOLDER undefined line 2']);
});

test('the empty processor of a template is left out', () => {
  const blank = { stepType: null, parameter: {}, copies: 1, name: 'Processor', category: 'processor' };
  const hops = [
    { from: 'Reader', to: 'Processor' },
    { from: 'Processor', to: 'Writer' },
  ];
  expect(modelOf(script({ steps: [reader, blank, writer], order: { hops } })).transforms).toEqual([]);
});

test('comments are told to go', () => {
  const read = wizardOfScript(script().replace('{', '{ // daily\n'));
  expect('issues' in read && read.issues.map(({ code }) => code)).toContain('WIZARD_COMMENTS_GO');
  const plain = wizardOfScript(script().replace('orders', 'http://orders/*'));
  expect('issues' in plain && plain.issues.map(({ code }) => code)).not.toContain('WIZARD_COMMENTS_GO');
});

test('places in the script of a model are places in the model', () => {
  expect(
    [
      'steps[0]',
      'steps[0].stepType',
      'steps[0].parameter.where',
      'steps[0].parameter.column[2].type',
      'steps[1].parameter.column[0]',
      'steps[1].parameter.column',
      'steps[2].parameter.paras',
      'setting.speed',
      'extend.mode',
    ].map(placeInWizard),
  ).toEqual([
    'reader.connector',
    'reader.connector',
    'reader.parameter.where',
    'mapping[2].source.type',
    'mapping[0].target',
    'mapping',
    'transforms[0].parameter.paras',
    'setting.speed',
    'extra.extend.mode',
  ]);
});

test('a DataX file and script 1.0 are shown as scripts of today', () => {
  const datax = JSON.stringify({
    job: {
      content: [
        {
          reader: {
            name: 'mysqlreader',
            parameter: { column: ['id'], connection: [{ table: ['t'], jdbcUrl: ['u'] }] },
          },
          writer: { name: 'streamwriter', parameter: { print: true } },
          transformer: [{ name: 'dx_pad', parameter: { columnIndex: 0, paras: ['l', '8', '0'] } }],
        },
      ],
      setting: { speed: { channel: 3 }, errorLimit: { record: 5 } },
    },
  });
  const model = modelOf(datax);
  expect(model).toMatchObject({
    reader: { connector: 'mysql', parameter: { connection: [{ table: ['t'], jdbcUrl: ['u'] }] } },
    writer: { connector: 'stream', parameter: { print: true } },
    mapping: [{ source: 'id', target: null }],
    transforms: [{ name: 'dx_pad' }],
    setting: { speed: { concurrent: 3 }, errorLimit: { record: 5 } },
  });
  expect(modelOf(scriptOfWizard(model))).toEqual(model);
  const old = {
    type: 'job',
    version: '1.0',
    configuration: {
      reader: { plugin: 'mysql', parameter: { column: ['id'] } },
      writer: { plugin: 'odps', parameter: { column: ['id'] } },
      setting,
    },
  };
  expect(modelOf(JSON.stringify(old))).toMatchObject({ reader: { connector: 'mysql' }, setting });
});

const examples = join(import.meta.dirname, '../../../../examples');
const jobs = globSync(['*/job.json', 'demo/*.json'], { cwd: examples }).sort();

/** Examples whose columns are not listed. */
const without: Readonly<Record<string, string>> = {
  'csv-to-mariadb/job.json': 'WIZARD_ALL_COLUMNS',
  'demo/parquet-to-screen.json': 'WIZARD_ALL_COLUMNS',
  'parquet-to-mariadb/job.json': 'WIZARD_ALL_COLUMNS',
  'pictures-ftp-to-s3/job.json': 'WIZARD_NO_COLUMNS',
  'sftp-csv-to-postgresql/job.json': 'WIZARD_ALL_COLUMNS',
  'sqlite-to-jsonl/job.json': 'WIZARD_ALL_COLUMNS',
};

test.each(jobs)('the wizard loses nothing of the example %s', (name) => {
  const text = readFileSync(join(examples, name), 'utf8');
  const read = wizardOfScript(text);
  if ('reasons' in read) {
    expect(read.reasons.map(({ code }) => code).join(' ')).toBe(without[name]);
    return;
  }
  const printed = scriptOfWizard(read.model);
  expect(modelOf(printed)).toEqual(read.model);
  const [before, after] = [text, printed].map((each) => parseJob(each, { allowUnknownVariables: true }).job);
  const parts = (job: typeof before) => ({
    parameters: [job?.reader.parameter, job?.writer.parameter],
    connectors: [job?.reader.connector, job?.writer.connector].map((each) => each?.replace(/(?:reader|writer)$/, '')),
    transforms: job?.transforms.map(({ name: transform, parameter }) => ({ transform, parameter })),
    setting: job?.setting,
  });
  expect(parts(after)).toEqual(parts(before));
});
