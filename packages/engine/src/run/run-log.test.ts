import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClock, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { RunReport } from './report.ts';
import { openRunLog } from './run-log.ts';

function logOf(report: Partial<RunReport>): readonly unknown[] {
  const file = join(temporaryFolder(), 'log.ndjson');
  const heard: string[] = [];
  const hear = (message: string): void => void heard.push(message);
  const log = openRunLog(file, { debug: hear, info: hear, warn: hear, error: hear }, fakeClock());
  log.log.info('run started');
  log.end(report as RunReport);
  void log.close();
  expect(heard).toEqual(['run started']);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('the stored log of a run that succeeds ends with its figures', () => {
  expect(logOf({ state: 'succeeded', rowsRead: 3, rowsWritten: 3, seconds: 1.5 })).toMatchObject([
    { message: 'run started' },
    { level: 'info', message: 'run finished', state: 'succeeded', rowsRead: 3, rowsWritten: 3, seconds: 1.5 },
  ]);
});

test('a failure, which was logged when it happened, is not told twice', () => {
  const error = { code: 'X', kind: 'config', message: 'no' } as never;
  expect(logOf({ state: 'failed', error })).toMatchObject([{ message: 'run started' }]);
});
