import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { newStats } from '../pipeline/stats.ts';
import type { TaskOutcome } from './checkpoint.ts';
import { Checkpoint, readCheckpoint } from './checkpoint.ts';

const outcome = (taskId: string): TaskOutcome => ({
  taskId,
  label: taskId,
  attempts: 1,
  isolated: false,
  seconds: 1,
  dirty: 0,
  stats: newStats(),
  commit: { rowsWritten: 5 },
});

test('knows finished tasks, and those whose commit was begun only', async () => {
  const file = join(temporaryFolder(), 'tasks.ndjson');
  const checkpoint = new Checkpoint(file);
  await checkpoint.committing(outcome('0000'), 'xid 1');
  await checkpoint.done(outcome('0000'));
  await checkpoint.committing(outcome('0001'), 'xid 2');
  await checkpoint.committing(outcome('0002'), 'xid 3');
  await checkpoint.givenUp('0002');
  await checkpoint.close();
  const { done, doubtful } = readCheckpoint(file);
  expect([...done.keys()]).toEqual(['0000']);
  expect(doubtful.map((task) => [task.taskId, task.token])).toEqual([['0001', 'xid 2']]);
});

test('leaves out a line that was being written when the process was killed', async () => {
  const file = join(temporaryFolder(), 'tasks.ndjson');
  const checkpoint = new Checkpoint(file);
  await checkpoint.done(outcome('0000'));
  await checkpoint.close();
  appendFileSync(file, '{"event":"done","taskId":"00');
  expect([...readCheckpoint(file).done.keys()]).toEqual(['0000']);
});

test('goes on in a new line after one that was cut off', async () => {
  const file = join(temporaryFolder(), 'tasks.ndjson');
  await append(file, '0000');
  appendFileSync(file, '{"event":"done","taskId":"00');
  await append(file, '0001');
  expect([...readCheckpoint(file).done.keys()]).toEqual(['0000', '0001']);
});

async function append(file: string, taskId: string): Promise<void> {
  const checkpoint = new Checkpoint(file);
  await checkpoint.done(outcome(taskId));
  await checkpoint.close();
}

test('is empty when nothing was written yet', () => {
  expect(readCheckpoint('/nonexistent/tasks.ndjson').done.size).toBe(0);
});
