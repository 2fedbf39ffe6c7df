import { expect, test } from 'vitest';
import type { Issue, Job, Parameter } from './job.ts';
import { parseLenientJson } from './lenient-json.ts';
import { readScript, readScript1, toScript } from './script.ts';

const reader = {
  stepType: 'mysql',
  parameter: { table: 'orders', column: ['id'] },
  name: 'Reader',
  category: 'reader',
};
const writer = {
  stepType: 'postgresql',
  parameter: { table: 'dw.orders', column: ['id'] },
  name: 'Writer',
  category: 'writer',
};
const order = { hops: [{ from: 'Reader', to: 'Writer' }] };
const setting = { errorLimit: { record: '0' }, speed: { concurrent: 2, throttle: false } };

function script(changes: Parameter = {}): Parameter {
  return { type: 'job', version: '2.0', steps: [reader, writer], setting, order, ...changes };
}

function readJob(source: Parameter): Job {
  const { job, issues } = readScript(source);
  if (job === undefined) throw new Error(JSON.stringify(issues));
  return job;
}

function codes(source: Parameter, severity?: Issue['severity']): string[] {
  return readScript(source)
    .issues.filter((issue) => severity === undefined || issue.severity === severity)
    .map((issue) => `${issue.code} ${issue.path}`);
}

test('reads reader, writer and setting', () => {
  const { job, issues } = readScript(script());
  expect(issues).toEqual([]);
  expect(job).toEqual({
    format: 'script-2.0',
    reader: { name: 'Reader', connector: 'mysql', parameter: reader.parameter, path: 'steps[0].parameter' },
    writer: { name: 'Writer', connector: 'postgresql', parameter: writer.parameter, path: 'steps[1].parameter' },
    transforms: [],
    setting: { concurrent: 2, maxDirtyRecords: 0, isDistributed: false, canFailOver: false, lenientDates: false },
    source: script(),
  });
});

test('takes categories and hop names in any case, and steps in any order', () => {
  const steps = [
    { ...writer, category: 'Writer', name: 'restapiwriter' },
    { ...reader, category: 'READER' },
  ];
  const { job, issues } = readScript(script({ steps, order: { hops: [{ from: 'reader', to: 'RestApiWriter' }] } }));
  expect(issues).toEqual([]);
  expect(job?.reader.connector).toBe('mysql');
  expect(job?.writer.path).toBe('steps[0].parameter');
});

test('ignores the processor step of a template', () => {
  const processor = { stepType: null, name: 'Processor', category: 'processor', copies: 1, parameter: {} };
  expect(readScript(script({ steps: [reader, writer, processor] })).issues).toEqual([]);
  expect(codes(script({ steps: [reader, writer, { ...processor, parameter: { x: 1 } }] }))).toEqual([
    'JOB_PROCESSOR_IGNORED steps[2].parameter',
  ]);
});

test('takes processor steps that name a transform, in the order of the hops', () => {
  const pad = {
    stepType: 'dx_pad',
    name: 'P1',
    category: 'processor',
    parameter: { columnIndex: 0, paras: ['l', '4', '0'] },
  };
  const digest = { stepType: 'dx_digest', name: 'P2', category: 'processor', parameter: {} };
  const hops = [
    { from: 'Reader', to: 'P2' },
    { from: 'P2', to: 'P1' },
    { from: 'P1', to: 'Writer' },
  ];
  const { job, issues } = readScript(script({ steps: [reader, writer, pad, digest], order: { hops } }));
  expect(issues).toEqual([]);
  expect(job?.transforms).toEqual([
    { name: 'dx_digest', parameter: {}, path: 'steps[3].parameter' },
    { name: 'dx_pad', parameter: pad.parameter, path: 'steps[2].parameter' },
  ]);
});

test('applies a transform without a hop last, and warns', () => {
  const pad = { stepType: 'dx_pad', name: 'P1', category: 'processor', parameter: {} };
  expect(codes(script({ steps: [reader, writer, pad] }))).toEqual(['JOB_UNROUTED_TRANSFORM steps[2]']);
  expect(readJob(script({ steps: [reader, writer, pad] })).transforms.map(({ name }) => name)).toEqual(['dx_pad']);
});

test('refuses unknown transforms and Groovy', () => {
  const step = (stepType: string) => ({ stepType, name: 'P', category: 'processor', parameter: {} });
  const unknown = readScript(script({ steps: [reader, writer, step('dx_substring')] }));
  expect(unknown.job).toBeUndefined();
  expect(unknown.issues.map((issue) => issue.code)).toContain('JOB_TRANSFORM_UNKNOWN');
  expect(
    readScript(script({ steps: [reader, writer, step('dx_groovy')] })).issues.map((issue) => issue.code),
  ).toContain('JOB_GROOVY_REFUSED');
});

test.each<[string, Parameter, string]>([
  ['no reader', { steps: [writer] }, 'JOB_NO_STEP steps'],
  ['no writer', { steps: [reader] }, 'JOB_NO_STEP steps'],
  ['no steps', { steps: null }, 'JOB_MISSING steps'],
  ['steps that are an object', { steps: {} }, 'JOB_WRONG_TYPE steps'],
  ['a step without category', { steps: [{ ...reader, category: null }, writer] }, 'JOB_MISSING steps[0]'],
  ['a misspelt category', { steps: [{ ...reader, category: 'raeder' }, writer] }, 'JOB_WRONG_WORD steps[0].category'],
  ['a step without stepType', { steps: [{ ...reader, stepType: '' }, writer] }, 'JOB_MISSING steps[0]'],
  [
    'a parameter that is a text',
    { steps: [{ ...reader, parameter: 'x' }, writer] },
    'JOB_WRONG_TYPE steps[0].parameter',
  ],
  ['two steps of one name', { steps: [reader, { ...writer, name: 'reader' }] }, 'JOB_SAME_NAME steps[1]'],
  [
    'two readers without hops',
    { steps: [reader, { ...reader, name: 'R2' }, writer], order: null },
    'JOB_SEVERAL_STEPS steps',
  ],
  [
    'an unknown step in a hop',
    { order: { hops: [{ from: 'Reader', to: 'Wrtier' }] } },
    'JOB_UNKNOWN_HOP order.hops[0].to',
  ],
  ['a hop the wrong way', { order: { hops: [{ from: 'Writer', to: 'Reader' }] } }, 'JOB_WRONG_HOP order.hops'],
  ['a hop that leads nowhere', { order: { hops: [{ from: 'Reader', to: 'Reader' }] } }, 'JOB_WRONG_HOP order.hops'],
  ['hops that are no list', { order: { hops: 'x' } }, 'JOB_WRONG_TYPE order.hops'],
  ['another type', { type: 'flow' }, 'JOB_WRONG_WORD type'],
  ['another version', { version: '3.0' }, 'JOB_NUMBER_RANGE version'],
])('refuses %s', (_name, changes, expected) => {
  const { job } = readScript(script(changes));
  expect(job).toBeUndefined();
  expect(codes(script(changes), 'error')).toContain(expected);
});

test('follows the hops among several readers and warns of the unused one', () => {
  const steps = [{ ...reader, name: 'Old' }, reader, writer];
  expect(codes(script({ steps }))).toEqual(['JOB_UNUSED_STEP steps[0]']);
  expect(readJob(script({ steps })).reader.path).toBe('steps[1].parameter');
});

test('warns of missing hops, type and version', () => {
  expect(codes(script({ order: undefined as never, type: '', version: null }))).toEqual([
    'JOB_MISSING ',
    'JOB_MISSING ',
    'JOB_NO_HOPS ',
  ]);
});

test('warns of unknown keys with a suggestion, outside of parameters', () => {
  const source = script({
    setings: {},
    steps: [{ ...reader, paramater: {} }, writer],
    setting: { ...setting, speed: { concurent: 2 }, errorLimit: { records: 1 } },
    extend: { mode: 'code', anything: 1 },
  });
  const unknown = readScript(source).issues.filter((issue) => issue.code === 'JOB_UNKNOWN_KEY');
  expect(unknown.map(({ path, hint }) => `${path} ${hint}`)).toEqual([
    'setings Did you mean "setting"?',
    'steps[0].paramater Did you mean "parameter"?',
    'setting.speed.concurent Did you mean "concurrent"?',
    'setting.errorLimit.records Did you mean "record"?',
  ]);
});

test.each<[string, Parameter, Partial<Job['setting']>, string[]]>([
  ['the default number of channels', { speed: {}, errorLimit: { record: 1 } }, { concurrent: 3 }, []],
  [
    'texts',
    { speed: { concurrent: '4', throttle: 'true', mbps: '10' }, errorLimit: { record: '5' } },
    { concurrent: 4, bytesPerSecond: 10_485_760, maxDirtyRecords: 5 },
    [],
  ],
  [
    'parts of a megabyte',
    { speed: { throttle: true, mbps: 0.5 }, errorLimit: { record: 0 } },
    { bytesPerSecond: 524_288 },
    [],
  ],
  [
    'mbps without throttle',
    { speed: { mbps: 5 }, errorLimit: { record: 0 } },
    { concurrent: 3 },
    ['JOB_THROTTLE_OFF setting.speed.mbps'],
  ],
  [
    'many channels',
    { speed: { concurrent: 40 }, errorLimit: { record: 0 } },
    { concurrent: 40 },
    ['JOB_MANY_CHANNELS setting.speed.concurrent'],
  ],
  [
    'words of DataX',
    { speed: { channel: 5, record: 100 }, errorLimit: { record: 0 } },
    { concurrent: 5, recordsPerSecond: 100 },
    [],
  ],
  ['dmu', { speed: { dmu: 1 }, errorLimit: { record: 0 } }, {}, ['JOB_IGNORED_KEY setting.speed.dmu']],
  [
    'jvmOption',
    { speed: {}, errorLimit: { record: 0 }, jvmOption: '-Xms1g' },
    {},
    ['JOB_IGNORED_KEY setting.jvmOption'],
  ],
  ['no error limit', { speed: {} }, {}, ['JOB_UNLIMITED_ERRORS setting.errorLimit']],
  ['an empty error limit', { speed: {}, errorLimit: { record: '' } }, {}, ['JOB_UNLIMITED_ERRORS setting.errorLimit']],
  ['strategy ZeroTolerance', { errorLimit: { strategy: 'zerotolerance' } }, { maxDirtyRecords: 0 }, []],
  [
    'ZeroTolerance over record',
    { errorLimit: { strategy: 'ZeroTolerance', record: 9 } },
    { maxDirtyRecords: 0 },
    ['JOB_STRATEGY_WINS setting.errorLimit.strategy'],
  ],
  ['strategy Tolerance', { errorLimit: { strategy: 'Tolerance', record: 9 } }, { maxDirtyRecords: 9 }, []],
  ['strategy Ignore', { errorLimit: { strategy: 'Ignore' } }, {}, ['JOB_UNLIMITED_ERRORS setting.errorLimit.strategy']],
  [
    'Ignore over record',
    { errorLimit: { strategy: 'Ignore', record: 9 } },
    {},
    ['JOB_STRATEGY_WINS setting.errorLimit.strategy'],
  ],
  ['a share', { errorLimit: { percentage: '0.02' } }, { maxDirtyShare: 0.02 }, []],
  [
    'record over percentage',
    { errorLimit: { record: 1, percentage: 0.5 } },
    { maxDirtyRecords: 1 },
    ['JOB_PERCENTAGE_IGNORED setting.errorLimit.percentage'],
  ],
  [
    'distribution',
    { executeMode: 'distribute', speed: { concurrent: 8 }, errorLimit: { record: 0 } },
    { isDistributed: true, concurrent: 8 },
    [],
  ],
  [
    'distribution of few channels',
    { executeMode: 'Distribute', speed: { concurrent: 7 }, errorLimit: { record: 0 } },
    { isDistributed: false },
    ['JOB_SMALL_DISTRIBUTE setting.executeMode'],
  ],
  ['no executeMode', { executeMode: null, errorLimit: { record: 0 } }, { isDistributed: false }, []],
  ['failover', { failoverEnable: 'true', errorLimit: { record: 0 } }, { canFailOver: true }, []],
  [
    'a time zone',
    { common: { column: { timeZone: 'Asia/Shanghai' } }, errorLimit: { record: 0 } },
    { timeZone: 'Asia/Shanghai' },
    [],
  ],
  [
    'an offset',
    { common: { column: { timeZone: 'GMT+8', lenientDates: true } }, errorLimit: { record: 0 } },
    { timeZone: 'GMT+8', lenientDates: true },
    [],
  ],
])('understands %s', (_name, changes, expected, findings) => {
  const source = script({ setting: changes });
  expect(readJob(source).setting).toMatchObject(expected);
  expect(codes(source)).toEqual(findings);
  if (findings.some((finding) => finding.startsWith('JOB_UNLIMITED')))
    expect(readJob(source).setting.maxDirtyRecords).toBeUndefined();
});

test.each<[Parameter, string]>([
  [{ speed: { concurrent: 0 } }, 'JOB_NUMBER_RANGE setting.speed.concurrent'],
  [{ speed: { concurrent: -1 } }, 'JOB_NUMBER_RANGE setting.speed.concurrent'],
  [{ speed: { concurrent: 1.5 } }, 'JOB_NUMBER_RANGE setting.speed.concurrent'],
  [{ speed: { concurrent: 'many' } }, 'JOB_WRONG_TYPE setting.speed.concurrent'],
  [{ speed: { throttle: true } }, 'JOB_MISSING setting.speed.throttle'],
  [{ speed: { throttle: true, mbps: 0 } }, 'JOB_NUMBER_RANGE setting.speed.mbps'],
  [{ speed: { throttle: 'maybe' } }, 'JOB_WRONG_TYPE setting.speed.throttle'],
  [{ speed: [] }, 'JOB_WRONG_TYPE setting.speed'],
  [{ errorLimit: { record: -1 } }, 'JOB_NUMBER_RANGE setting.errorLimit.record'],
  [{ errorLimit: { record: 'x' } }, 'JOB_WRONG_TYPE setting.errorLimit.record'],
  [{ errorLimit: { percentage: 1.5 } }, 'JOB_NUMBER_RANGE setting.errorLimit.percentage'],
  [{ errorLimit: { strategy: 'Tolerance' } }, 'JOB_TOLERANCE_WITHOUT_RECORD setting.errorLimit.strategy'],
  [{ errorLimit: { strategy: 'Tolerance', record: 0 } }, 'JOB_TOLERANCE_WITHOUT_RECORD setting.errorLimit.strategy'],
  [{ errorLimit: { strategy: 'Strict' } }, 'JOB_WRONG_WORD setting.errorLimit.strategy'],
  [{ executeMode: 'distributed-ish' }, 'JOB_WRONG_WORD setting.executeMode'],
  [{ common: { column: { timeZone: 'Moon/Crater' } } }, 'JOB_UNKNOWN_TIME_ZONE setting.common.column.timeZone'],
])('refuses the setting %j', (changes, expected) => {
  expect(readScript(script({ setting: changes })).job).toBeUndefined();
  expect(codes(script({ setting: changes }), 'error')).toEqual([expected]);
});

test('prints script 2.0 exactly as it was read', () => {
  const text = `{
    "version": "2.0", "type": "job",
    "steps": [
      { "stepType": "MySQL", "name": "Reader", "category": "reader", "parameter": { "envType": 1, "id": 12345678901234567890 } },
      { "stepType": "stream", "name": "Writer", "category": "writer" },
      { "stepType": null, "name": "Processor", "category": "processor", "copies": 1, "parameter": {} }
    ],
    "setting": { "jvmOption": "-Xms1g", "speed": { "mbps": "10", "throttle": "true", "concurrent": "2", "dmu": 1 }, "unknown": 1 },
    "order": { "hops": [{ "from": "Reader", "to": "Writer" }] },
    "extend": { "mode": "code", "__new__": true, "resourceGroup": "rg", "cu": "0.5" }
  }`;
  const source = parseLenientJson(text).value as Parameter;
  expect(JSON.stringify(toScript(readJob(source)))).toBe(JSON.stringify(source));
});

test('takes a model with its keys in another order as unchanged', () => {
  const job = readJob(script());
  const { concurrent, ...others } = job.setting;
  expect(JSON.stringify(toScript({ ...job, setting: { ...others, concurrent } }))).toBe(JSON.stringify(script()));
});

test('prints changed parts over what was read and keeps the rest', () => {
  const source = script({ setting: { ...setting, jvmOption: '-Xms1g' }, extend: { mode: 'code' } });
  const job = readJob(source);
  const changed: Job = {
    ...job,
    reader: { ...job.reader, parameter: { table: 'items' } },
    setting: { ...job.setting, concurrent: 9, bytesPerSecond: 2_097_152 },
  };
  expect(toScript(changed)).toEqual({
    ...source,
    steps: [{ ...reader, parameter: { table: 'items' } }, writer],
    setting: {
      executeMode: null,
      errorLimit: { record: 0 },
      speed: { concurrent: 9, throttle: true, mbps: 2 },
      jvmOption: '-Xms1g',
    },
  });
  expect(readJob(toScript(changed))).toEqual({ ...changed, source: toScript(changed) });
});

test('prints new transforms as steps on the way', () => {
  const job = {
    ...readJob(script({ extend: { mode: 'code' } })),
    transforms: [{ name: 'dx_pad', parameter: { columnIndex: 0 }, path: '' }],
  };
  const printed = toScript(job);
  expect(printed['order']).toEqual({
    hops: [
      { from: 'Reader', to: 'Processor1' },
      { from: 'Processor1', to: 'Writer' },
    ],
  });
  expect(printed['extend']).toEqual({ mode: 'code' });
  expect(readJob(printed).transforms).toEqual([
    { name: 'dx_pad', parameter: { columnIndex: 0 }, path: 'steps[2].parameter' },
  ]);
});

test('reads script 1.0 and prints it as 2.0', () => {
  const source: Parameter = {
    type: 'job',
    version: '1.0',
    configuration: {
      reader: { plugin: 'mysql', parameter: { table: 'a' } },
      writer: { plugin: 'odps', parameter: { table: 'b' } },
      setting: { errorLimit: { record: '0' }, speed: { throttle: false, concurrent: '1', dmu: 1 } },
    },
  };
  const { job, issues } = readScript1(source);
  expect(issues.map((issue) => `${issue.severity} ${issue.code} ${issue.path}`)).toEqual([
    'note JOB_IGNORED_KEY configuration.setting.speed.dmu',
  ]);
  expect(job).toMatchObject({
    format: 'script-1.0',
    reader: { connector: 'mysql', path: 'configuration.reader.parameter' },
    writer: { connector: 'odps', path: 'configuration.writer.parameter' },
    setting: { concurrent: 1, maxDirtyRecords: 0 },
  });
  const printed = toScript(job as Job);
  expect(printed).toMatchObject({ version: '2.0', steps: [{ stepType: 'mysql' }, { stepType: 'odps' }] });
  expect(readJob(printed).setting).toEqual(job?.setting);
});

test('refuses script 1.0 without a plug-in name', () => {
  const { job, issues } = readScript1({
    type: 'job',
    version: '1.0',
    configuration: { reader: {}, writer: { plugin: 'x' } },
  });
  expect(job).toBeUndefined();
  expect(issues).toContainEqual(expect.objectContaining({ code: 'JOB_MISSING', path: 'configuration.reader' }));
});
