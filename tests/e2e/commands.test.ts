import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { job, makeShop, printJob, query, shopJob } from './jobs.ts';
import { Workplace } from './sluice.ts';

test('validate answers with the envelope and exits with 0 or 2', async () => {
  const place = new Workplace();
  const good = await place.json(['validate', place.write('good.json', printJob(1))]);
  expect(good.exitCode).toBe(0);
  expect(good.answer).toMatchObject({
    command: 'validate',
    ok: true,
    result: { isValid: true, format: 'script-2.0', reader: 'stream', writer: 'stream' },
    error: null,
  });
  const bad = await place.json(['validate', place.write('bad.json', '{\n"type": "job",\n"steps": 7\n}')]);
  expect(bad.exitCode).toBe(2);
  expect(bad.answer).toMatchObject({ command: 'validate', ok: false, result: { isValid: false } });
  expect(bad.answer.result.issues[0]).toMatchObject({ severity: 'error', path: 'steps', line: 3, column: 1 });
});

test('validate names a data source that is not defined, with its place', async () => {
  const place = new Workplace();
  const file = place.write(
    'job.json',
    job({ stepType: 'sqlite', datasource: 'shop', table: ['t'], column: ['*'] }, { stepType: 'stream' }),
  );
  const { exitCode, answer } = await place.json(['validate', file]);
  expect(exitCode).toBe(2);
  const codes = answer.result.issues.map((issue: { code: string; path: string }) => [issue.code, issue.path]);
  expect(codes).toContainEqual(['CONFIG_UNKNOWN_DATA_SOURCE', 'steps[0].parameter.datasource']);
});

test('plan tells columns, splits, what is deleted and a hash, and changes nothing', async () => {
  const place = new Workplace();
  makeShop(place.folder, 100);
  const file = place.write('job.json', shopJob());
  const { answer } = await place.json(['plan', file]);
  expect(answer.result).toMatchObject({ reader: 'sqlite', writer: 'sqlite', isDestructive: true, estimatedRows: 300 });
  expect(answer.result.columns[0]).toMatchObject({ source: 'id', target: 'id', verdict: 'exact' });
  expect(answer.result.hash).toMatch(/^[0-9a-f]{12}$/);
  const { stdout } = await place.run(['plan', file]);
  expect(stdout).toContain('Existing data will be deleted or replaced.');
  expect(stdout).toContain(`plan ${answer.result.hash}`);
});

test('a plan that fails names the line in the job, and run --dry-run is the plan', async () => {
  const place = new Workplace();
  makeShop(place.folder, 100);
  const writer = { stepType: 'sqlite', path: 'copy.db', table: 'orders', column: ['id', 'nam'] };
  const reader = { stepType: 'sqlite', path: 'shop.db', table: ['orders_a'], column: ['id', 'name'] };
  const wrong = await place.json(['plan', place.write('wrong.json', job(reader, writer))]);
  expect(wrong).toMatchObject({
    exitCode: 2,
    answer: { error: { path: 'steps[1].parameter.column', line: expect.any(Number), column: expect.any(Number) } },
  });
  const file = place.write('job.json', shopJob());
  const planned = await place.json(['plan', file]);
  const dry = await place.json(['run', file, '--dry-run']);
  expect(dry.answer.result.hash).toBe(planned.answer.result.hash);
  expect(query(join(place.folder, 'copy.db'), 'select count(*) from orders')).toBe(0);
});

test.each([
  ['runs', 'list'],
  ['dirty', 'list', 'last'],
  ['data-sources', 'tables', 'shop'],
])('%s %s: a limit that is no count is refused', async (...words) => {
  const place = new Workplace();
  expect(await place.run([...words.filter(Boolean), '--limit', 'ten'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--limit is "ten"; expected a whole number from 1 on.'),
  });
});

test('preview says what bounded it and shows null', async () => {
  const place = new Workplace();
  makeShop(place.folder, 5);
  const file = place.write(
    'job.json',
    job({ stepType: 'sqlite', path: 'shop.db', table: ['orders_a'], column: ['id', 'null'] }, { stepType: 'stream' }),
  );
  const cut = await place.run(['preview', file, '--rows', '2']);
  expect(cut.stdout).toMatch(/1 +NULL\n2 +NULL\n\n2 rows, stopped there, there may be more\n$/);
  const whole = await place.json(['preview', file, '--rows', '9']);
  expect(whole.answer).toMatchObject({ summary: '5 rows, this is everything', result: { isWhole: true } });
  expect(await place.run(['preview', file, '--rows', '0'])).toMatchObject({ exitCode: 2 });
});

test('convert turns a script into DataX and back without a difference', async () => {
  const place = new Workplace();
  const file = place.write('job.json', printJob(3));
  const datax = await place.run(['convert', file, '-o', 'datax.json']);
  expect(datax).toMatchObject({ exitCode: 0, stdout: 'datax.json written.\n' });
  expect(JSON.parse(readFileSync(join(place.folder, 'datax.json'), 'utf8')).job.content[0].reader.name).toBe(
    'streamreader',
  );
  const { stdout } = await place.run(['convert', 'datax.json']);
  expect(JSON.parse(stdout).steps[0]).toMatchObject({ stepType: 'stream', parameter: { sliceRecordCount: 3 } });
  expect(await place.run(['run', 'datax.json', '--quiet'])).toMatchObject({
    exitCode: 0,
    stdout: '7\thello\n'.repeat(3),
  });
});

test('template makes a job that is valid as it is', async () => {
  const place = new Workplace();
  const { stdout } = await place.run(['template', 'sqlite', 'txtfile']);
  const { answer } = await place.json(['validate', place.write('job.json', stdout)]);
  expect(answer.result.issues.filter((issue: { severity: string }) => issue.severity === 'error')).toEqual([]);
});

test('connectors lists them, describes one, and prints its JSON Schema', async () => {
  const place = new Workplace();
  const { answer } = await place.json(['connectors']);
  expect(answer.result.map((connector: { name: string }) => connector.name)).toEqual(
    expect.arrayContaining(['stream', 'sqlite']),
  );
  const one = await place.run(['connectors', 'sqlite']);
  expect(one.stdout).toMatch(/path {2}.*required/);
  const schema = await place.run(['connectors', 'sqlite', '--schema']);
  expect(JSON.parse(schema.stdout).$defs.reader.properties.path).toMatchObject({ title: 'Database file' });
  expect(await place.run(['connectors', 'sqlit'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean sqlite?'),
  });
});

test('data-sources lists with secrets masked, tests, browses and describes', async () => {
  const place = new Workplace();
  makeShop(place.folder, 10);
  place.write('sluice.config.json', {
    dataSources: {
      shop: { type: 'sqlite', path: join(place.folder, 'shop.db') },
      gone: { type: 'sqlite', path: '/nowhere/gone.db', password: 'hunter2-inline' },
    },
  });
  const list = await place.run(['data-sources', 'list']);
  expect(list.stdout).toContain('shop');
  expect(list.stdout).not.toContain('hunter2');
  const test = await place.json(['data-sources', 'test', 'shop']);
  expect(test).toMatchObject({ exitCode: 0, answer: { ok: true, result: { ok: true } } });
  expect(test.answer.result.checks[0]).toMatchObject({ ok: true, ms: expect.any(Number) });
  const failed = await place.json(['data-sources', 'test', 'gone']);
  expect(failed.exitCode).toBe(3);
  expect(failed.answer.ok).toBe(false);
  const tables = await place.json(['data-sources', 'tables', 'shop', '*_b']);
  expect(tables.answer.result.map((table: { name: string }) => table.name)).toEqual(['orders_b']);
  const described = await place.json(['data-sources', 'describe', 'shop', 'orders_a']);
  expect(described.answer.result).toMatchObject({
    primaryKey: ['id'],
    columns: [
      { name: 'id', type: 'int64' },
      { name: 'name', type: 'utf8' },
    ],
  });
  expect(await place.run(['data-sources', 'test', 'nope'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Defined are: shop, gone'),
  });
});

test('a data source may be a JDBC URL', async () => {
  const place = new Workplace();
  makeShop(place.folder, 10);
  const shop = { type: 'sqlite', jdbcUrl: 'jdbc:sqlite:shop.db' };
  place.write('sluice.config.json', { dataSources: { shop } });
  expect(await place.json(['data-sources', 'test', 'shop'])).toMatchObject({ exitCode: 0, answer: { ok: true } });
});

test('a job uses a data source of the config file', async () => {
  const place = new Workplace();
  makeShop(place.folder, 3);
  place.write('sluice.config.json', { dataSources: { shop: { type: 'sqlite', path: 'shop.db' } } });
  const file = place.write(
    'job.json',
    job(
      { stepType: 'sqlite', datasource: 'shop', table: ['orders_c'], column: ['id'] },
      { stepType: 'stream', print: true },
    ),
  );
  expect(await place.run(['run', file, '--quiet'])).toMatchObject({
    exitCode: 0,
    stdout: '2000001\n2000002\n2000003\n',
  });
});

test('runs lists and shows runs and their log', async () => {
  const place = new Workplace();
  const { answer } = await place.json(['run', place.write('job.json', printJob(2))]);
  const list = await place.json(['runs', 'list']);
  expect(list.answer.result).toMatchObject([{ runId: answer.runId, state: 'succeeded', rowsWritten: 2 }]);
  const shown = await place.json(['runs', 'show', answer.runId]);
  expect(shown.answer.result).toMatchObject({ runId: answer.runId, rowsRead: 2 });
  const { stdout } = await place.run(['runs', 'show', answer.runId, '--log']);
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ level: 'info', message: 'run started' });
});

test('doctor finds a broken config file and says where, and is content with a good one', async () => {
  const place = new Workplace();
  place.write('sluice.config.json', '{ "dataSources": { ');
  const broken = await place.run(['doctor']);
  expect(broken.exitCode).toBe(3);
  expect(broken.stdout).toMatch(/✗ .*sluice\.config\.json/);
  place.write('sluice.config.json', { dataSources: { gone: { type: 'sqlite', path: '/nowhere/gone.db' } } });
  expect((await place.run(['doctor'])).stdout).toMatch(/✗ gone/);
  const offline = await place.json(['doctor', '--offline']);
  expect(offline).toMatchObject({ exitCode: 0, answer: { ok: true, summary: 'everything is in order' } });
});

test('help explains commands and error codes', async () => {
  const place = new Workplace();
  const code = await place.run(['help', 'run_too_many_dirty_records']);
  expect(code.stdout).toContain('{count} dirty records, {limit} allowed');
  const late = await place.run(['help', 'SQLITE_STATEMENT_FAILED']);
  expect(late).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('SQLITE_STATEMENT_FAILED') });
  const command = await place.run(['help', 'dirty']);
  expect(command.stdout).toContain('replay');
  expect(await place.run(['explain', 'RUN_TO_MANY_DIRTY'])).toMatchObject({ exitCode: 2 });
  const bare = await place.run(['dirty']);
  expect(bare).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('needs a subcommand') });
});

test('init writes a job that runs, and never overwrites one', async () => {
  const place = new Workplace();
  expect((await place.run(['init', 'first'])).exitCode).toBe(0);
  const run = await place.run(['run', 'first/job.json', '--quiet']);
  expect(run.exitCode).toBe(0);
  expect(run.stdout.trimEnd().split('\n')).toHaveLength(10);
  expect(await place.run(['init', 'first'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('CLI_FILE_EXISTS'),
  });
});

test('prints its version, also as JSON, and help without arguments', async () => {
  const place = new Workplace();
  expect((await place.run(['--version'])).stdout).toMatch(/^sluice \d+\.\d+\.\d+ \(Node \d+/);
  const { answer } = await place.json(['--version']);
  expect(answer).toMatchObject({ version: expect.any(String), node: process.versions.node });
  expect((await place.run([])).stdout).toContain('Commands:');
  expect((await place.run(['--json', 'runs', 'list'])).stdout).toMatch(/^\{"command":"runs list"/);
});

test('completion for bash offers commands, subcommands and options', async () => {
  const place = new Workplace();
  const script = place.write('completion.bash', (await place.run(['completion', 'bash'])).stdout);
  const complete = (...words: string[]): string[] => {
    const line = words.map((word) => `'${word}'`).join(' ');
    const code = `source ${script}; COMP_WORDS=(sluice ${line}); COMP_CWORD=${words.length}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', code], { encoding: 'utf8', cwd: place.folder }).stdout.trim().split('\n');
  };
  expect(complete('va')).toEqual(['validate']);
  expect(complete('dirty', 'ex')).toEqual(['export']);
  expect(complete('run', '--drain')).toEqual(['--drain-timeout']);
  expect(complete('run', 'compl')).toEqual(['completion.bash']);
});

test('completion for zsh and fish is printed, other shells are refused', async () => {
  const place = new Workplace();
  expect((await place.run(['completion', 'zsh'])).stdout).toContain('compdef _sluice sluice');
  expect((await place.run(['completion', 'fish'])).stdout).toContain("-a 'validate'");
  expect(await place.run(['completion', 'tcsh'])).toMatchObject({ exitCode: 2 });
});
