import { expect, test } from 'vitest';
import { createLogger } from './log.ts';
import { Screen } from './screen.ts';

function record(): { screen: Screen; text: () => string } {
  let text = '';
  const screen = new Screen({ write: (chunk: string) => (text += chunk) }, { LANG: 'C.UTF-8' }, false);
  return { screen, text: () => text };
}

test('prints message and fields at or above the level', () => {
  const { screen, text } = record();
  const log = createLogger(screen, 'text', 'warn');
  log.info('run started');
  log.warn('task retried', { taskId: '0001', reason: 'lost the connection', code: undefined });
  expect(text()).toBe('⚠ task retried taskId=0001 reason="lost the connection"\n');
});

test('prints one JSON object per line', () => {
  const { screen, text } = record();
  createLogger(screen, 'json', 'info').info('run planned', { splits: 4 });
  expect(JSON.parse(text())).toMatchObject({ level: 'info', message: 'run planned', splits: 4 });
});
