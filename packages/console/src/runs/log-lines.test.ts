import { expect, test, vi } from 'vitest';
import { filterLines, LogLines, textOfLine, type LogLine } from './log-lines.ts';

const line = (number: number, level: string, message: string, fields: LogLine['fields'] = {}): LogLine => ({
  line: number,
  at: '2026-11-21T08:00:00.000Z',
  level,
  message,
  fields,
});

test('lines that come again after a reconnect are shown once', () => {
  const lines = new LogLines();
  lines.add([line(1, 'info', 'a'), line(2, 'info', 'b')]);
  lines.add([line(1, 'info', 'a'), line(2, 'info', 'b'), line(3, 'info', 'c')]);
  expect(lines.all.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
});

test('listeners are told once for many lines', () => {
  vi.useFakeTimers();
  const lines = new LogLines();
  const listener = vi.fn();
  lines.subscribe(listener);
  for (let number = 1; number <= 500; number++) lines.add([line(number, 'info', 'x')]);
  vi.advanceTimersByTime(60);
  expect(listener).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test('a filter keeps its level and those above, and searches in fields too', () => {
  const lines = [line(1, 'debug', 'task'), line(2, 'warn', 'retried', { code: 'X_LOST' }), line(3, 'error', 'failed')];
  expect(filterLines(lines, { level: 'warn', search: '' }).map((each) => each.line)).toEqual([2, 3]);
  expect(filterLines(lines, { level: 'debug', search: 'x_lost' }).map((each) => each.line)).toEqual([2]);
});

test('fields stand behind the message', () => {
  expect(textOfLine(line(1, 'info', 'run planned', { splits: 4, job: 'a' }))).toBe('run planned splits=4 job=a');
});
