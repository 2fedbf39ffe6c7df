import { expect, test } from 'vitest';
import type { ScreenStream } from './screen.ts';
import { Secrets } from './secrets.ts';
import { Screen, lookOf, styled, symbol } from './screen.ts';

function recorder(isTTY: boolean): ScreenStream & { text: string } {
  return {
    text: '',
    isTTY,
    columns: 100,
    write(text: string) {
      this.text += text;
    },
  };
}

test('uses colour only on a terminal, and not with NO_COLOR or a dumb terminal', () => {
  const [terminal, pipe] = [recorder(true), recorder(false)];
  expect(lookOf(terminal, {}, true).color).toBe(true);
  expect(lookOf(pipe, {}, true).color).toBe(false);
  expect(lookOf(terminal, { NO_COLOR: '1' }, true).color).toBe(false);
  expect(lookOf(terminal, { TERM: 'dumb' }, true).color).toBe(false);
  expect(lookOf(terminal, {}, false).color).toBe(false);
});

test('falls back to plain characters where the locale is not UTF-8', () => {
  const look = lookOf(recorder(true), { LC_ALL: 'C' }, true);
  expect(symbol('fail', look)).toBe('x');
  expect(symbol('hint', lookOf(recorder(true), { LANG: 'en_US.UTF-8' }, true))).toBe('→');
});

test('styles text with an on and an off code', () => {
  expect(styled('no', 'red', { color: true, unicode: true })).toBe('\u001b[31mno\u001b[39m');
  expect(styled('no', 'red', { color: false, unicode: true })).toBe('no');
});

test('prints lines above the status line and draws it again', () => {
  const stream = recorder(true);
  const screen = new Screen(stream, {}, false);
  screen.status('50 %');
  screen.line('a warning');
  screen.status('');
  expect(stream.text).toBe('\r\u001b[K50 %\r\u001b[Ka warning\n50 %\r\u001b[K');
});

test('takes a terminal without a size for one of 80 cells', () => {
  expect(new Screen({ ...recorder(true), columns: 0 }, {}, false).width).toBe(80);
});

test('writes no status line where lines cannot be rewritten', () => {
  const [pipe, ci] = [recorder(false), recorder(true)];
  new Screen(pipe, {}, true).status('50 %');
  new Screen(ci, { CI: 'true' }, true).status('50 %');
  expect(pipe.text + ci.text).toBe('');
});

test('takes secrets out of lines, JSON and of the status line', () => {
  const stream = recorder(true);
  const secrets = new Secrets();
  secrets.learn({ password: 'hunter2' }, {});
  const screen = new Screen(stream, {}, false, secrets);
  screen.line('password is hunter2');
  screen.json({ reason: 'hunter2' });
  screen.status('hunter2');
  expect(stream.text).not.toContain('hunter2');
});
