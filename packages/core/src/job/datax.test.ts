import { expect, test } from 'vitest';
import { readDatax, toDatax } from './datax.ts';
import type { Issue, Job, Parameter } from './job.ts';
import { readScript, toScript } from './script.ts';

const reader = { name: 'mysqlreader', parameter: { column: ['id', 'name'], username: 'u' } };
const writer = { name: 'streamwriter', parameter: { print: true } };
const setting = { speed: { channel: 3 }, errorLimit: { record: 0 } };

function datax(changes: { content?: Parameter; setting?: Parameter; beside?: Parameter } = {}): Parameter {
  return {
    job: { content: [{ reader, writer, ...changes.content }], setting: changes.setting ?? setting },
    ...changes.beside,
  };
}

function readJob(source: Parameter): Job {
  const { job, issues } = readDatax(source);
  if (job === undefined) throw new Error(JSON.stringify(issues));
  return job;
}

function codes(source: Parameter, severity: Issue['severity']): string[] {
  return readDatax(source)
    .issues.filter((issue) => issue.severity === severity)
    .map((issue) => `${issue.code} ${issue.path}`);
}

test('reads reader, writer and setting, in GMT+8 and with lenient dates', () => {
  expect(readJob(datax())).toEqual({
    format: 'datax',
    reader: {
      name: 'Reader',
      connector: 'mysqlreader',
      parameter: reader.parameter,
      path: 'job.content[0].reader.parameter',
    },
    writer: {
      name: 'Writer',
      connector: 'streamwriter',
      parameter: writer.parameter,
      path: 'job.content[0].writer.parameter',
    },
    transforms: [],
    setting: {
      concurrent: 3,
      maxDirtyRecords: 0,
      timeZone: 'GMT+8',
      isDistributed: false,
      canFailOver: false,
      lenientDates: true,
    },
    source: datax(),
  });
  expect(codes(datax(), 'warning')).toEqual([]);
  expect(codes(datax(), 'note')).toEqual(['DATAX_ZONE_ASSUMED ', 'DATAX_DIFFERENCES ']);
});

test('takes the time zone of the file', () => {
  const source = datax({ beside: { common: { column: { timeZone: 'Europe/Berlin', datetimeFormat: 'yyyy-MM-dd' } } } });
  expect(readJob(source).setting.timeZone).toBe('Europe/Berlin');
  expect(codes(source, 'note')).toEqual(['JOB_IGNORED_KEY common.column.datetimeFormat', 'DATAX_DIFFERENCES ']);
});

const recordPerChannel = { core: { transport: { channel: { speed: { record: 100 } } } } };
const perChannel = { core: { transport: { channel: { speed: { byte: 524_288, record: 100 } } } } };

test.each<[string, Parameter, Parameter, Partial<Job['setting']>]>([
  ['channel as text', { speed: { channel: '3' } }, {}, { concurrent: 3 }],
  [
    'byte over byte per channel',
    { speed: { byte: 1_048_576 } },
    perChannel,
    { concurrent: 2, bytesPerSecond: 1_048_576 },
  ],
  ['at least one channel', { speed: { byte: 1000 } }, perChannel, { concurrent: 1, bytesPerSecond: 1000 }],
  [
    'record over record per channel',
    { speed: { record: 550 } },
    recordPerChannel,
    { concurrent: 5, recordsPerSecond: 550 },
  ],
  [
    'the smaller of both',
    { speed: { byte: 10_485_760, record: 300 } },
    perChannel,
    { concurrent: 3, bytesPerSecond: 10_485_760, recordsPerSecond: 300 },
  ],
  [
    'the limits of channels alone',
    { speed: { channel: 4 } },
    perChannel,
    { concurrent: 4, bytesPerSecond: 2_097_152, recordsPerSecond: 400 },
  ],
  [
    'no limit as -1',
    { speed: { channel: 2, byte: -1 } },
    { core: { transport: { channel: { speed: { byte: -1 } } } } },
    { concurrent: 2 },
  ],
])('counts channels as DataX does: %s', (_name, changes, beside, expected) => {
  const job = readJob(datax({ setting: changes, beside }));
  expect(job.setting).toMatchObject(expected);
  expect(job.setting.bytesPerSecond).toBe(expected.bytesPerSecond);
});

test('runs a limit of the whole job without the limit of a channel, and says so', () => {
  const bytes = datax({ setting: { speed: { channel: 4, byte: 1000 } } });
  expect(readJob(bytes).setting).toMatchObject({ concurrent: 4, bytesPerSecond: 1000 });
  expect(codes(bytes, 'warning')).toContain('DATAX_NO_CHANNEL_SPEED job.setting.speed.byte');
  const records = datax({ setting: { speed: { record: 1000 } } });
  expect(readJob(records).setting).toMatchObject({ concurrent: 1, recordsPerSecond: 1000 });
  expect(codes(records, 'warning')).toContain('DATAX_NO_CHANNEL_SPEED job.setting.speed.record');
});

test('says that channel has no effect beside byte', () => {
  const source = datax({ setting: { speed: { channel: 7, byte: 1_048_576 } }, beside: perChannel });
  expect(codes(source, 'warning')).toEqual([
    'DATAX_CHANNEL_IGNORED job.setting.speed.channel',
    'JOB_UNLIMITED_ERRORS job.setting.errorLimit',
  ]);
  expect(readJob(source).setting.concurrent).toBe(2);
});

test.each<[string, Parameter, string]>([
  ['no speed', {}, 'DATAX_NO_SPEED job.setting.speed'],
  ['an empty speed', { speed: {} }, 'DATAX_NO_SPEED job.setting.speed'],
  ['0 channels', { speed: { channel: 0 } }, 'JOB_NUMBER_RANGE job.setting.speed.channel'],
  ['-1 channels', { speed: { channel: -1 } }, 'JOB_NUMBER_RANGE job.setting.speed.channel'],
  ['1.5 channels', { speed: { channel: 1.5 } }, 'JOB_NUMBER_RANGE job.setting.speed.channel'],
  [
    'a share above 1',
    { speed: { channel: 1 }, errorLimit: { percentage: 2 } },
    'JOB_NUMBER_RANGE job.setting.errorLimit.percentage',
  ],
  ['keyVersion', { speed: { channel: 1 }, keyVersion: 'v1' }, 'DATAX_ENCRYPTED job.setting.keyVersion'],
  ['dryRun', { speed: { channel: 1 }, dryRun: true }, 'DATAX_DRY_RUN job.setting.dryRun'],
])('refuses %s', (_name, changes, expected) => {
  expect(readDatax(datax({ setting: changes })).job).toBeUndefined();
  expect(codes(datax({ setting: changes }), 'error')).toEqual([expected]);
});

test.each<[string, Parameter, string]>([
  ['an absent reader', { reader: {} }, 'DATAX_SIDE_ABSENT job.content[0].reader'],
  ['an absent writer', { writer: null }, 'DATAX_SIDE_ABSENT job.content[0].writer'],
  [
    'an encrypted value',
    { reader: { ...reader, parameter: { connection: [{ '*password': 'x' }] } } },
    'DATAX_ENCRYPTED job.content[0].reader.parameter.connection[0].*password',
  ],
  [
    'Groovy',
    { transformer: [{ name: 'dx_groovy', parameter: { code: 'return record' } }] },
    'JOB_GROOVY_REFUSED job.content[0].transformer[0]',
  ],
  [
    'an unknown transformer',
    { transformer: [{ name: 'dx_map' }] },
    'JOB_TRANSFORM_UNKNOWN job.content[0].transformer[0]',
  ],
  ['transformers that are no list', { transformer: {} }, 'JOB_WRONG_TYPE job.content[0].transformer'],
])('refuses %s', (_name, content, expected) => {
  expect(readDatax(datax({ content })).job).toBeUndefined();
  expect(codes(datax({ content }), 'error')).toEqual([expected]);
});

test('offers alternatives to Groovy', () => {
  const { issues } = readDatax(datax({ content: { transformer: [{ name: 'dx_groovy', parameter: {} }] } }));
  expect(issues.find((issue) => issue.code === 'JOB_GROOVY_REFUSED')?.hint).toBe(
    'Use dx_filter, dx_substr, dx_pad, dx_replace or dx_digest, an expression in the column list of a relational reader, or its querySql.',
  );
});

test('keeps transformers with their paras, numbers included', () => {
  const transformer = [
    { name: 'dx_substr', parameter: { columnIndex: 1, paras: [0, 4] } },
    { name: 'dx_filter', parameter: { columnIndex: 0, paras: ['>', '5'] } },
  ];
  expect(readJob(datax({ content: { transformer } })).transforms).toEqual([
    { ...transformer[0], path: 'job.content[0].transformer[0].parameter' },
    { ...transformer[1], path: 'job.content[0].transformer[1].parameter' },
  ]);
});

test('refuses a job without content', () => {
  expect(codes({ job: { setting } }, 'error')).toEqual(['JOB_MISSING job.content']);
  expect(codes({ job: { setting, content: [] } }, 'error')).toEqual(['JOB_MISSING job.content']);
  expect(codes({ job: { setting, content: { reader } } }, 'error')).toEqual(['JOB_WRONG_TYPE job.content']);
});

test('warns that only the first element of content runs', () => {
  const source: Parameter = {
    job: {
      setting,
      content: [
        { reader, writer },
        { reader, writer },
      ],
    },
  };
  expect(codes(source, 'warning')).toEqual(['DATAX_MORE_CONTENT job.content[1]']);
});

test('warns of an unlimited and of unknown keys, and notes what has no effect', () => {
  const source = datax({
    setting: { speed: { chanel: 2, channel: 2 }, errorLimit: { record: '' } },
    beside: { setting: {}, entry: { jvm: '-Xms1G' }, core: { container: { job: { sleepInterval: 200 } } } },
  });
  expect(codes(source, 'warning')).toEqual([
    'JOB_UNKNOWN_KEY setting',
    'JOB_UNKNOWN_KEY job.setting.speed.chanel',
    'JOB_UNLIMITED_ERRORS job.setting.errorLimit',
  ]);
  expect(codes(source, 'note')).toContain('JOB_IGNORED_KEY core.container');
  expect(codes(source, 'note')).toContain('JOB_IGNORED_KEY entry');
});

test('prints a DataX file exactly as it was read', () => {
  const source = datax({
    content: { transformer: [{ name: 'dx_pad', parameter: { columnIndex: 0, paras: ['l', 4, '0'] } }] },
    setting: { speed: { byte: 1_048_576, channel: 5 }, errorLimit: { record: '', percentage: '0.1' } },
    beside: { ...perChannel, entry: {} },
  });
  expect(JSON.stringify(toDatax(readJob(source)))).toBe(JSON.stringify(source));
});

test('prints changed parts over what was read', () => {
  const job = readJob(datax({ beside: { entry: {} } }));
  const changed: Job = {
    ...job,
    writer: { ...job.writer, parameter: { print: false } },
    setting: { ...job.setting, concurrent: 4, bytesPerSecond: 10_000_000, timeZone: 'UTC', lenientDates: false },
  };
  const printed = toDatax(changed);
  expect(printed).toEqual({
    entry: {},
    core: { transport: { channel: { speed: { byte: 2_500_000 } } } },
    common: { column: { timeZone: 'UTC', lenientDates: false } },
    job: {
      content: [{ reader, writer: { name: 'streamwriter', parameter: { print: false } } }],
      setting: { speed: { byte: 10_000_000 }, errorLimit: { record: 0 } },
    },
  });
  expect(readJob(printed)).toEqual({ ...changed, source: printed });
});

test('turns into a script and back without losing anything the model holds', () => {
  const transformer = [{ name: 'dx_pad', parameter: { columnIndex: 0, paras: ['l', '4', '0'] } }];
  const job = readJob(
    datax({
      content: { transformer },
      setting: { speed: { record: 550 }, errorLimit: { percentage: 0.5 } },
      beside: perChannel,
    }),
  );
  const script = toScript(job);
  expect(script['steps']).toMatchObject([{ stepType: 'mysql' }, { stepType: 'stream' }, { stepType: 'dx_pad' }]);
  const again = readScript(script).job as Job;
  expect(again.setting).toEqual(job.setting);
  const back = readJob(toDatax(again));
  expect(back.setting).toEqual(job.setting);
  expect(back.reader).toEqual(job.reader);
  expect(back.transforms).toEqual(job.transforms);
});
