import { expect, test } from 'vitest';
import { job, printJob } from './jobs.ts';
import { Workplace, answerOf } from './sluice.ts';

test('prints the rows on standard output and the closing block on standard error', async () => {
  const place = new Workplace();
  const { exitCode, stdout, stderr } = await place.run(['run', place.write('job.json', printJob(2))]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('7\thello\n7\thello\n');
  expect(stderr).toContain('✓ succeeded in');
  expect(stderr).toContain('2 read = 2 written + 0 dirty');
});

test('prints the report as the last line with --json', async () => {
  const place = new Workplace();
  const { exitCode, stdout } = await place.run(['run', place.write('job.json', printJob(3)), '--json']);
  const lines = stdout.trimEnd().split('\n');
  expect(exitCode).toBe(0);
  expect(lines).toHaveLength(4);
  const report = JSON.parse(lines[3] ?? '');
  expect(report).toMatchObject({
    state: 'succeeded',
    reader: 'stream',
    writer: 'stream',
    rowsRead: 3,
    rowsWritten: 3,
    rowsDirty: 0,
    rowsFiltered: 0,
  });
  for (const name of ['bytes', 'seconds', 'cpuSeconds', 'peakRssBytes']) expect(report[name]).toBeGreaterThan(0);
  expect(report.tasks).toHaveLength(1);
});

test('reads the job from standard input', async () => {
  const { exitCode, stdout } = await new Workplace().run(['run', '-', '--quiet'], {
    input: JSON.stringify(printJob(1)),
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '7\thello\n' });
});

test('says nothing but the data with --quiet', async () => {
  const place = new Workplace();
  const { stderr } = await place.run(['run', place.write('job.json', printJob(1)), '--quiet']);
  expect(stderr).toBe('');
});

test('fills in variables from -p, also in the form of DataX, and from the business date', async () => {
  const place = new Workplace();
  const file = place.write('job.json', printJob(1, '${greeting}, ${name} of ${bizdate} and ${day}'));
  const args = ['run', file, '--quiet', '-p', 'greeting=hi', '-p', '-Dname=Ada -Dunused=1', '--bizdate', '20260301'];
  const { stdout, stderr } = await place.run([...args, '--params', 'day=$[yyyy-mm-dd]']);
  expect(stderr).toBe('');
  expect(stdout).toBe('7\thi, Ada of 20260301 and 2026-03-02\n');
});

test('says where the JSON is broken and exits with 2', async () => {
  const place = new Workplace();
  const { exitCode, stderr } = await place.run([
    'run',
    place.write('job.json', '{\n  "type": "job",\n  "steps": [}\n}'),
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/job\.json:3:13/);
  expect(stderr).toContain('more: sluice help JSON_');
});

test('says what is wrong as an envelope with --json', async () => {
  const place = new Workplace();
  const { exitCode, answer } = await place.json(['run', place.write('job.json', '{ "type": "job" ')]);
  expect(exitCode).toBe(2);
  expect(answer).toMatchObject({ command: 'run', ok: false, result: null, error: { kind: 'config', line: 1 } });
});

test('suggests the connector, the command and the option that were probably meant', async () => {
  const place = new Workplace();
  const file = place.write('job.json', job({ stepType: 'sqlit' }, { stepType: 'stream' }));
  const connector = await place.run(['run', file]);
  expect(connector).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('sqlite') });
  const command = await place.run(['valdate', file]);
  expect(command).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean validate?') });
  const option = await place.run(['run', file, '--chanels', '2']);
  expect(option).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean --channels?') });
});

test('suggests the option of the connector that was probably meant', async () => {
  const place = new Workplace();
  const file = place.write(
    'job.json',
    job({ stepType: 'stream', sliceRecordCont: 3, column: [{ value: 'a' }] }, { stepType: 'stream' }),
  );
  const { stderr } = await place.run(['validate', file]);
  const { stdout } = await place.run(['validate', file]);
  expect(stderr + stdout).toContain('Did you mean "sliceRecordCount"?');
});

test('exits with 2 for a missing file and with 3 for a state folder that cannot be made', async () => {
  const place = new Workplace();
  expect(await place.run(['run', 'missing.json'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('it does not exist'),
  });
  const file = place.write('job.json', printJob(1));
  const answer = await place.run(['run', file, '--state-dir', `${file}/state`]);
  expect(answer).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('RUN_STATE_NOT_WRITABLE') });
});

test('refuses to run when the plan is another one than approved', async () => {
  const place = new Workplace();
  const file = place.write('job.json', printJob(1));
  const { answer } = await place.json(['plan', file]);
  const refused = await place.run(['run', file, '--plan', '000000000000']);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('CLI_PLAN_CHANGED') });
  const approved = await place.run(['run', file, '--quiet', '--plan', answer.result.hash]);
  expect(approved).toMatchObject({ exitCode: 0, stdout: '7\thello\n' });
});

test('runs a DataX job as it is and ends with its closing block', async () => {
  const place = new Workplace();
  const column = [{ type: 'string', value: 'DataX' }];
  const file = place.write('job.json', {
    job: {
      setting: { speed: { channel: 2 } },
      content: [
        {
          reader: { name: 'streamreader', parameter: { sliceRecordCount: 5, column } },
          writer: { name: 'streamwriter', parameter: { print: true } },
        },
      ],
    },
  });
  const { exitCode, stdout, stderr } = await place.run(['run', file, '--datax-log']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('DataX\n'.repeat(10));
  expect(stderr).toMatch(/读出记录总数 +: +10\n读写失败总数 +: +0\n$/);
});

test('writes one JSON object per line on standard error with --log-format json', async () => {
  const place = new Workplace();
  const { stderr } = await place.run(['run', place.write('job.json', printJob(1)), '--log-format', 'json']);
  const messages = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).message);
  expect(messages).toContain('run started');
  expect(messages.at(-1)).toBe('run finished');
});

test('takes settings from flag, environment and config file, in this order', async () => {
  const place = new Workplace();
  const file = place.write('job.json', printJob(4, 'x'));
  place.write('sluice.config.json', { settings: { logFormat: 'json' } });
  expect((await place.run(['run', file])).stderr).toMatch(/^\{/);
  expect((await place.run(['run', file], { environment: { SLUICE_LOG_FORMAT: 'text' } })).stderr).toMatch(/^✓/);
  const { exitCode, stderr } = await place.run(['run', file, '--memory', 'lots']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--memory is "lots"') });
});

test('ends quietly when nobody reads standard output any more', async () => {
  const place = new Workplace();
  const child = place.start(['run', place.write('job.json', printJob(5_000_000, 'many rows, more than a pipe holds'))]);
  child.stdout.once('data', () => child.stdout.destroy());
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exitCode = await new Promise((resolve) => child.once('exit', resolve));
  expect(exitCode).toBe(141);
  expect(stderr).not.toContain('✗');
});

test('stops at the time limit, says so and exits with 5', async () => {
  const place = new Workplace();
  const file = place.write(
    'job.json',
    printJob(10_000_000, 'x', { speed: { concurrent: 1, throttle: true, mbps: '1' } }),
  );
  const child = place.start(['run', file, '--timeout', '1500ms']);
  const { exitCode, stderr } = await answerOf(child);
  expect(exitCode).toBe(5);
  expect(stderr).toContain('CLI_TIMED_OUT');
});

test('prints no secret, not even in an error that holds it', async () => {
  const place = new Workplace();
  const reader = {
    stepType: 'sqlite',
    path: '${env:SHOP_FILE}',
    table: ['t'],
    column: ['*'],
    password: 'hunter2-inline',
  };
  const file = place.write('job.json', job(reader, { stepType: 'stream' }));
  const environment = { SHOP_FILE: '/nowhere/secret-place/shop.db' };
  for (const args of [
    ['run', file],
    ['run', file, '--json'],
    ['plan', file],
    ['run', file, '--log-format', 'json', '--log-level', 'debug'],
  ]) {
    const { exitCode, stdout, stderr } = await place.run(args, { environment });
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).not.toMatch(/hunter2-inline|secret-place/);
  }
});
