import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { runFolder } from '@sluice/engine';
import { temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { LogFiles, type LogLine } from './log-file.ts';

function newLog(): { readonly logs: LogFiles; append(from: number, to: number): void; raw(text: string): void } {
  const stateFolder = temporaryFolder();
  const { log } = runFolder(stateFolder, 'r1');
  mkdirSync(dirname(log), { recursive: true });
  const raw = (text: string): void => appendFileSync(log, text);
  return {
    logs: new LogFiles(stateFolder),
    raw,
    append: (from, to) =>
      raw(
        Array.from(
          { length: to - from + 1 },
          (_, i) => `${JSON.stringify({ time: 't', level: 'info', message: `zeile ü ${from + i}` })}\n`,
        ).join(''),
      ),
  };
}

async function all(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const found: LogLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('a look at the end of a log of 100,000 lines reads its end alone', async () => {
  const { logs, append } = newLog();
  append(1, 100_000);
  expect((await all(logs.read('r1', 0))).length).toBe(100_000);
  const before = logs.bytesRead;
  append(100_001, 100_003);
  const found = await all(logs.read('r1', 100_000));
  expect(found.map(({ line, message }) => [line, message])).toEqual([
    [100_001, 'zeile ü 100001'],
    [100_002, 'zeile ü 100002'],
    [100_003, 'zeile ü 100003'],
  ]);
  expect(logs.bytesRead - before).toBeLessThan(300);
});

test('a look at the middle reads a thousand lines more than it answers, not all before it', async () => {
  const { logs, append } = newLog();
  append(1, 50_000);
  await all(logs.read('r1', 0));
  const before = logs.bytesRead;
  for await (const { line, message } of logs.read('r1', 30_500)) {
    expect([line, message]).toEqual([30_501, 'zeile ü 30501']);
    break;
  }
  expect(logs.bytesRead - before).toBeLessThan(200_000);
});

test('a line that is being written comes when it is whole', async () => {
  const { logs, append, raw } = newLog();
  append(1, 1);
  raw('{"time":"t","level":"info","mess');
  expect(await all(logs.read('r1', 0))).toHaveLength(1);
  raw('age":"second"}\n');
  expect(await all(logs.read('r1', 1))).toMatchObject([{ line: 2, message: 'second' }]);
});

test('a run without a log has no lines', async () => {
  expect(await all(newLog().logs.read('r2', 0))).toEqual([]);
});

test('half a line, as a killed process leaves it, hides nothing that follows', async () => {
  const { logs, append, raw } = newLog();
  append(1, 1);
  raw('{"time":"t","level":"in');
  append(2, 3);
  const found = await all(logs.read('r1', 0));
  expect(found.map(({ line, level, message }) => [line, level, message])).toEqual([
    [1, 'info', 'zeile ü 1'],
    [2, 'warn', 'unreadable line'],
    [3, 'info', 'zeile ü 3'],
  ]);
  expect(found[1]?.fields).toEqual({ text: expect.stringContaining('{"time":"t","level":"in{"time"') });
});
