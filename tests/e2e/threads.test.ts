/** Channels in threads do what channels in one thread do. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { job } from './jobs.ts';
import { Workplace } from './sluice.ts';

/** Four files of 2,000 numbers each, of which every 500th line is no number. */
function makeJob(workplace: Workplace, maxDirty: number): string {
  for (let file = 0; file < 4; file++) {
    const lines = Array.from({ length: 2_000 }, (_, line) => (line % 500 === 7 ? 'x' : String(file * 2_000 + line)));
    workplace.write(`in/${file}.csv`, `${lines.join('\n')}\n`);
  }
  const reader = { stepType: 'txtfile', path: ['in/*.csv'], fileFormat: 'csv', column: [{ index: 0, type: 'long' }] };
  const writer = { stepType: 'txtfile', path: 'out', fileName: 'n', fileFormat: 'csv', writeMode: 'truncate' };
  const setting = { errorLimit: { record: maxDirty }, speed: { concurrent: 4 } };
  return workplace.write('job.json', job(reader, writer, setting));
}

test('threads write the same rows, and keep the dirty ones of all', async () => {
  const workplace = new Workplace();
  const { answer } = await workplace.json(['run', makeJob(workplace, 16), '--threads', 'always']);
  expect(answer).toMatchObject({ state: 'succeeded', rowsRead: 8_000, rowsWritten: 7_984, rowsDirty: 16, channels: 4 });
  const out = join(workplace.folder, 'out');
  const texts = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8').trim().split('\n'));
  expect(new Set(texts.flat()).size).toBe(7_984);
  expect(readdirSync(answer.dirtyFolder)).toHaveLength(4);
});

test('threads stop together at limit + 1', async () => {
  const workplace = new Workplace();
  const { exitCode, answer } = await workplace.json(['run', makeJob(workplace, 5), '--threads', 'always']);
  expect(answer).toMatchObject({ state: 'failed', rowsDirty: 6, error: { code: 'RUN_TOO_MANY_DIRTY_RECORDS' } });
  expect(exitCode).toBe(4);
});
