import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finishedSplits, makeShop, query, runIds, shopJob } from './jobs.ts';
import { Workplace, answerOf, until } from './sluice.ts';

const rows = 40_000;

function shop(): { place: Workplace; file: string; copied: () => unknown } {
  const place = new Workplace();
  makeShop(place.folder, rows);
  const file = place.write('job.json', shopJob(1));
  return { place, file, copied: () => query(join(place.folder, 'copy.db'), 'select count(*) from orders') };
}

/** Waits until the first of the three splits is finished and the second one is under way, which takes a second. */
async function secondSplit(place: Workplace): Promise<void> {
  await until(() => finishedSplits(place.state) >= 1, 'one split is finished');
  await new Promise((resolve) => setTimeout(resolve, 300));
}

test('resumes a run that was killed, keeps the finished splits and loses nothing', async () => {
  const { place, file, copied } = shop();
  const child = place.start(['run', file]);
  await secondSplit(place);
  child.kill('SIGKILL');
  await answerOf(child);
  const kept = finishedSplits(place.state);
  const [runId = ''] = runIds(place.state);
  const { answer } = await place.json(['runs', 'list']);
  expect(answer.result).toMatchObject([{ runId, state: 'interrupted' }]);

  const { exitCode, stderr } = await place.run(['resume', runId]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(`Resuming ${runId}: ${kept} split`);
  expect(stderr).toContain('120,000 read = 120,000 written');
  expect(copied()).toBe(120_000);
});

test('drains on the first SIGINT, exits with 130 and resumes the rest', async () => {
  const { place, file, copied } = shop();
  const child = place.start(['run', file]);
  await secondSplit(place);
  child.kill('SIGINT');
  const { exitCode, stderr } = await answerOf(child);
  expect(exitCode).toBe(130);
  expect(stderr).toContain('Draining: splits that have begun are finished');
  expect(copied()).toBe(80_000);
  const [runId = ''] = runIds(place.state);
  expect(stderr).toContain(`sluice resume ${runId}`);

  expect((await place.run(['resume', runId])).exitCode).toBe(0);
  expect(copied()).toBe(120_000);
  expect(await place.run(['resume', runId])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('RUN_FINISHED'),
  });
});

test('stops at once on the second signal and exits with the code of the first', async () => {
  const { place, file, copied } = shop();
  const child = place.start(['run', file]);
  const answer = answerOf(child);
  await secondSplit(place);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGTERM');
  const { exitCode, stderr } = await answer;
  expect(exitCode).toBe(143);
  expect(stderr).toContain('Stopping at once.');
  expect(copied()).toBe(40_000);
});

test('turns a drain into a stop after --drain-timeout', async () => {
  const { place, file, copied } = shop();
  const child = place.start(['run', file, '--drain-timeout', '100ms']);
  await secondSplit(place);
  child.kill('SIGTERM');
  const { exitCode, stderr } = await answerOf(child);
  expect(exitCode).toBe(143);
  expect(stderr).toContain('The drain time is over.');
  expect(copied()).toBe(40_000);
});

test('refuses to resume a job that has changed since', async () => {
  const { place, file } = shop();
  const child = place.start(['run', file]);
  await secondSplit(place);
  child.kill('SIGKILL');
  await answerOf(child);
  place.write('job.json', shopJob(2));
  const answer = await place.run(['resume', runIds(place.state)[0] ?? '']);
  expect(answer).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('have changed since') });
});

test('asks again for a variable that holds a secret, and stores it nowhere', async () => {
  const { place } = shop();
  const text = JSON.stringify(shopJob(1)).replace('"path":"copy.db"', '"path":"copy.db","password":"${key}"');
  const child = place.start(['run', place.write('job.json', text), '-p', 'key=hunter2-secret']);
  await secondSplit(place);
  child.kill('SIGKILL');
  await answerOf(child);
  const [runId = ''] = runIds(place.state);
  expect(await place.run(['resume', runId])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('${key}') });
  expect((await place.run(['resume', runId, '-p', 'key=hunter2-secret'])).exitCode).toBe(0);
  const { readFileSync, readdirSync } = await import('node:fs');
  const files = readdirSync(join(place.state, 'runs', runId), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  );
  for (const entry of files)
    expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain('hunter2-secret');
});
