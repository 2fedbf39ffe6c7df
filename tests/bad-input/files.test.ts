/** Files that are broken, too large, out of reach, or have no room. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  rmdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { job, query } from '../e2e/jobs.ts';
import { Workplace, main } from '../e2e/sluice.ts';
import { allowed, dirtyRecords, run } from './run.ts';

const nowhere = { stepType: 'stream', print: false };
const idAndName = [
  { index: 0, type: 'long' },
  { index: 1, type: 'string' },
];
const megabytes = 1024 * 1024;

test('records with fewer fields than columns are left out, with their line', async () => {
  const place = new Workplace();
  const path = place.write('rows.csv', '1,one,I\n2,two\n3\n4,four,IV,extra\n');
  const column = [...idAndName, { index: 2, type: 'string' }];
  const ran = await run({ stepType: 'txtfile', path, column }, nowhere, allowed(2), place);
  expect(ran.report).toMatchObject({ state: 'succeeded', rowsRead: 4, rowsWritten: 2, rowsDirty: 2 });
  expect(await dirtyRecords(ran)).toMatchObject([
    { ordinal: 1, origin: path, code: 'MISSING_FIELDS', reason: 'Line 2: fewer than 3 fields.', raw: '2,two' },
    { ordinal: 2, origin: path, code: 'MISSING_FIELDS', reason: 'Line 3: fewer than 3 fields.', raw: '3' },
  ]);
});

test('a quote that is never closed costs one record, not the rest of the file', async () => {
  const place = new Workplace();
  const path = place.write('open.csv', '1,one\n2,"open and so on\n3,three\n4,four\n');
  const ran = await run({ stepType: 'txtfile', path, column: idAndName }, nowhere, allowed(1), place);
  expect(ran.report).toMatchObject({ state: 'succeeded', rowsRead: 4, rowsWritten: 3, rowsDirty: 1 });
  expect(await dirtyRecords(ran)).toMatchObject([
    { ordinal: 1, code: 'OPEN_QUOTE', reason: expect.stringContaining('Line 2'), raw: '2,"open and so on' },
  ]);
});

test('bytes that are no UTF-8 cost one record', async () => {
  const place = new Workplace();
  const path = join(place.folder, 'bytes.csv');
  writeFileSync(path, Buffer.from('1,ok\n2,\xff\xfeA\n3,fine\n', 'latin1'));
  const ran = await run({ stepType: 'txtfile', path, column: idAndName }, nowhere, allowed(1), place);
  expect(ran.report).toMatchObject({ state: 'succeeded', rowsWritten: 2, rowsDirty: 1 });
  expect(await dirtyRecords(ran)).toMatchObject([
    { ordinal: 1, code: 'INVALID_ENCODING', reason: expect.stringContaining('Line 2') },
  ]);
});

test('a line of 1 GB is left out without being kept in memory', { timeout: 90_000 }, async () => {
  const place = new Workplace();
  const path = join(place.folder, 'line.csv');
  writeFileSync(path, '1,first\n');
  truncateSync(path, 1024 * megabytes); // a hole: it takes no room on the disk
  appendFileSync(path, '\n3,last\n');
  const ran = await run({ stepType: 'txtfile', path, column: idAndName }, nowhere, allowed(1), place);
  expect(ran.report).toMatchObject({ state: 'succeeded', rowsRead: 3, rowsWritten: 2, rowsDirty: 1 });
  expect(ran.report.peakRssBytes).toBeLessThan(250 * megabytes);
  const [record] = await dirtyRecords(ran);
  expect(record).toMatchObject({ ordinal: 1, code: 'RECORD_TOO_LARGE' });
  expect(record?.raw?.length).toBeLessThan(megabytes);
});

test('a folder that may not be read is told', async () => {
  const place = new Workplace();
  place.write('locked/rows.csv', '1,one\n');
  chmodSync(join(place.folder, 'locked'), 0);
  onTestFinished(() => chmodSync(join(place.folder, 'locked'), 0o700));
  const file = place.write('job.json', job({ stepType: 'txtfile', path: 'locked', column: idAndName }, nowhere));
  const { exitCode, error } = await runWithoutPrivileges(place, file);
  expect(exitCode).toBe(3);
  expect(error).toMatchObject({ code: 'FILES_UNREADABLE', message: expect.stringContaining('locked') });
  expect(error.suggestion).not.toBe('');
});

test('a database file that may not be written is told, and stays as it is', async () => {
  const place = new Workplace();
  const path = join(place.folder, 'fixed.db');
  new DatabaseSync(path).exec("create table t (a text); insert into t values ('kept')");
  chmodSync(path, 0o444);
  const reader = { stepType: 'stream', sliceRecordCount: 10, column: [{ value: 'x' }] };
  const writer = { stepType: 'sqlite', path, table: 't', column: ['a'], preSql: ['delete from @table'] };
  const { exitCode, error } = await runWithoutPrivileges(place, place.write('job.json', job(reader, writer)));
  expect(exitCode).toBe(3);
  expect(error.code).toMatch(/^SQLITE_/);
  expect(error.message).toMatch(/read-?only|not.* writ/i);
  expect(query(path, 'select group_concat(a) from t')).toBe('kept');
});

const rowsOf100 = { stepType: 'stream', sliceRecordCount: 100_000, column: [{ value: 'x'.repeat(100) }] };

test('a full device under standard output ends the run', async () => {
  const place = new Workplace();
  const file = place.write('job.json', job(rowsOf100, { stepType: 'stream', print: true }));
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, ['--conditions=development', main, 'run', file], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'], HOME: place.folder, SLUICE_STATE_DIR: place.state },
    stdio: ['ignore', full, 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  closeSync(full);
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/no space left|ENOSPC/i);
});

const canMount = mayMount();

test.skipIf(!canMount)('a full disk under a file: it is told, and no half file is left', async () => {
  const place = new Workplace();
  const disk = smallDisk(place);
  const { exitCode, report } = await run(rowsOf100, { stepType: 'txtfile', path: disk, fileName: 'rows' }, {}, place);
  expect(exitCode).toBe(3);
  expect(report).toMatchObject({ state: 'failed', rowsWritten: 0, error: { code: 'FILES_DISK_FULL' } });
  expect(readdirSync(disk)).toEqual([]);
});

test.skipIf(!canMount)('a full disk under a database: it is told, and nothing of the split is stored', async () => {
  const place = new Workplace();
  const disk = smallDisk(place);
  const path = join(disk, 'shop.db');
  new DatabaseSync(path).exec("create table t (a text); insert into t values ('kept')");
  const { exitCode, report } = await run(rowsOf100, { stepType: 'sqlite', path, table: 't', column: ['a'] }, {}, place);
  expect(exitCode).toBe(3);
  expect(report).toMatchObject({ state: 'failed', rowsWritten: 0, error: { code: 'SQLITE_STORAGE_FAILED' } });
  expect(query(path, 'select group_concat(a) from t')).toBe('kept');
});

/** A disk of one megabyte. */
function smallDisk(place: Workplace): string {
  const disk = join(place.folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['-l', disk]));
  return disk;
}

function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const place = join(process.cwd(), `.cache/mount-${process.pid}`);
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}

/** Runs a job as somebody for whom file modes count; they do not for root. */
async function runWithoutPrivileges(
  place: Workplace,
  file: string,
): Promise<{ exitCode: number | null; error: { code: string; message: string; suggestion?: string } }> {
  const isRoot = process.getuid?.() === 0;
  const capabilities = ['--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'];
  const { exitCode, stdout } = await place.run(
    ['run', file, '--json'],
    isRoot ? { through: ['setpriv', ...capabilities] } : {},
  );
  return { exitCode, error: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').error };
}
